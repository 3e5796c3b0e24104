#include <fmt/format.h>

#include <algorithm>

#include "advise_parts.h"
#include "allow_for_looks.h"
#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/holm.h"
#include "sample.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::string ask_for_more(const Measure& measure) {
  if (measure.block == RandomUnit::start)
    return "the interval of a speed narrows with the number of server starts: run the same configuration again with "
           "more \"rounds\" and iterations";
  if (measure.block == RandomUnit::chunk)
    return fmt::format("the interval of {} narrows with the number of chunks: measure more of them in a new run",
                       measure.limit);
  return fmt::format("the interval of {} narrows with the number of iterations: run the same command again with more",
                     measure.limit);
}

// A figure against a limit, which only the whole interval meets; what is exact or a peak has none and meets it itself.
std::optional<Finding> check(const Measure& measure, const ModelSummary& model, double limit) {
  const Figure& figure = model.figures.find(measure.id)->second;
  const bool right_kind = measure.stratum == nullptr || measure.stratum(model).starts_with(measure.limit_kind);
  if (!figure.value || !right_kind) {
    return Finding{Standing::not_measured, fmt::format("cannot be held to the limit {} {}: that was not measured.",
                                                       limit_in_words(measure, limit), measure.limit)};
  }
  const bool higher = measure.goal == stats::Goal::higher;
  const bool exact = measure.estimate == Estimate::exact || measure.estimate == Estimate::peak ||
                     (measure.is_origin != nullptr && measure.is_origin(model));
  const std::string has =
      fmt::format("has {} {}", to_text(Value(*figure.value, figure.ci), measure.form), measure.limit);
  const std::string wanted = limit_in_words(measure, limit);
  if (!figure.ci && !exact) {
    return Finding{Standing::no_verdict,
                   fmt::format("{}, not shown to be {}: no interval ({}).", has, wanted, figure.no_ci_reason), "",
                   ask_for_more(measure)};
  }
  const stats::Interval range = exact ? stats::Interval{*figure.value, *figure.value} : *figure.ci;
  const auto meets = [&](double x) { return higher ? x >= limit : x <= limit; };
  if (meets(range.lo) && meets(range.hi)) return std::nullopt;
  if (!meets(range.lo) && !meets(range.hi))
    return Finding{Standing::outside_limit, fmt::format("{}, not {}.", has, wanted)};
  return Finding{Standing::no_verdict, fmt::format("{}, not shown to be {}: the interval reaches across.", has, wanted),
                 "", ask_for_more(measure)};
}

// Returns p against "loses max_loss or more"; nullopt where that cannot be tested.
std::optional<double> test_loss(const RunData& data, const PairedSamples& samples, double max_loss) {
  const stats::PairInput& input = samples.input;
  if (input.pairing == stats::Pairing::unpaired) {
    if (data.stopping) return std::nullopt;  // it takes no account of the looks
    const auto a = stats::without_repeats(input.of_a);
    const auto b = stats::without_repeats(input.of_b);
    return a && b ? stats::unpaired_non_inferiority(*a, *b, max_loss).p : std::nullopt;
  }
  const auto pairs = stats::make_pairs(input.of_a, input.of_b);
  const int n = pairs ? static_cast<int>(pairs->differences.size()) : 0;
  if (n < stats::kLeastIterationsForVerdict) return std::nullopt;
  if (!data.stopping) return stats::non_inferiority(*pairs, max_loss).p;
  return stats::sequential_non_inferiority_p(*pairs, looks_at(*data.stopping, input, n), max_loss,
                                             sequential_plan(data, input, n, max_loss, 1));
}

struct Loss {
  const ModelSummary* hardest = nullptr;  // against whom least is shown
  double p = 0;
};

// Whoever is truly the best, the model must not lose to it: so it must be shown against each (intersection-union).
Loss find_loss(const RunData& data, const std::vector<Sample>& samples, const Models& judged, std::size_t model,
               double max_loss) {
  Loss loss;
  for (std::size_t other = 0; other < judged.size(); ++other) {
    if (other == model) continue;
    const double p = test_loss(data, pair_up(samples[model], samples[other], true), max_loss).value_or(1);
    if (loss.hardest == nullptr || p > loss.p ||
        (p == loss.p && judged[other]->score->mean > loss.hardest->score->mean)) {
      loss = {judged[other], p};
    }
  }
  return loss;
}

}  // namespace

std::string limit_in_words(const Measure& measure, double limit) {
  return fmt::format("{} {}", measure.goal == stats::Goal::higher ? "at least" : "at most",
                     to_text(limit, measure.form));
}

std::optional<Finding> check_limits(const ModelSummary& model, const Limits& limits) {
  std::optional<Finding> found;
  for (const Measure& measure : measures()) {
    const auto limit = limits.bounds.find(measure.id);
    if (limit == limits.bounds.end()) continue;
    const auto next = check(measure, model, limit->second);
    if (next && (!found || (core::row_of(next->standing).is_final && !core::row_of(found->standing).is_final)))
      found = next;
  }
  return found;
}

std::vector<std::optional<Finding>> check_loss(const CellTable& table, const Models& judged, const Models& among,
                                               double max_loss) {
  const RunData& data = table.data();
  std::vector<Sample> samples;
  for (const ModelSummary* model : judged) samples.push_back(sample_of(table, *model, metric_of("score")));
  std::vector<Loss> losses;
  std::vector<double> p_values;
  for (const ModelSummary* model : among) {
    const auto position = static_cast<std::size_t>(std::find(judged.begin(), judged.end(), model) - judged.begin());
    losses.push_back(find_loss(data, samples, judged, position, max_loss));
    p_values.push_back(losses.back().p);
  }
  const auto adjusted = stats::holm(p_values);
  std::vector<std::optional<Finding>> found(among.size());
  for (std::size_t i = 0; i < among.size(); ++i) {
    if (adjusted[i] < stats::kDefaultAlpha) continue;
    found[i] = {Standing::no_verdict,
                fmt::format("is not shown to lose at most {} points against {}.", to_points(max_loss),
                            scored(losses[i].hardest)),
                fmt::format("{} {:.2g}", data.stopping ? "sequential Holm p" : "Holm p", adjusted[i]), ""};
  }
  return found;
}

}  // namespace quantladder::report
