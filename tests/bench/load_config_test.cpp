// The keys that an entry of "suites" has for a suite of load.
#include <gmock/gmock.h>

#include "bench/config_text.h"
#include "quantladder/bench/suites.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LoadConfig : public ::testing::Test {
 protected:
  LoadConfig() {
    sys::write_file(dir_.path() / "suite.json", R"({"id": "talk", "version": "1", "title": "Talk", "kind": "load",
      "tasks": ["T1", "S1"], "primary": {"id": "main", "turns": ["T1"]}, "side": [{"id": "S1", "turns": ["S1"]}]})");
    for (const std::string id : {"T1", "S1"}) {
      sys::write_file(dir_.path() / id / "task.json",
                      R"({"id": ")" + id +
                          R"(", "title": "A", "language": "python", "files": ["a.py"], "entry_points": [],
                             "tests": ["test_a.py"]})");
      sys::write_file(dir_.path() / id / "prompt.md", "Write a.py");
      sys::write_file(dir_.path() / id / "test_a.py", "def test_a():\n    pass\n");
      sys::write_file(dir_.path() / id / "reference" / "a.py", "\n");
    }
  }
  std::string text(const std::string& keys, int slots) const {
    return with_model(R"("suites": [{"suite": ")" + dir_.path().string() + "\"" + keys + "}],",
                      R"(, "server": {"parallel": )" + std::to_string(slots) + "}");
  }
  tasks::Suite load(const std::string& keys, int slots = 8) const {
    return load_suites(parsed(text(keys, slots))).front();
  }
  std::string error(const std::string& keys, int slots = 8) const { return error_of(text(keys, slots)); }
  static std::string error_of(const std::string& config) {
    try {
      load_suites(parsed(config));
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return error.what();
    }
    return "no error";
  }
  static std::vector<std::string> names(const tasks::Suite& suite) {
    std::vector<std::string> result;
    for (const core::LoadItem& item : suite.load.items) result.push_back(to_string(item));
    return result;
  }

  sys::TempDir dir_;
};

TEST_F(LoadConfig, SaysLevelsModesAndArrivals) {
  const tasks::Suite suite = load(R"(, "levels": [4, 1], "modes": ["sustained"],
    "open": [{"arrivals": "poisson", "per_s": 0.5}, {"arrivals": "constant", "per_s": 2}], "schedule_s": 30,
    "lead_in_s": 1, "cache": false, "fixed_tokens": 64, "slo": {"ttft_ms": 500, "tokens_per_s": 7},
    "iterations": 6, "rounds": 3)");
  EXPECT_THAT(names(suite), ElementsAre("sustained@1", "sustained@4", "poisson@0.5", "constant@2"));
  EXPECT_EQ(suite.load.schedule_s, 30);
  EXPECT_EQ(suite.load.lead_in_s, 1);
  EXPECT_FALSE(suite.load.cache);
  EXPECT_EQ(suite.load.fixed_tokens, 64);
  EXPECT_EQ(suite.load.slo, (core::ServiceLevel{500, 7}));
  EXPECT_EQ(suite.iterations, 6);
  EXPECT_EQ(suite.rounds, 3);
}

TEST_F(LoadConfig, HasDefaults) {
  EXPECT_THAT(names(load("")), ElementsAre("once@1", "once@2", "once@3", "sustained@1", "sustained@2", "sustained@3"));
  EXPECT_TRUE(load("").load.cache);
}

TEST_F(LoadConfig, ALevelAboveTheSlotsMustBeAskedFor) {
  EXPECT_THAT(error(R"(, "levels": [1, 4])", 2),
              AllOf(HasSubstr("/suites/0/levels: level 4 is above the 2 slots of model a"),
                    HasSubstr("\"parallel\": 4"), HasSubstr("\"queue\": true")));
  EXPECT_THAT(names(load(R"(, "levels": [1, 4], "modes": ["once"], "queue": true)", 2)),
              ElementsAre("once@1", "once@4"));
}

TEST_F(LoadConfig, AnAnswerThatFillsTheContextIsRefused) {
  const std::string small = R"(, "server": {"parallel": 8, "ctx": 512})";
  const auto with_ctx = [&](const std::string& keys) {
    return error_of(with_model(R"("suites": [{"suite": ")" + dir_.path().string() + "\"" + keys + "}],", small));
  };
  EXPECT_THAT(with_ctx(""),
              AllOf(HasSubstr("/suites/0/suite: an answer of conversation \"main\" may have 1024 tokens, and "
                              "a slot of model a has 512: set a larger \"ctx\""),
                    HasSubstr(dir_.path().string() + "/suite.json")));
  EXPECT_EQ(with_ctx(R"(, "fixed_tokens": 128)"), "no error");
  EXPECT_THAT(with_ctx(R"(, "fixed_tokens": 512)"), HasSubstr("/suites/0/fixed_tokens: every answer is to have 512"));
}

TEST_F(LoadConfig, AFixedLengthIsRefusedBesideWordsThatEndAnAnswer) {
  const std::string stops = R"(, "server": {"parallel": 8}, "sampling": {"stop": ["END"]})";
  const auto with_stops = [&](const std::string& keys) {
    return error_of(with_model(R"("suites": [{"suite": ")" + dir_.path().string() + "\"" + keys + "}],", stops));
  };
  EXPECT_THAT(with_stops(R"(, "fixed_tokens": 64)"),
              HasSubstr("/suites/0/fixed_tokens: model a has words in \"stop\""));
  EXPECT_EQ(with_stops(""), "no error");
}

TEST_F(LoadConfig, FaultsNameThePlaceAndTheRemedy) {
  EXPECT_THAT(error(R"(, "levels": [])"), HasSubstr("/suites/0/levels: must list"));
  EXPECT_THAT(error(R"(, "levels": [0])"), HasSubstr("/suites/0/levels: must list"));
  EXPECT_THAT(error(R"(, "levels": [257])"), HasSubstr("from 1 to 256"));
  EXPECT_THAT(error(R"(, "levels": [1, 1])"), HasSubstr("/suites/0/levels: names 1 twice"));
  EXPECT_THAT(error(R"(, "levels": 3)"), HasSubstr("/suites/0/levels: must list"));
  EXPECT_THAT(error(R"(, "level": [3])"), AllOf(HasSubstr("level"), HasSubstr("levels")));
  EXPECT_THAT(error(R"(, "modes": ["poisson"])"), HasSubstr("/suites/0/modes: \"poisson\" is neither"));
  EXPECT_THAT(error(R"(, "modes": ["once", "once"])"), HasSubstr("names once twice"));
  EXPECT_THAT(error(R"(, "open": [{"arrivals": "poisson", "per_s": 0}])"),
              HasSubstr("/suites/0/open/0/per_s: must be more than 0"));
  EXPECT_THAT(error(R"(, "open": [{"arrivals": "once", "per_s": 1}])"), HasSubstr("/suites/0/open/0/arrivals"));
  EXPECT_THAT(error(R"(, "open": [{"arrivals": "poisson"}])"), HasSubstr("per_s"));
  EXPECT_THAT(error(R"(, "slo": {"ttft": 500})"), AllOf(HasSubstr("/suites/0/slo/ttft"), HasSubstr("ttft_ms")));
  EXPECT_THAT(error(R"(, "schedule_s": 100, "deadline_s": 50)"),
              HasSubstr("/suites/0/schedule_s: is longer than an episode may take: \"deadline_s\" is 50"));
  EXPECT_THAT(error(R"(, "schedule_s": 1, "lead_in_s": 2)"), HasSubstr("/suites/0/schedule_s: must be more than"));
  EXPECT_THAT(error(R"(, "schedule_s": 90000, "deadline_s": 90000)"),
              HasSubstr("/suites/0/schedule_s: must be at most"));
  EXPECT_THAT(error(R"(, "modes": [])"), HasSubstr("/suites/0/modes: name at least one"));
}

}  // namespace
}  // namespace quantladder::bench
