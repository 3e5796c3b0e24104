#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "summarise.h"

namespace quantladder::report {
namespace {

void add_once(std::vector<std::string>& lines, const std::string& line) {
  if (!line.empty() && std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
}

}  // namespace

std::string describe_request(const core::RequestSettings& request) {
  std::string text = request.sampling.profile.empty() ? "unnamed sampling" : request.sampling.profile;
  const auto add = [&](const char* name, const auto& value) {
    if (value) text += fmt::format(", {} {}", name, *value);
  };
  const core::Sampling& sampling = request.sampling;
  add("temperature", sampling.temperature);
  add("top_p", sampling.top_p);
  add("top_k", sampling.top_k);
  add("min_p", sampling.min_p);
  add("presence_penalty", sampling.presence_penalty);
  add("repeat_penalty", sampling.repeat_penalty);
  text += fmt::format(", max_tokens {}", request.max_tokens);
  if (request.thinking == core::Thinking::on) text += ", thinking on";
  if (request.thinking == core::Thinking::off) text += ", thinking off";
  if (!request.stop.empty()) text += fmt::format(", stop {}", fmt::join(request.stop, " | "));
  if (!request.request_extra_json.empty()) text += ", extra " + request.request_extra_json;
  return text;
}

namespace {

std::string describe(const core::ServerStart& start) {
  std::string text = start.version.empty() ? start.build_info : start.version;
  if (text.empty()) text = "unknown build";
  if (!start.binary_sha256.empty()) text += ", sha256 " + start.binary_sha256.substr(0, 12);
  if (start.slots > 0) text += fmt::format(", {} x {} tokens of context", start.slots, start.slot_ctx);
  return text;
}

}  // namespace

void collect_cells(const CellTable& table, Summary& summary) {
  for (const TableCell& cell : table.cells()) {
    const auto attempts = table.attempts(cell);
    const core::Record& counted = *table.counted(cell);
    if (!core::is_scored(counted.outcome()))
      summary.unscored.push_back({core::CellId(cell), counted.outcome(), reason_of(counted)});
    if (attempts.size() > 1) {
      RepeatedCell repeated{core::CellId(cell), {}, counted.attempt, attempts.back()->reason_for_attempt};
      for (const core::Record* attempt : attempts) repeated.outcomes.push_back(attempt->outcome());
      summary.repeated.push_back(repeated);
    }
    if (counted.judgements.size() > 1) {
      ++summary.judged_again;
      const core::Outcome before = counted.judgements.front().outcome;
      if (before != counted.outcome()) summary.rejudged.push_back({core::CellId(cell), before, counted.outcome()});
    }
  }
}

void collect_setup(const RunData& data, const CellTable& table, Summary& summary) {
  const core::RequestSettings* previous = nullptr;  // nearly all are alike: not described each time
  for (const TableCell& cell : table.cells()) {
    const core::Record& record = *table.counted(cell);
    if (record.reason_for_attempt == "imported" || (previous != nullptr && record.request == *previous)) continue;
    add_once(summary.requests, describe_request(record.request));
    previous = &record.request;
  }
  for (const core::ServerStart& start : data.starts) add_once(summary.servers, describe(start));
}

}  // namespace quantladder::report
