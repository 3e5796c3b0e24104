#include "load_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "text.h"

namespace quantladder::report {
namespace {

struct ServedBy {
  std::string model;
  Figure agents;
};

// The models of which a number is known, the highest first.
std::vector<ServedBy> rank_by_agents(const Summary& summary) {
  std::vector<ServedBy> ranked;
  for (const ModelSummary& model : summary.models) {
    const auto found = model.figures.find("agents");
    if (found != model.figures.end() && found->second.value) ranked.push_back({model.id(), found->second});
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const ServedBy& a, const ServedBy& b) {
    return std::tie(*a.agents.value, a.agents.ci->lo) > std::tie(*b.agents.value, b.agents.ci->lo);
  });
  return ranked;
}

// One serves more than another where their intervals lie apart.
std::string comparing_words(const std::vector<ServedBy>& ranked) {
  if (ranked.size() < 2) return "";
  const auto most = std::max_element(ranked.begin(), ranked.end(), [](const ServedBy& a, const ServedBy& b) {
    return a.agents.ci->lo < b.agents.ci->lo;
  });
  std::string fewer;
  for (const ServedBy& each : ranked) {
    if (each.agents.ci->hi < most->agents.ci->lo) add_part(fewer, each.model);
  }
  if (fewer.empty()) return " No model is shown to serve more than another.";
  return fmt::format(" {} is shown to serve more than {}.", most->model, fewer);
}

std::string range_text(double least, double most, const char* unit) {
  const std::string low = fmt::format("{:.{}f}", least, *unit == '%' ? 0 : 1);
  const std::string high = fmt::format("{:.{}f}", most, *unit == '%' ? 0 : 1);
  return low == high ? fmt::format("{} {}", low, unit) : fmt::format("{} to {} {}", low, high, unit);
}

// The least and the most of a figure's ratios over the turns; nullopt where none was compared.
std::optional<stats::Interval> ratios_of(const LoadedLevel& level, std::string_view figure) {
  std::optional<stats::Interval> range;
  for (const Degradation& each : level.degradation) {
    if (each.figure != figure || !each.ratio) continue;
    if (!range) range = stats::Interval{*each.ratio, *each.ratio};
    range = stats::Interval{std::min(range->lo, *each.ratio), std::max(range->hi, *each.ratio)};
  }
  return range;
}

std::string words_under_load(const LoadedLevel& level) {
  std::string text;
  if (const auto rate = ratios_of(level, "tokens/s"))
    add_part(text, fmt::format("its turns have {} of the tokens/s", range_text(100 * rate->lo, 100 * rate->hi, "%")));
  if (const auto ttft = ratios_of(level, "TTFT"))
    add_part(text, fmt::format("its first tokens take {} as long", range_text(ttft->lo, ttft->hi, "times")), " and ");
  return text;
}

}  // namespace

std::string agents_sentence(const Summary& summary) {
  const std::vector<ServedBy> ranked = rank_by_agents(summary);
  if (ranked.empty()) return "";
  std::string numbers;
  for (const ServedBy& each : ranked) {
    const Figure& agents = each.agents;
    const std::string number =
        agents.text.empty() ? to_text(Value(*agents.value, agents.ci), Form::count) : agents.text;
    add_part(numbers, fmt::format("{}: {}", each.model, number), "; ");
  }
  return fmt::format("Agents served well by {}.{}", numbers, comparing_words(ranked));
}

std::vector<std::string> sentences_under_load(const LoadReport& report) {
  std::map<std::pair<std::string, std::string>, const LoadedLevel*> highest;
  const auto height = [](const LoadedLevel& level) {
    return std::pair(level.load.mode == core::LoadMode::sustained, level.load.level);
  };
  for (const LoadedLevel& level : report.levels) {
    if (level.load.is_open() || level.degradation.empty()) continue;
    const LoadedLevel*& known = highest[{level.model, level.suite}];
    if (known == nullptr || height(*known) < height(level)) known = &level;
  }
  std::vector<std::string> sentences;
  for (const LoadedLevel& level : report.levels) {
    const auto found = highest.find({level.model, level.suite});
    if (found == highest.end() || found->second != &level) continue;
    const std::string words = words_under_load(level);
    if (!words.empty())
      sentences.push_back(fmt::format("{} at {} against level 1: {}.", level.model, level.item, words));
  }
  return sentences;
}

}  // namespace quantladder::report
