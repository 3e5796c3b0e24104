#include "quantladder/sys/checked_json.h"

#include <gtest/gtest.h>

#include <functional>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::sys {
namespace {

using nlohmann::json;

std::string refusal_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "no error";
}

TEST(ParseJson, AllowsComments) { EXPECT_EQ(parse_json("{ // why\n \"a\": 1 /* because */ }", "f").at("a"), 1); }

TEST(ParseJson, NamesTheFileAndTheLine) {
  EXPECT_EQ(refusal_of([] { parse_json("{\n\"a\": }", "a.json"); }).rfind("a.json: line 2, column 6: ", 0), 0u);
}

TEST(ParseJson, RefusesAKeyGivenTwice) {
  EXPECT_EQ(refusal_of([] { parse_json(R"({"b": {"a": 1, "a": 2}})", "f"); }), "f: the key \"a\" is given twice");
  EXPECT_EQ(refusal_of([] { parse_json(R"({"b": {"a": 1}, "c": [{"a": 1}, {"a": 2}]})", "f"); }), "no error");
}

TEST(ParseJson, RefusesWhatIsNestedBeyondSense) {
  const auto nested = [](int levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_EQ(refusal_of([&] { parse_json(nested(100), "f"); }), "no error");
  EXPECT_NE(refusal_of([&] { parse_json(nested(100000), "f"); }).find("levels deep"), std::string::npos);
}

TEST(IsUtf8, TellsTextThatJsonCanHold) {
  EXPECT_TRUE(is_utf8("mod\xc3\xa8le.gguf"));
  EXPECT_FALSE(is_utf8("mod\xe8le.gguf"));
}

TEST(ReadJsonFile, ReadsWhatIsThere) {
  const TempDir dir;
  write_file(dir.path() / "a.json", "[1, 2]");
  EXPECT_EQ(read_json_file(dir.path() / "a.json"), json::array({1, 2}));
}

TEST(CheckedObject, ReturnsTypedValuesAndFallbacks) {
  const json value = {{"s", "x"}, {"n", 1.5}, {"i", 7}, {"b", true}, {"a", {"p", "q"}}, {"o", {{"k", 1}}}};
  CheckedObject object(value, "f");
  EXPECT_EQ(object.string("s"), "x");
  EXPECT_EQ(object.optional_string("t").value_or("fallback"), "fallback");
  EXPECT_FALSE(object.optional_string("t"));
  EXPECT_EQ(object.number("n"), 1.5);
  EXPECT_EQ(object.optional_number("m").value_or(2.5), 2.5);
  EXPECT_EQ(object.integer("i"), 7);
  EXPECT_EQ(object.optional_integer("j").value_or(8), 8);
  EXPECT_EQ(object.optional_boolean("b"), true);
  EXPECT_EQ(object.optional_boolean("c"), std::nullopt);
  EXPECT_EQ(object.strings("a"), (std::vector<std::string>{"p", "q"}));
  EXPECT_EQ(object.strings("z", {"y"}), (std::vector<std::string>{"y"}));
  EXPECT_EQ(object.object("o").integer("k"), 1);
  EXPECT_FALSE(object.optional_object("none"));
  EXPECT_NO_THROW(object.finish());
}

TEST(CheckedObject, NamesPlaceExpectedAndFound) {
  const json value = {{"models", {{{"quant", 4}}}}};
  CheckedObject root(value, "configs/a.json");
  CheckedObject model = root.objects("models").at(0);
  EXPECT_EQ(refusal_of([&] { model.string("quant"); }), "configs/a.json: /models/0/quant: expected a string, found 4");
  EXPECT_EQ(refusal_of([&] { model.string("id"); }), "configs/a.json: /models/0/id: missing, expected a string");
}

TEST(CheckedObject, TakesNullForAWrongTypeNotForAnAbsence) {
  const json value = {{"n", nullptr}};
  EXPECT_EQ(refusal_of([&] { CheckedObject(value, "f").optional_number("n"); }),
            "f: /n: expected a number, found null");
}

TEST(CheckedObject, TakesWholeNumbersInAnyNotationAndNoOthers) {
  const json value = json::parse(R"({"a": 1e3, "b": 1.5, "c": 18446744073709551615})");
  CheckedObject object(value, "f");
  EXPECT_EQ(object.integer("a"), 1000);
  EXPECT_EQ(refusal_of([&] { object.integer("b"); }), "f: /b: expected a whole number, found 1.5");
  EXPECT_NE(refusal_of([&] { object.integer("c"); }), "no error");
}

TEST(CheckedObject, ChecksEveryElementOfAnArray) {
  const json value = {{"s", {"a", 1}}, {"o", {json::object(), 2}}};
  CheckedObject object(value, "f");
  EXPECT_EQ(refusal_of([&] { object.strings("s"); }), "f: /s: expected an array of strings, found something else");
  EXPECT_EQ(refusal_of([&] { object.objects("o"); }), "f: /o/1: expected an object, found 2");
}

TEST(CheckedObject, RefusesWhatIsNoObject) {
  const json value = json::array();
  EXPECT_EQ(refusal_of([&] { CheckedObject(value, "f"); }), "f: /: expected an object, found an array");
}

TEST(CheckedObject, SuggestsTheNearestKnownKey) {
  const json value = {{"quantt", "x"}};
  CheckedObject object(value, "f");
  object.optional_string("quant");
  object.optional_string("provider");
  EXPECT_EQ(refusal_of([&] { object.finish(); }), "f: /quantt: unknown key; did you mean \"quant\"?");
}

TEST(CheckedObject, ListsTheKnownKeysWhenNoneIsNear) {
  const json value = {{"a/b", "x"}};
  CheckedObject object(value, "f");
  object.optional_string("quant");
  object.optional_string("provider");
  EXPECT_EQ(refusal_of([&] { object.finish(); }), "f: /a~1b: unknown key; known are provider, quant");
}

TEST(CheckedObject, KnowsAllKeysOfAMapOfNames) {
  const json value = {{"x", 1}, {"y", 2}};
  CheckedObject object(value, "f");
  EXPECT_EQ(object.keys(), (std::vector<std::string>{"x", "y"}));
  EXPECT_NO_THROW(object.finish());
}

}  // namespace
}  // namespace quantladder::sys
