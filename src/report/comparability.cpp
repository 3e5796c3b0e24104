#include <fmt/format.h>

#include <functional>
#include <map>

#include "contest.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

using Lines = std::vector<std::string>;

std::string tasks_of(const core::Manifest& run) {
  std::string text;
  for (const core::RunItem& task : run.scored_items()) {
    add_part(text, fmt::format("{} ({})", task.name, to_points(task.points)));
  }
  return or_missing(text);
}

// Joins the texts of the suites that have a score.
template <class Text>
std::string all_suites(const core::Manifest& run, Text text) {
  std::string all;
  for (const core::SuiteFacts& suite : run.suites) {
    if (core::row_of(suite.kind).has_points) add_part(all, std::invoke(text, suite));
  }
  return all;
}
std::string short_prompts(const core::SuiteFacts& suite) { return suite.prompts_sha256.substr(0, 12); }
std::string short_tests(const core::SuiteFacts& suite) { return suite.tests_sha256.substr(0, 12); }

void compare_suites(const Contestant& a, const Contestant& b, Lines& lines) {
  const auto add = [&](const std::string& what, const std::string& left, const std::string& right) {
    if (left == right) return;
    lines.push_back(
        fmt::format("{}: {} ({}) against {} ({})", what, or_missing(left), a.label, or_missing(right), b.label));
  };
  const core::Manifest& left = a.table.data().manifest;
  const core::Manifest& right = b.table.data().manifest;
  add("the suite", all_suites(left, &core::SuiteFacts::qualified_id),
      all_suites(right, &core::SuiteFacts::qualified_id));
  add("the hash of the prompts", all_suites(left, short_prompts), all_suites(right, short_prompts));
  add("the hash of the tests", all_suites(left, short_tests), all_suites(right, short_tests));
  add("tasks (points)", tasks_of(left), tasks_of(right));
}

// Returns by task the settings that its counting attempts were made with: one, unless somebody forced a run.
std::map<std::string, std::string> requests_of(const Contestant& asked) {
  std::map<std::string, std::string> requests;
  std::map<std::string, const core::RequestSettings*> previous;
  for (const TableCell& cell : asked.table.cells()) {
    if (cell.model != asked.model.id()) continue;
    const core::Record& record = *cell.counted;
    const core::RequestSettings* request = record.request();
    const core::RequestSettings*& last = previous[cell.name];
    if (request == nullptr || (last != nullptr && *last == *request)) continue;
    last = request;
    const std::string text = describe_request_shortly(*request);
    std::string& known = requests[cell.name];
    if (known.find(text) == std::string::npos) known += (known.empty() ? "" : "; also ") + text;
  }
  return requests;
}

void compare_requests(const Contestant& a, const Contestant& b, Lines& lines) {
  const auto left = requests_of(a);
  const auto right = requests_of(b);
  std::map<std::string, std::string> tasks;  // what differs -> the tasks that it differs in
  for (const auto& [task, request] : left) {
    const auto other = right.find(task);
    if (other == right.end() || other->second == request) continue;
    add_part(tasks[fmt::format("{} ({}) against {} ({})", request, a.label, other->second, b.label)], task);
  }
  for (const auto& [difference, names] : tasks) {
    lines.push_back(fmt::format("the sampling of {}: {}", names, difference));
  }
}

// Returns the keys of both baselines, of the first block that was compared with two.
std::optional<std::pair<std::string, std::string>> find_differing_block(const DomainFidelity& a,
                                                                        const DomainFidelity& b) {
  for (const DomainFidelity::Block& left : a.blocks) {
    for (const DomainFidelity::Block& right : b.blocks) {
      if (left.number == right.number && left.baseline != right.baseline)
        return std::pair(left.baseline, right.baseline);
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> find_unlike(const Contestant& a, const Contestant& b) {
  Lines lines;
  if (&a.table != &b.table) compare_suites(a, b, lines);
  compare_requests(a, b, lines);
  return lines;
}

std::vector<std::string> find_unlike_domains(const Contestant& a, const Contestant& b) {
  std::vector<std::string> lines;
  for (const DomainFidelity& left : a.model.domains) {
    for (const DomainFidelity& right : b.model.domains) {
      const auto differing = left.name == right.name ? find_differing_block(left, right) : std::nullopt;
      if (!differing) continue;
      lines.push_back(
          fmt::format("the baseline of {}: {} {} ({}) against {} {} ({}): another file, text, program or setting",
                      left.name, left.figures.baseline->model, differing->first.substr(0, 8), a.label,
                      right.figures.baseline->model, differing->second.substr(0, 8), b.label));
    }
  }
  return lines;
}

}  // namespace quantladder::report
