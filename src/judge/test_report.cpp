#include "judge/test_report.h"

#include <nlohmann/json.hpp>

namespace quantladder::judge {
namespace {

using nlohmann::json;

RaisedError to_error(const json& value) {
  return {value.at("type").get<std::string>(), value.at("message").get<std::string>(),
          value.at("frames").get<std::vector<std::string>>()};
}

void add_test(TestReport& report, const json& record) {
  TestAccount& account = report.tests[record.at("test").get<std::string>()];
  account.phases[record.at("when").get<std::string>()].push_back(record.at("outcome").get<std::string>());
  if (record.contains("error") && !account.error) account.error = to_error(record.at("error"));
}

void add_record(TestReport& report, const json& record) {
  if (record.contains("ready")) return;
  if (record.contains("out_of_memory")) {
    report.out_of_memory = true;
  } else if (record.contains("import_error")) {
    report.import_error = to_error(record.at("import_error"));
  } else if (record.contains("collect_error")) {
    report.collect_errors.push_back(to_error(record.at("collect_error")));
  } else if (record.contains("collected")) {
    report.collected = record.at("collected").get<std::vector<std::string>>();
    ++report.collections;
  } else if (record.contains("test")) {
    add_test(report, record);
  } else if (record.contains("end") && !report.end) {
    report.end = record.at("end").get<int>();
    report.junit = record.at("junit").get<std::string>();
  } else {
    report.malformed = true;
  }
}

}  // namespace

std::string to_string(const RaisedError& error) {
  return error.message.empty() ? error.type : error.type + ": " + error.message;
}

TestReport parse_report(std::string_view lines) {
  TestReport report;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    // A last line without its end was cut off by the runner's death, which is told by the missing end record.
    if (end == std::string_view::npos) break;
    const json record = json::parse(lines.substr(0, end), nullptr, false);
    lines.remove_prefix(end + 1);
    try {
      if (!record.is_object()) throw json::other_error::create(501, "not an object", nullptr);
      add_record(report, record);
    } catch (const json::exception&) {
      report.malformed = true;
    }
  }
  return report;
}

}  // namespace quantladder::judge
