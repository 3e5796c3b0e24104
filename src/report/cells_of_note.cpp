#include <fmt/format.h>

#include <algorithm>

#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::string describe(const core::ServerStart& start) {
  std::string text = start.version.empty() ? start.build_info : start.version;
  if (text.empty()) text = "unknown build";
  if (!start.binary_sha256.empty()) text += ", sha256 " + start.binary_sha256.substr(0, 12);
  if (start.slots > 0) text += fmt::format(", {} x {} tokens of context", start.slots, start.slot_ctx);
  return text;
}

}  // namespace

std::vector<UnscoredCell> find_unscored(const CellTable& table) {
  std::vector<UnscoredCell> found;
  for (const TableCell& cell : table.cells()) {
    const core::Record& counted = *cell.counted;
    if (core::has_result(counted.outcome())) continue;
    found.push_back({NamedCell(cell), counted.outcome(), reason_of(counted)});
  }
  return found;
}

std::vector<RepeatedCell> find_repeated(const CellTable& table) {
  std::vector<RepeatedCell> found;
  for (const TableCell& cell : table.cells()) {
    const auto attempts = table.attempts(cell);
    if (attempts.size() < 2) continue;
    found.push_back({NamedCell(cell), {}, cell.counted->attempt, attempts.back()->reason_for_attempt});
    for (const core::Record* attempt : attempts) found.back().outcomes.push_back(attempt->outcome());
  }
  return found;
}

std::vector<RejudgedCell> find_rejudged(const CellTable& table) {
  std::vector<RejudgedCell> found;
  for (const TableCell& cell : table.cells()) {
    const core::Record& counted = *cell.counted;
    if (counted.judgements().size() < 2) continue;
    const core::Judgement& before = counted.judgements().front();
    const double points = core::points_given(before, counted.points());
    if (before.outcome == counted.outcome() && points == counted.earned()) continue;
    found.push_back({NamedCell(cell), before.outcome, counted.outcome(), points, counted.earned()});
  }
  return found;
}

int count_judged_again(const CellTable& table) {
  return static_cast<int>(std::count_if(table.cells().begin(), table.cells().end(),
                                        [&](const TableCell& cell) { return cell.counted->judgements().size() > 1; }));
}

std::vector<core::RequestSettings> distinct_requests(const CellTable& table) {
  std::vector<core::RequestSettings> found;
  const core::RequestSettings* previous = nullptr;  // nearly all are alike: not described each time
  for (const TableCell& cell : table.cells()) {
    const core::Record& record = *cell.counted;
    const core::RequestSettings* request = record.request();
    if (request == nullptr || (previous != nullptr && *request == *previous)) continue;
    if (record.reason_for_attempt.why == core::Why::imported) continue;
    const auto is_alike = [words = describe_request(*request)](const auto& other) {
      return describe_request(other) == words;
    };
    if (std::none_of(found.begin(), found.end(), is_alike)) found.push_back(*request);
    previous = request;
  }
  return found;
}

std::vector<std::string> distinct_servers(const RunData& data) {
  std::vector<std::string> found;
  for (const core::ServerStart& start : data.starts) add_once(found, describe(start));
  return found;
}

}  // namespace quantladder::report
