#include "quantladder/stats/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/holm.h"
#include "quantladder/stats/permutation.h"
#include "quantladder/stats/power.h"
#include "quantladder/stats/score_interval.h"
#include "quantladder/stats/timing.h"
#include "stats/log_ratio.h"
#include "stats/mean_ratio.h"
#include "stats/welch.h"

namespace quantladder::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Family {
  const FamilyOptions& options;
  int size = 1;

  double level() const { return 1 - options.alpha; }
  double simultaneous() const { return simultaneous_level(level(), size); }
  bool is_log() const { return options.scale == Scale::log_ratio; }
  bool is_mean_ratio() const { return options.scale == Scale::mean_ratio; }
  // On the scale that is computed on.
  double margin() const { return is_log() ? log_of_percent(options.margin) : options.margin; }
};

// Figures are computed on the logs and told in per cent.
double to_answer(double value, const Family& family) { return family.is_log() ? percent_of_log(value) : value; }

void describe_sides(PairComparison& c, const Series& a, const Series& b, const Family& family) {
  c.n_a = static_cast<int>(a.values.size());
  c.n_b = static_cast<int>(b.values.size());
  c.n = std::min(c.n_a, c.n_b);
  const auto mean_a = mean(a.values);
  const auto mean_b = mean(b.values);
  if (!mean_a || !mean_b) return;
  c.difference = to_answer(*mean_a - *mean_b, family);
}

void set_test(PairComparison& c, const std::optional<PermutationTest>& test) {
  if (!test) return;
  c.p = test->p;
  c.p_floor = test->floor;
  c.p_exact = test->exact;
}

// Says nothing about data whose p could not have decided anything. `sd` is per pair; `mde` is that of the comparison
// alone.
void set_power(PairComparison& c, double sd, std::optional<double> mde, const Family& family) {
  const double share = family.options.alpha / family.size;
  const int fewest = fewest_for_any_claim(family.size, family.options.alpha);
  const bool can_claim = c.pairing == Pairing::paired
                             ? c.n >= fewest
                             : c.n >= kLeastIterationsForVerdict && c.p_floor && *c.p_floor < share;
  if (!can_claim || !mde) return;
  c.mde = to_answer(*mde, family);
  const auto at_least_fewest = [&](std::optional<int> n) { return n ? std::optional(std::max(*n, fewest)) : n; };
  c.n_needed = at_least_fewest(pairs_needed(sd, family.margin()));
  c.n_needed_in_family = at_least_fewest(pairs_for_test(family.margin(), sd, kDefaultPower, share));
}

void compare_levels(PairComparison& c, const PairedSeries& pairs) {
  if (pairs.a.levels.size() != pairs.b.levels.size() || pairs.a.levels.size() > kMostLevelsForMcNemar) return;
  std::vector<double> p_values;
  std::vector<LevelComparison> levels;
  for (std::size_t i = 0; i < pairs.a.levels.size(); ++i) {
    const auto test = mcnemar(pairs.a.levels[i].credit, pairs.b.levels[i].credit);
    if (!test) return;
    levels.push_back({pairs.a.levels[i].id, *test, 1});
    p_values.push_back(test->p);
  }
  const auto adjusted = holm(p_values);
  for (std::size_t i = 0; i < levels.size(); ++i) levels[i].p_holm = adjusted[i];
  c.levels = std::move(levels);
}

// The differences are tested as they are; what is told is the ratio of the means.
void compare_means(PairComparison& c, const PairedSeries& pairs, const Family& family) {
  const auto& differences = pairs.differences;
  const auto mean_a = mean(pairs.a.values);
  const auto mean_b = mean(pairs.b.values);
  c.n = c.n_a = c.n_b = static_cast<int>(differences.size());
  if (!mean_a || !mean_b || !(*mean_b > 0)) {
    c.problem = "the baseline's mean is not above 0, so there is no ratio to it";
    return;
  }
  c.difference = 100 * (*mean_a / *mean_b - 1);
  const auto sd = standard_deviation(differences);
  if (sd) c.sd = *sd;
  if (c.n >= 3) c.correlation = correlation(pairs.a.values, pairs.b.values);
  c.ci = mean_ratio_interval(pairs, family.level());
  c.ci_simultaneous = mean_ratio_interval(pairs, family.simultaneous());
  set_test(c, sign_flip(differences));
  c.tost = mean_ratio_equivalence(pairs, family.options.margin);
  if (!sd || count_off_mode(differences) < kLeastOffMode) return;
  const double in_percent = 100 / *mean_b;
  const auto mde = minimum_detectable_effect(*sd, c.n);
  if (mde) set_power(c, *sd * in_percent, *mde * in_percent, family);
}

void compare_paired(PairComparison& c, const PairedSeries& pairs, const Family& family) {
  const auto& differences = pairs.differences;
  describe_sides(c, pairs.a, pairs.b, family);
  const auto sd = standard_deviation(differences);
  if (sd) c.sd = family.is_log() ? 100 * *sd : *sd;
  if (c.n >= 3) c.correlation = correlation(pairs.a.values, pairs.b.values);
  c.ci = family.is_log() ? log_ratio_interval(differences, family.level()) : paired_interval(pairs, family.level());
  c.ci_simultaneous = family.is_log() ? log_ratio_interval(differences, family.simultaneous())
                                      : paired_interval(pairs, family.simultaneous());
  set_test(c, sign_flip(differences));
  c.tost = family.is_log() ? log_ratio_equivalence(differences, family.margin()) : equivalence(pairs, family.margin());
  compare_levels(c, pairs);
  if (!sd || count_off_mode(differences) < kLeastOffMode) return;
  if (!family.is_log() && !reason_against_spread(differences).empty()) return;
  set_power(c, *sd, minimum_detectable_effect(*sd, c.n), family);
}

void compare_unpaired(PairComparison& c, const Series& a, const Series& b, const Family& family) {
  describe_sides(c, a, b, family);
  c.ci = family.is_log() ? log_ratio_interval(a.values, b.values, family.level())
                         : unpaired_interval(a, b, family.level());
  c.ci_simultaneous = family.is_log() ? log_ratio_interval(a.values, b.values, family.simultaneous())
                                      : unpaired_interval(a, b, family.simultaneous());
  set_test(c, two_sample_permutation(a.values, b.values));
  c.tost = family.is_log() ? log_ratio_equivalence(a.values, b.values, family.margin())
                           : unpaired_equivalence(a, b, family.margin());
  const auto spread = welch(a.values, b.values);
  if (!spread || (!family.is_log() && !reason_against_welch(a, b).empty())) return;
  const double sd = std::hypot(*standard_deviation(a.values), *standard_deviation(b.values));
  set_power(c, sd, detectable_by_welch(*spread), family);
}

// Puts what may be said after looking again and again in place of the figures for one look.
void replace_by_sequential(PairComparison& c, const PairedSeries& pairs, const Look& last, const SequentialPlan& plan,
                           std::span<const int> looks) {
  std::vector<int> taken;
  for (const int n : looks) taken.push_back(std::min(n, last.n));
  c.stopped = last;
  c.p = sequential_p(pairs.differences, taken, plan);
  c.p_holm = c.p;
  c.tost.p = sequential_equivalence_p(pairs, taken, plan);
  c.tost_p_holm = c.tost.p;
  c.ci = {.interval = last.repeated_interval, .level = last.repeated_level, .method = DifferenceMethod::repeated_t};
  if (!last.repeated_interval) {
    c.ci.method = DifferenceMethod::none;
    c.ci.reason = "this look was too early, or the differences too alike, for an interval that allows for looking";
  }
  c.ci_simultaneous = c.ci;
  c.decision = c.n >= kLeastIterationsForVerdict ? last.decision : Decision{};
}

void compare_sequentially(PairComparison& c, const PairedSeries& pairs, const Family& family) {
  SequentialPlan plan = *family.options.sequential;
  plan.comparisons = std::max(plan.comparisons, family.size);
  SequentialComparison comparison(plan);
  for (const int n : family.options.looks)
    comparison.look(first_pairs(pairs, static_cast<std::size_t>(std::max(0, n))));
  if (comparison.looks().empty()) {
    compare_paired(c, pairs, family);
    c.p.reset();
    c.tost = {.reason = "stopped before the first planned look"};
    return;
  }
  const Look& last = comparison.looks().back();
  const PairedSeries seen = first_pairs(pairs, static_cast<std::size_t>(last.n));
  compare_paired(c, seen, family);
  replace_by_sequential(c, seen, last, plan, family.options.looks);
}

bool is_sequential(const PairInput& input, const Family& family) {
  return family.options.sequential && family.options.sequential->n_max > 0 && !family.is_log() &&
         !family.is_mean_ratio() && input.pairing == Pairing::paired;
}

PairComparison compare(const PairInput& input, const Family& family) {
  PairComparison c{.a = input.a, .b = input.b, .pairing = input.pairing};
  const auto of_a = family.is_log() ? logs_of(input.of_a) : std::optional(input.of_a);
  const auto of_b = family.is_log() ? logs_of(input.of_b) : std::optional(input.of_b);
  if (!of_a || !of_b) {
    c.problem = "ratios need values above 0";
  } else if (family.is_mean_ratio() && input.pairing == Pairing::unpaired) {
    c.problem = "a ratio of means needs pairs";
  } else if (input.pairing == Pairing::paired) {
    const auto pairs = make_pairs(*of_a, *of_b);
    if (!pairs || pairs->differences.empty()) {
      c.problem =
          pairs ? "no pair of iterations" : "the two sides do not fit together, or hold values that are no numbers";
      return c;
    }
    c.dropped_repeats = pairs->dropped_repeats;
    if (family.is_mean_ratio()) {
      compare_means(c, *pairs, family);
    } else {
      is_sequential(input, family) ? compare_sequentially(c, *pairs, family) : compare_paired(c, *pairs, family);
    }
  } else {
    const auto a = without_repeats(*of_a);
    const auto b = without_repeats(*of_b);
    if (!a || !b || a->values.empty() || b->values.empty()) {
      c.problem = a && b ? "a side without iterations" : "a side holds values that are no numbers";
      return c;
    }
    c.dropped_repeats =
        static_cast<int>(of_a->values.size() + of_b->values.size() - a->values.size() - b->values.size());
    compare_unpaired(c, *a, *b, family);
  }
  return c;
}

// Holm over the declared family: comparisons that could not be made count as p = 1.
template <typename GetP, typename SetP>
void adjust(std::vector<PairComparison>& comparisons, int family_size, const GetP& get, const SetP& set) {
  std::vector<double> p_values;
  for (const auto& c : comparisons) p_values.push_back(get(c).value_or(kNan));
  p_values.resize(static_cast<std::size_t>(family_size), kNan);
  const auto adjusted = holm(p_values);
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    if (!comparisons[i].stopped && get(comparisons[i])) set(comparisons[i], adjusted[i]);
  }
}

// Sets for each comparison the p_holm that it would have, were its own p as small as its data allow and the others what
// they are.
void set_lowest_holm(std::vector<PairComparison>& comparisons, int family_size) {
  std::vector<double> p_values;
  for (const auto& c : comparisons) p_values.push_back(c.p.value_or(kNan));
  p_values.resize(static_cast<std::size_t>(family_size), kNan);
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    PairComparison& c = comparisons[i];
    if (c.stopped || !c.p || !c.p_floor) continue;
    auto lowest = p_values;
    lowest[i] = *c.p_floor;
    c.p_holm_floor = holm(lowest)[i];
  }
}

}  // namespace

std::vector<PairComparison> compare_family(std::span<const PairInput> pairs, const FamilyOptions& options) {
  const Family family{options, std::max(options.declared, static_cast<int>(pairs.size()))};
  std::vector<PairComparison> result;
  for (const PairInput& pair : pairs) result.push_back(compare(pair, family));
  adjust(
      result, family.size, [](const auto& c) { return c.p; }, [](auto& c, double p) { c.p_holm = p; });
  adjust(
      result, family.size, [](const auto& c) { return c.tost.p; }, [](auto& c, double p) { c.tost_p_holm = p; });
  set_lowest_holm(result, family.size);
  for (PairComparison& c : result) {
    const double sign = options.goal == Goal::higher ? 1 : -1;
    if (!c.stopped)
      c.decision = decide({sign * c.difference.value_or(0), c.n, c.p_holm, c.tost_p_holm}, options.alpha);
    else if (options.goal == Goal::lower && c.decision.better != Side::none)
      c.decision.better = c.decision.better == Side::a ? Side::b : Side::a;
  }
  return result;
}

AsGood as_good(std::span<const PairComparison> comparisons) {
  bool is_undecided = comparisons.empty();
  for (const PairComparison& c : comparisons) {
    if (c.decision.verdict == Verdict::better && c.decision.better == Side::b) return AsGood::no;
    if (c.decision.verdict == Verdict::undecided) is_undecided = true;
  }
  return is_undecided ? AsGood::unknown : AsGood::yes;
}

}  // namespace quantladder::stats
