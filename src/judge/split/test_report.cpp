#include "judge/split/test_report.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>

namespace quantladder::judge {
namespace {

using nlohmann::json;

// Why a report is not the tester's own work.
struct Foreign {
  const char* reason;
};

void expect(bool holds, const char* reason) {
  if (!holds) throw Foreign{reason};
}

void expect_keys(const json& record, std::initializer_list<const char*> keys) {
  expect(record.size() == keys.size(), "a record with other keys");
  for (const char* key : keys) expect(record.contains(key), "a record with other keys");
}

// A conversion that takes no type for another: json's own turns true into 1 and 1.5 into 1.
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
  return *core::parse_id<core::TestStatus>(to_one_of(value, {"passed", "failed", "skipped", "xfailed", "xpassed"}));
}

RaisedError to_error(const json& value) {
  expect(value.is_object(), "an error that is no object");
  expect_keys(value, {"type", "message", "frames"});
  return {to_text(value.at("type")), to_text(value.at("message")), to_texts(value.at("frames"))};
}

void add_test(TestReport& report, const json& record) {
  if (record.contains("error")) {
    expect_keys(record, {"test", "when", "outcome", "error"});
  } else {
    expect_keys(record, {"test", "when", "outcome"});
  }
  TestAccount& account = report.tests[to_text(record.at("test"))];
  const std::string when = to_one_of(record.at("when"), {"setup", "call", "teardown"});
  account.phases[when].push_back(to_status(record.at("outcome")));
  if (record.contains("error") && !account.error) account.error = to_error(record.at("error"));
}

void add_canary(TestReport& report, const json& record) {
  expect_keys(record, {"canary", "outcome"});
  const bool added = report.canaries.emplace(to_text(record.at("canary")), to_status(record.at("outcome"))).second;
  expect(added, "a canary twice");
}

void add_end(TestReport& report, const json& record) {
  expect_keys(record, {"end", "tests", "canaries", "transport"});
  report.end = EndRecord{to_int(record.at("end")), to_int(record.at("tests")), to_int(record.at("canaries")),
                         to_bool(record.at("transport"))};
}

void add_transport(TestReport& report, const json& record) {
  expect_keys(record, {"transport", "detail"});
  expect(!report.transport, "a transport fault twice");
  report.transport = TransportFault{to_one_of(record.at("transport"), {"eof", "timeout", "frame", "limit"}),
                                    to_text(record.at("detail"))};
}

void add_collected(TestReport& report, const json& record) {
  expect_keys(record, {"collected"});
  expect(!report.collected, "two lists of tests");
  report.collected = to_texts(record.at("collected"));
}

void add_single(TestReport& report, const json& record) {
  expect(record.size() == 1, "a record with other keys");
  if (record.contains("ready")) {
    expect(!report.ready && to_bool(record.at("ready")), "a second start");
    report.ready = true;
  } else if (record.contains("import_error")) {
    expect(!report.import_error, "two import errors");
    report.import_error = to_error(record.at("import_error"));
  } else if (record.contains("collect_error")) {
    report.collect_errors.push_back(to_error(record.at("collect_error")));
  } else if (record.contains("program")) {
    expect(!report.program, "two results of the checker");
    report.program = to_int(record.at("program"));
  } else if (record.contains("void")) {
    report.voided = to_text(record.at("void"));
  } else if (record.contains("left_out")) {
    report.left_out = to_texts(record.at("left_out"));
  } else if (record.contains("note")) {
    report.note = to_text(record.at("note"));
  } else {
    throw Foreign{"an unknown record"};
  }
}

void add_record(TestReport& report, const json& record) {
  expect(record.is_object(), "a line that is no JSON object");
  expect(!report.end, "something after the end record");
  if (record.contains("end")) {
    add_end(report, record);
  } else if (record.contains("test")) {
    add_test(report, record);
  } else if (record.contains("canary")) {
    add_canary(report, record);
  } else if (record.contains("transport")) {
    add_transport(report, record);
  } else if (record.contains("collected")) {
    add_collected(report, record);
  } else {
    add_single(report, record);
  }
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
