#include "quantladder/app/early_stop.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/app/results.h"
#include "quantladder/bench/plan.h"
#include "quantladder/core/error.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {
namespace {

[[noreturn]] void refuse(const store::RunStore& store, const std::string& why) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: --stop-when-decided: {}", store.folder().string(), why));
}

std::string describe(const core::StoppingPlan& plan) {
  return fmt::format("{} iterations, margin {:g}, {} against {}", plan.n_max, plan.margin,
                     fmt::join(plan.candidates, ", "), plan.baseline);
}

core::StoppingLog open_log(store::RunStore& store, const core::StoppingPlan& plan) {
  if (auto log = store.stopping_log()) {
    if (log->plan == plan) return std::move(*log);
    refuse(store, fmt::format("stopping.json declared {}; this would be {}; a rule changed after the data are seen "
                              "decides nothing: undo the change, or start a new run with --out DIR",
                              describe(log->plan), describe(plan)));
  }
  if (!may_stop_early(store)) {
    refuse(store,
           "this run was begun without it, so its results may have been seen; start a new run with --out DIR, or "
           "leave the flag out");
  }
  core::StoppingLog log{.plan = plan};
  store.write_stopping_log(log);
  return log;
}

core::ComparisonLook to_log(const stats::PairComparison& pair, stats::LookOutcome outcome) {
  core::ComparisonLook entry{.candidate = pair.a, .n = pair.n, .difference = pair.difference.value_or(0)};
  entry.outcome = outcome;
  if (!pair.stopped) return entry;  // too few pairs for a look
  const stats::Look& look = *pair.stopped;
  entry.n = look.n;
  entry.difference = look.difference;
  entry.boundary = look.boundary;
  entry.alpha_planned = look.alpha_planned;
  entry.alpha_spent = look.alpha_spent;
  if (look.repeated_interval) {
    entry.repeated_lo = look.repeated_interval->lo;
    entry.repeated_hi = look.repeated_interval->hi;
  }
  entry.repeated_level = look.repeated_level;
  entry.predictive = look.predictive;
  entry.decision = look.decision;
  return entry;
}

bool was_decided(const core::StoppingLog& log, const std::string& candidate) {
  return std::any_of(log.looks.begin(), log.looks.end(), [&](const core::StoppingLook& look) {
    return std::any_of(look.comparisons.begin(), look.comparisons.end(), [&](const core::ComparisonLook& each) {
      return each.candidate == candidate && each.outcome == stats::LookOutcome::decided;
    });
  });
}

}  // namespace

bool may_stop_early(const store::RunStore& store) { return store.stopping_log() || store.records().empty(); }

std::string EarlyStop::in_words(const core::StoppingLook& look) const {
  const auto count = [&](stats::LookOutcome outcome) {
    return std::count_if(look.comparisons.begin(), look.comparisons.end(),
                         [&](const core::ComparisonLook& entry) { return entry.outcome == outcome; });
  };
  const bool is_last_round = look.round >= manifest_.rounds;
  std::string line = fmt::format("look after round {}{}: {} of {} comparisons decided", look.round,
                                 is_last_round ? ", the last one planned" : "", count(stats::LookOutcome::decided),
                                 look.comparisons.size());
  if (!is_last_round) {
    return line + fmt::format(", {} with little chance left; {}", count(stats::LookOutcome::futile),
                              look.stop ? "stopping here" : "going on");
  }
  return line + (look.stop ? "; this was the last look"
                           : "; cells that did not run are missing, so this was not the last look");
}

core::StoppingPlan declare_stopping(const core::Manifest& manifest, std::optional<double> margin) {
  core::StoppingPlan plan{.n_max = manifest.iterations,
                          .alpha = stats::kDefaultAlpha,
                          .margin = margin.value_or(stats::default_margin(manifest.points()))};
  plan.baseline = manifest.baseline;
  for (const auto& entry : manifest.models) {
    if (entry.model.id != manifest.baseline) plan.candidates.push_back(entry.model.id);
  }
  return plan;
}

EarlyStop::EarlyStop(store::RunStore& store, const core::Manifest& manifest, std::optional<double> margin,
                     std::function<void(const std::string&)> say)
    : store_(store),
      manifest_(manifest),
      say_(std::move(say)),
      log_(open_log(store, declare_stopping(manifest, margin))) {}

bool EarlyStop::stop_after(int round, const std::vector<core::Record>& records, const Dropped& dropped) {
  const bool is_over_now = is_over(round, records, dropped);
  for (const auto& earlier : log_.looks) {
    if (earlier.round == round && (earlier.stop || !is_over_now)) return earlier.stop;
  }
  log_.looks.push_back(look(round, records, dropped));
  store_.write_stopping_log(log_);
  say_(in_words(log_.looks.back()));
  return log_.looks.back().stop;
}

// A cell that was tried and has no score has dropped out. One that never ran, as after a server that would not start,
// is still to come: to spend the last of alpha without it would waste the run.
bool EarlyStop::is_over(int round, const std::vector<core::Record>& records, const Dropped& dropped) const {
  if (round < manifest_.rounds) return false;
  const auto attempts = bench::attempts_by_cell(records);
  const auto tried = std::count_if(attempts.begin(), attempts.end(), [&](const auto& cell) {
    return !dropped.contains(cell.first.model) &&
           std::any_of(cell.second.begin(), cell.second.end(),
                       [](const auto& attempt) { return attempt->outcome() != core::Outcome::not_run; });
  });
  return tried >= manifest_.planned_cells(dropped);
}

core::StoppingLook EarlyStop::look(int round, const std::vector<core::Record>& records, const Dropped& dropped) const {
  report::RunData data = make_run_data(manifest_, records, {}, {}, log_);
  const bool is_last = is_over(round, records, dropped);
  for (const auto& candidate : log_.plan.candidates) {
    if (is_last && !was_decided(log_, candidate)) data.stopping->last_look[candidate] = log_.plan.n_max;
  }
  const report::Summary summary = report::make_summary(data);
  const auto comparison = report::compare_models(data, summary, {.margin = log_.plan.margin});
  core::StoppingLook look{.round = round, .at = sys::utc_now()};
  std::vector<stats::LookOutcome> outcomes;
  for (const auto& candidate : log_.plan.candidates) {
    if (dropped.contains(candidate)) continue;
    const auto pair = std::find_if(comparison.pairs.begin(), comparison.pairs.end(),
                                   [&](const stats::PairComparison& each) { return each.a == candidate; });
    if (pair == comparison.pairs.end()) continue;
    const auto unseen = is_last ? stats::LookOutcome::n_max : stats::LookOutcome::go_on;
    outcomes.push_back(pair->stopped ? pair->stopped->outcome : unseen);
    look.comparisons.push_back(to_log(*pair, outcomes.back()));
  }
  look.reason = stats::conclude(outcomes);
  look.stop = look.reason != stats::LookOutcome::go_on;
  return look;
}

}  // namespace quantladder::app
