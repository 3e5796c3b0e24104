#include "quantladder/stats/sequential.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "quantladder/stats/power.h"
#include "quantladder/stats/score_interval.h"

namespace quantladder::stats {
namespace {

double share_of(const SequentialPlan& plan) { return plan.alpha / std::max(1, plan.comparisons); }

// One look's t test. A look too early to stop has no finite bound.
std::optional<Interval> t_interval(std::span<const double> differences, double tail) {
  if (!(tail > 0) || !(tail < 0.5)) return std::nullopt;
  return student_t_interval(differences, 1 - 2 * tail);
}

bool shows_equivalence(const PairedSeries& pairs, double tail, double margin) {
  if (!(tail > 0) || !(tail < 0.5)) return false;
  const auto interval = equivalence_interval(pairs, 1 - 2 * tail);
  return interval && interval->lo > -margin && interval->hi < margin;
}

// Chance that the comparison ends in a verdict at n_max, given the differences so far and no prior opinion: the final
// mean lies around the present one with variance s^2 (1/n - 1/n_max), as t with n - 1 degrees of freedom.
std::optional<double> predictive_probability(std::span<const double> differences, const SequentialPlan& plan) {
  const auto n = static_cast<int>(differences.size());
  const auto sd = standard_deviation(differences);
  if (!sd || *sd == 0 || count_off_mode(differences) < kLeastOffMode || n >= most_pairs(plan)) return std::nullopt;
  const double share = share_of(plan);
  const double final_error = *sd / std::sqrt(plan.n_max);
  const double spread = *sd * std::sqrt(1.0 / n - 1.0 / plan.n_max);
  const double m = *mean(differences);
  const auto beyond = [&](double limit) { return t_cdf((m - limit) / spread, n - 1); };
  const double critical = t_quantile(1 - share / 2, plan.n_max - 1) * final_error;
  const double room = plan.margin - t_quantile(1 - share, plan.n_max - 1) * final_error;
  const double differs = beyond(critical) + 1 - beyond(-critical);
  if (room <= 0) return differs;
  if (room >= critical) return 1;
  return differs + beyond(-room) - beyond(room);
}

Decision decision_of(const Look& look) {
  const Verdict verdict = look.differs ? (look.equivalent ? Verdict::better_within_margin : Verdict::better)
                                       : (look.equivalent ? Verdict::equivalent : Verdict::undecided);
  if (!look.differs) return {verdict, Side::none};
  return {verdict, look.sum > 0 ? Side::a : Side::b};
}

LookOutcome outcome_of(const Look& look, const SequentialPlan& plan) {
  if (look.differs || look.equivalent) return LookOutcome::decided;
  if (look.n >= most_pairs(plan)) return LookOutcome::n_max;
  return look.predictive && *look.predictive < plan.futility ? LookOutcome::futile : LookOutcome::go_on;
}

}  // namespace

int most_pairs(const SequentialPlan& plan) {
  return plan.last_look > 0 ? std::min(plan.last_look, plan.n_max) : plan.n_max;
}

double spending_time(int n, const SequentialPlan& plan) {
  return n >= most_pairs(plan) ? 1 : static_cast<double>(n) / plan.n_max;
}

LookSchedule::LookSchedule(const SequentialPlan& plan)
    : plan_(plan), two_sided_(share_of(plan), Sides::two), one_sided_(share_of(plan), Sides::one) {}

LookBounds LookSchedule::next(int n) {
  const double there = static_cast<double>(n) / plan_.n_max;
  const double spend_at = spending_time(n, plan_);
  return {two_sided_.next(there, spend_at), one_sided_.next(there, spend_at)};
}

SequentialComparison::SequentialComparison(const SequentialPlan& plan)
    : plan_(plan), share_(share_of(plan)), schedule_(plan) {}

bool SequentialComparison::is_due(const PairedSeries& so_far) const {
  const auto n = std::min(static_cast<int>(so_far.differences.size()), most_pairs(plan_));
  if (n < std::min(plan_.first_look, most_pairs(plan_)) || n < 1) return false;
  if (looks_.empty()) return true;
  return looks_.back().outcome != LookOutcome::decided && n > looks_.back().n;
}

Look SequentialComparison::waiting(const PairedSeries& so_far) const {
  if (!looks_.empty()) return looks_.back();
  Look look{.n = static_cast<int>(so_far.differences.size()), .repeated_level = 1 - share_};
  look.difference = mean(so_far.differences).value_or(0);
  return look;
}

Look SequentialComparison::look(const PairedSeries& so_far) {
  if (!is_due(so_far)) return waiting(so_far);
  const int n = std::min(static_cast<int>(so_far.differences.size()), most_pairs(plan_));
  return look(so_far, schedule_.next(n));
}

Look SequentialComparison::look(const PairedSeries& so_far, const LookBounds& bounds) {
  if (!is_due(so_far)) return waiting(so_far);
  const PairedSeries pairs = first_pairs(so_far, static_cast<std::size_t>(most_pairs(plan_)));
  Look look{.n = static_cast<int>(pairs.differences.size()), .repeated_level = 1 - share_};
  look.difference = *mean(pairs.differences);
  look.nominal = 2 * normal_cdf(-bounds.two_sided);
  look.repeated_interval = t_interval(pairs.differences, look.nominal / 2);
  test_difference(look, pairs.differences);
  look.equivalent = shows_equivalence(pairs, normal_cdf(-bounds.one_sided), plan_.margin);
  look.predictive = predictive_probability(pairs.differences, plan_);
  look.outcome = outcome_of(look, plan_);
  look.decision = decision_of(look);
  looks_.push_back(look);
  return look;
}

void SequentialComparison::test_difference(Look& look, std::span<const double> differences) {
  for (; absorbed_ < differences.size(); ++absorbed_) {
    sign_flip_.absorb(std::llround(differences[absorbed_] / plan_.unit));
  }
  look.alpha_planned = obf_spending(spending_time(look.n, plan_), share_);
  const auto result = sign_flip_.look(look.alpha_planned);
  look.sum = static_cast<double>(sign_flip_.sum()) * plan_.unit;
  if (result.boundary) look.boundary = static_cast<double>(*result.boundary) * plan_.unit;
  look.alpha_spent = result.spent;
  look.differs = result.rejects;
}

LookOutcome conclude(std::span<const LookOutcome> outcomes) {
  for (const LookOutcome outcome : {LookOutcome::go_on, LookOutcome::n_max, LookOutcome::futile}) {
    if (std::find(outcomes.begin(), outcomes.end(), outcome) != outcomes.end()) return outcome;
  }
  return outcomes.empty() ? LookOutcome::go_on : LookOutcome::decided;
}

std::string equivalence_warning(double sd, const SequentialPlan& plan) {
  const auto needed = pairs_for_equivalence(sd, plan.margin, kDefaultPower, share_of(plan));
  const auto reachable = smallest_margin(sd, plan.n_max, kDefaultPower, share_of(plan));
  if (!reachable || (needed && *needed <= plan.n_max)) return "";
  char text[200];
  if (needed) {
    std::snprintf(
        text, sizeof text,
        "equivalence within +-%g needs about %d iterations; %d can only show +-%.0f (another --margin, or more "
        "iterations)",
        plan.margin, *needed, plan.n_max, std::ceil(*reachable));
  } else {
    std::snprintf(text, sizeof text, "equivalence within +-%g is out of reach; %d iterations can only show +-%.0f",
                  plan.margin, plan.n_max, std::ceil(*reachable));
  }
  return text;
}

}  // namespace quantladder::stats
