#include "judge/split/test_report.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>

namespace quantladder::judge {
namespace {

using nlohmann::json;

// Says why a report is not the tester's own work.
struct Foreign {
  const char* reason;
};

void expect(bool holds, const char* reason) {
  if (!holds) throw Foreign{reason};
}

// An "error" may stand beside any test's keys.
void expect_keys(const json& record, const std::vector<const char*>& keys) {
  const bool error = record.contains("test") && record.contains("error");
  expect(record.size() == keys.size() + (error ? 1 : 0), "a record with other keys");
  for (const char* key : keys) expect(record.contains(key), "a record with other keys");
}

// These conversions take no type for another: json's own turns true into 1 and 1.5 into 1.
std::string to_text(const json& value) {
  expect(value.is_string(), "a value that is no text");
  return value.get<std::string>();
}

int to_int(const json& value) {
  expect(value.is_number_integer(), "a value that is no whole number");
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  expect(value.is_number_unsigned() ? value.get<std::uint64_t>() <= kMost : value.get<std::int64_t>() >= -kMost,
         "a number out of range");
  return value.get<int>();
}

bool to_bool(const json& value) {
  expect(value.is_boolean(), "a value that is neither true nor false");
  return value.get<bool>();
}

std::vector<std::string> to_texts(const json& value) {
  expect(value.is_array(), "a value that is no list");
  std::vector<std::string> texts;
  for (const json& each : value) texts.push_back(to_text(each));
  return texts;
}

std::string to_one_of(const json& value, std::initializer_list<const char*> allowed) {
  std::string text = to_text(value);
  expect(std::find(allowed.begin(), allowed.end(), text) != allowed.end(), "a word that the tester does not use");
  return text;
}

// "error" and "missing" are said of a whole test, by verdict.cpp.
core::TestStatus to_status(const json& value) {
  return *core::parse_id<core::TestStatus>(
      to_one_of(value, {"passed", "failed", "skipped", "xfailed", "xpassed", "blocked"}));
}

RaisedError to_error(const json& value) {
  expect(value.is_object(), "an error that is no object");
  expect_keys(value, {"type", "message", "frames"});
  return {to_text(value.at("type")), to_text(value.at("message")), to_texts(value.at("frames"))};
}

void add_test(TestReport& report, const json& record) {
  TestAccount& account = report.tests[to_text(record.at("test"))];
  const std::string when = to_one_of(record.at("when"), {"setup", "call", "teardown"});
  account.phases[when].push_back(to_status(record.at("outcome")));
  if (record.contains("error") && !account.error) account.error = to_error(record.at("error"));
}

void add_canary(TestReport& report, const json& record) {
  const bool added = report.canaries.emplace(to_text(record.at("canary")), to_status(record.at("outcome"))).second;
  expect(added, "a canary twice");
  if (report.tests.empty()) ++report.canaries_before;
}

void add_end(TestReport& report, const json& record) {
  report.end = EndRecord{to_int(record.at("end")), to_int(record.at("tests")), to_int(record.at("canaries")),
                         to_bool(record.at("transport"))};
}

void add_transport(TestReport& report, const json& record) {
  expect(!report.transport, "a transport fault twice");
  report.transport = TransportFault{to_one_of(record.at("transport"), {"eof", "timeout", "frame", "limit"}),
                                    to_text(record.at("detail"))};
}

// Puts `value` where nothing may be yet.
template <typename T>
void set_once(std::optional<T>& place, T value, const char* twice) {
  expect(!place, twice);
  place = std::move(value);
}

// A kind of record: the first of its keys names it.
struct RecordKind {
  std::vector<const char*> keys;
  void (*add)(TestReport& report, const json& record);
};

// "end" comes first: that record has keys that name others.
const std::vector<RecordKind>& record_kinds() {
  static const std::vector<RecordKind> kinds{
      {{"end", "tests", "canaries", "transport"}, add_end},
      {{"test", "when", "outcome"}, add_test},
      {{"canary", "outcome"}, add_canary},
      {{"transport", "detail"}, add_transport},
      {{"collected"},
       [](auto& to, auto& from) { set_once(to.collected, to_texts(from.at("collected")), "two lists of tests"); }},
      {{"ready"},
       [](auto& to, auto& from) {
         expect(!to.ready && to_bool(from.at("ready")), "a second start");
         to.ready = true;
       }},
      {{"import_error"},
       [](auto& to, auto& from) { set_once(to.import_error, to_error(from.at("import_error")), "two import errors"); }},
      {{"collect_error"},
       [](auto& to, auto& from) { to.collect_errors.push_back(to_error(from.at("collect_error"))); }},
      {{"program"},
       [](auto& to, auto& from) { set_once(to.program, to_int(from.at("program")), "two results of the checker"); }},
      {{"void"}, [](auto& to, auto& from) { to.voided = to_text(from.at("void")); }},
      {{"left_out"}, [](auto& to, auto& from) { to.left_out = to_texts(from.at("left_out")); }},
      {{"slow"},
       [](auto& to, auto& from) {
         expect(!to.slow && to_bool(from.at("slow")), "slow twice");
         to.slow = true;
       }},
      {{"note"}, [](auto& to, auto& from) { to.note = to_text(from.at("note")); }}};
  return kinds;
}

void add_record(TestReport& report, const json& record) {
  expect(record.is_object(), "a line that is no JSON object");
  expect(!report.end, "something after the end record");
  const auto names = [&](const RecordKind& kind) { return record.contains(kind.keys.front()); };
  const auto kind = std::find_if(record_kinds().begin(), record_kinds().end(), names);
  expect(kind != record_kinds().end(), "an unknown record");
  expect_keys(record, kind->keys);
  kind->add(report, record);
}

// A repeated key would be decided by whoever reads it last.
json parse_line(std::string_view line) {
  std::vector<std::vector<std::string>> keys;
  bool twice = false;
  const auto note = [&](int, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) keys.emplace_back();
    if (event == json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
    if (event == json::parse_event_t::key && !keys.empty()) {
      const auto key = value.get<std::string>();
      twice = twice || std::find(keys.back().begin(), keys.back().end(), key) != keys.back().end();
      if (keys.back().size() < 16) keys.back().push_back(key);
    }
    return true;
  };
  json value = json::parse(line, note, false);
  expect(!twice, "a key twice in one record");
  return value;
}

}  // namespace

std::string to_string(const RaisedError& error) {
  return error.message.empty() ? error.type : error.type + ": " + error.message;
}

TestReport parse_report(std::string_view lines) {
  TestReport report;
  try {
    while (!lines.empty()) {
      const std::size_t end = lines.find('\n');
      // A last line without its end was cut off by the tester's death, which is told by the missing end record.
      expect(end != std::string_view::npos || !report.end, "something after the end record");
      if (end == std::string_view::npos) break;
      const std::string_view line = lines.substr(0, end);
      lines.remove_prefix(end + 1);
      add_record(report, parse_line(line));
    }
  } catch (const Foreign& foreign) {
    report.malformed = foreign.reason;
  }
  return report;
}

}  // namespace quantladder::judge
