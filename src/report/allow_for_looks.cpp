#include "allow_for_looks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quantladder/stats/bootstrap.h"

namespace quantladder::report {
namespace {

std::string why_it_ended(core::LookOutcome reason) {
  if (reason == core::LookOutcome::decided) return "every comparison is decided";
  if (reason == core::LookOutcome::futile) return "what is not decided has little chance to be";
  return "the planned number of iterations was reached";
}

// Returns whether there are results of a round after the one that a look ended the run with.
bool went_on(const core::StoppingLog& log, int rounds, const std::vector<core::Record>& records, int round) {
  return std::any_of(records.begin(), records.end(), [&](const core::Record& record) {
    return core::round_of(record.cell.iteration, log.plan.n_max, rounds) > round;
  });
}

// 0: there was none, or a declared pair had been decided before it.
int last_look(const Stopping& stopping, const stats::PairInput& pair, int now) {
  const bool declared = pair.b == stopping.baseline && stopping.looks.count(pair.a) > 0;
  int last = 0;
  for (const auto& [candidate, pairs] : stopping.last_look) {
    if (!declared || candidate == pair.a) last = std::max(last, pairs);
  }
  return std::min(last, now);
}

}  // namespace

Stopping read_looks(const core::StoppingLog& log, const core::Manifest& manifest,
                    const std::vector<core::Record>& records) {
  Stopping stopping{.n_max = log.plan.n_max, .alpha = log.plan.alpha, .margin = log.plan.margin};
  stopping.baseline = log.plan.baseline;
  stopping.candidates = log.plan.candidates;
  stopping.taken = log.looks;
  for (const core::StoppingLook& look : log.looks) {
    const bool is_last = look.round >= manifest.rounds && look.stop;
    for (const core::ComparisonLook& entry : look.comparisons) {
      stopping.looks[entry.candidate].push_back(entry.n);
      if (is_last && entry.outcome == core::LookOutcome::n_max) stopping.last_look[entry.candidate] = entry.n;
    }
    if (look.stop && look.round < manifest.rounds && !went_on(log, manifest.rounds, records, look.round)) {
      stopping.ended = fmt::format("after round {} of {}: {}", look.round, manifest.rounds, why_it_ended(look.reason));
    }
  }
  return stopping;
}

std::vector<int> looks_at(const Stopping& stopping, const stats::PairInput& pair, int now) {
  std::set<int> looks;
  const auto own = stopping.looks.find(pair.a);
  if (pair.b == stopping.baseline && own != stopping.looks.end()) {
    looks.insert(own->second.begin(), own->second.end());
  } else {
    for (const auto& [candidate, seen] : stopping.looks) looks.insert(seen.begin(), seen.end());
  }
  std::vector<int> result(looks.begin(), looks.end());
  if (result.empty() || result.back() < now) result.push_back(now);
  return result;
}

stats::SequentialPlan sequential_plan(const RunData& data, const stats::PairInput& pair, int now, double margin,
                                      int comparisons) {
  stats::SequentialPlan plan{
      .n_max = data.stopping->n_max, .alpha = data.stopping->alpha, .margin = margin, .comparisons = comparisons};
  std::vector<double> points;
  for (const core::ItemFacts& task : data.manifest.scored_items()) {
    points.push_back(task.points);
    for (const core::TestPoints& each : task.test_points) points.push_back(each.points);
  }
  if (const auto unit = stats::lattice_unit(points)) plan.unit = *unit;
  plan.last_look = last_look(*data.stopping, pair, now);
  return plan;
}

void withdraw_claims(stats::PairComparison& pair, const std::string& reason) {
  for (auto* p : {&pair.p, &pair.p_holm, &pair.p_floor, &pair.tost_p_holm, &pair.mde}) p->reset();
  pair.n_needed.reset();
  pair.n_needed_in_family.reset();
  pair.tost = {.reason = reason};
  for (stats::DifferenceInterval* interval : {&pair.ci, &pair.ci_simultaneous}) {
    *interval = {.level = interval->level, .reason = reason};
  }
  pair.decision = {};
  pair.p_exact = true;
}

void allow_for_looks(const RunData& data, const std::vector<stats::PairInput>& inputs, stats::FamilyOptions options,
                     const std::vector<std::size_t>& shown, Comparison& result) {
  const Stopping& stopping = *data.stopping;
  const std::size_t family = std::max(stopping.candidates.size(), inputs.size());
  options.declared = std::max(options.declared, static_cast<int>(family));
  result.sequential = true;
  result.family = options.declared;
  // Each by itself: the correction for the family is in its share of alpha.
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].pairing != stats::Pairing::paired) {
      withdraw_claims(result.pairs[i],
                      "the run was looked at before its end, and only a paired test allows for that: no p, no verdict");
      continue;
    }
    const auto pairs = stats::make_pairs(inputs[i].of_a, inputs[i].of_b);
    if (!pairs) continue;
    const auto now = static_cast<int>(pairs->differences.size());
    options.looks = looks_at(stopping, inputs[i], now);
    options.sequential = sequential_plan(data, inputs[i], now, options.margin, options.declared);
    const bool is_shown = std::find(shown.begin(), shown.end(), i) != shown.end();
    if (const int last = options.sequential->last_look; is_shown && last > 0 && last < now) {
      result.notes.push_back(fmt::format(
          "{} against {}: the last planned look was taken at {} pairs and spent all of alpha; what came later (+{}) "
          "changes nothing",
          inputs[i].a, inputs[i].b, last, now - last));
    }
    result.pairs[i] = stats::compare_family({&inputs[i], 1}, options).front();
  }
  if (!stopping.ended.empty()) {
    result.notes.push_back("this run stopped early, " + stopping.ended +
                           "; p-values and intervals allow for every look that was taken. An estimate of a run that "
                           "stopped early is biased away from zero");
  }
}

}  // namespace quantladder::report
