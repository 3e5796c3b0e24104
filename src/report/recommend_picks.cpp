#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "quantladder/stats/power.h"
#include "recommend_parts.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::vector<std::string> ids(const Models& models) {
  std::vector<std::string> result;
  for (const ModelSummary* model : models) result.push_back(id_of(model));
  return result;
}

std::string speed_text(const ModelSummary* model) {
  return fmt::format("{} {} tokens/s", id_of(model),
                     to_rate(model->probe.tokens_per_s->value, model->probe.tokens_per_s->interval));
}

Models timed(const Models& models) {
  Models result;
  std::copy_if(models.begin(), models.end(), std::back_inserter(result),
               [](const auto* model) { return speed_of(model).has_value(); });
  return result;
}

const ModelSummary* highest_mean_speed(const Models& models) {
  const auto fastest = std::max_element(models.begin(), models.end(),
                                        [](const auto* a, const auto* b) { return *speed_of(a) < *speed_of(b); });
  return fastest == models.end() ? nullptr : *fastest;
}

// One model's speed against others', paired by round.
struct SpeedVerdict {
  Models close;  // it is not shown to be faster than these
  int rounds = 0;
  int rounds_for_any_claim = 0;

  std::string rounds_text() const { return count_of(rounds, "round"); }
  std::string more_rounds_text() const {
    return rounds < rounds_for_any_claim ? fmt::format(" (a verdict takes at least {})", rounds_for_any_claim) : "";
  }
};

// Which model is asked about was read off the speeds, so that any two might have met: corrected for every pair.
SpeedVerdict compare_speed(const Run& run, const ModelSummary* one, const Models& others, int family) {
  SpeedVerdict verdict{.rounds_for_any_claim = stats::fewest_for_any_claim(family)};
  if (others.empty()) return verdict;
  ComparisonRequest request{.metric = Metric::tg, .baseline = id_of(one), .family_size = family};
  for (const ModelSummary* other : others) request.only.push_back(id_of(other));
  const Comparison comparison = compare_models(run.data, run.table, run.summary, request);
  for (const stats::PairComparison& pair : comparison.pairs) {
    if (pair.decision.better == stats::Side::b) continue;
    verdict.rounds = verdict.close.empty() ? pair.n : std::min(verdict.rounds, pair.n);
    verdict.close.push_back(
        *std::find_if(others.begin(), others.end(), [&](const auto* m) { return id_of(m) == pair.a; }));
  }
  return verdict;
}

// `eligible`: the best and those not told from it.
std::optional<Pick> pick_fastest(const Run& run, const Models& eligible, int family) {
  Models others = timed(eligible);
  const ModelSummary* fastest = highest_mean_speed(others);
  if (fastest == nullptr) return std::nullopt;
  std::erase(others, fastest);
  const SpeedVerdict verdict = compare_speed(run, fastest, others, family);
  Pick pick{"fastest", id_of(fastest), ids(verdict.close), speed_text(fastest) + "."};
  if (!verdict.close.empty()) {
    pick.statement = fmt::format("{}; with {} not shown to be faster than {}{}.", speed_text(fastest),
                                 verdict.rounds_text(), list(verdict.close, speed_text), verdict.more_rounds_text());
  }
  return pick;
}

// Sizes that print alike are one size: whoever reads the report could not see who is smaller. One size for all is no
// ground to choose by.
std::optional<Pick> pick_smallest(const Models& eligible) {
  Models smallest;
  std::copy_if(eligible.begin(), eligible.end(), std::back_inserter(smallest),
               [](const auto* model) { return size_of(model).has_value(); });
  std::stable_sort(smallest.begin(), smallest.end(),
                   [](const auto* a, const auto* b) { return *size_of(a) < *size_of(b); });
  if (smallest.empty()) return std::nullopt;
  const std::string size = to_size(*size_of(smallest.front()));
  std::erase_if(smallest, [&](const auto* model) { return to_size(*size_of(model)) != size; });
  if (smallest.size() == eligible.size()) return std::nullopt;
  std::vector<std::string> alike = ids(smallest);
  const std::string statement =
      fmt::format("{}: {}{}.", fmt::join(alike, ", "), size, alike.size() == 1 ? "" : " each");
  alike.erase(alike.begin());
  return Pick{"smallest", id_of(smallest.front()), std::move(alike), statement};
}

// A trade for those who need speed more than score: its lower score is shown; its higher speed may be a mean's alone,
// which is then said.
std::optional<Pick> pick_trade(const Run& run, const Models& worse, const Models& eligible, int family) {
  Models solving = timed(worse);
  std::erase_if(solving, [](const auto* model) { return model->score->max <= 0; });
  const ModelSummary* trade = highest_mean_speed(solving);
  const auto clearly_below = [&](const ModelSummary* other) {
    return speed_of(other) && *speed_of(trade) > *speed_of(other) * (1 + stats::kDefaultMargin / 100);
  };
  if (trade == nullptr || !std::all_of(eligible.begin(), eligible.end(), clearly_below)) return std::nullopt;
  const SpeedVerdict verdict = compare_speed(run, trade, eligible, family);
  const std::string no_verdict =
      verdict.close.empty() ? "" : fmt::format(", the highest mean speed (no verdict with {})", verdict.rounds_text());
  return Pick{"speed_before_score", id_of(trade), ids(verdict.close),
              fmt::format("{}{}, but its score {} is lower.", speed_text(trade), no_verdict, to_text(*trade->score))};
}

}  // namespace

std::vector<Pick> make_picks(const Run& run, const Models& eligible, const Models& worse) {
  const int known = static_cast<int>(timed(eligible).size() + timed(worse).size());
  const int family = known * (known - 1) / 2;
  std::vector<Pick> picks;
  if (eligible.size() > 1) {
    if (auto pick = pick_fastest(run, eligible, family)) picks.push_back(std::move(*pick));
    if (auto pick = pick_smallest(eligible)) picks.push_back(std::move(*pick));
  }
  if (auto pick = pick_trade(run, worse, eligible, family)) picks.push_back(std::move(*pick));
  return picks;
}

}  // namespace quantladder::report
