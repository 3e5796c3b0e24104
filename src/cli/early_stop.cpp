#include "cli/early_stop.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/run_data.h"
#include "quantladder/core/error.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"
#include "quantladder/sys/files.h"

namespace quantladder::cli {
namespace {

[[noreturn]] void refuse(const store::RunStore& store, const std::string& why) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: --stop-when-decided: {}", store.folder().string(), why));
}

std::string describe(const store::StoppingPlan& plan) {
  return fmt::format("{} iterations, margin {:g}, {} against {}", plan.n_max, plan.margin,
                     fmt::join(plan.candidates, ", "), plan.baseline);
}

store::StoppingLog open_log(store::RunStore& store, const store::StoppingPlan& plan) {
  if (auto log = store.stopping_log()) {
    if (log->plan == plan) return std::move(*log);
    refuse(store, fmt::format("stopping.json declared {}; this would be {}; a rule changed after the data are seen "
                              "decides nothing: undo the change, or start a new run with --out DIR",
                              describe(log->plan), describe(plan)));
  }
  if (!store.records().empty()) {
    refuse(store,
           "this run was begun without it, so its results may have been seen; start a new run with --out DIR, or "
           "leave the flag out");
  }
  store::StoppingLog log{.plan = plan};
  store.write_stopping_log(log);
  return log;
}

store::ComparisonLook to_log(const stats::PairComparison& pair) {
  store::ComparisonLook entry{.candidate = pair.a, .n = pair.n, .difference = pair.difference.value_or(0)};
  entry.outcome = stats::to_id(stats::LookOutcome::go_on);
  entry.verdict = stats::to_id(stats::Verdict::undecided);
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
  entry.outcome = stats::to_id(look.outcome);
  entry.verdict = stats::to_id(look.decision.verdict);
  if (look.decision.better != stats::Side::none) {
    entry.better = look.decision.better == stats::Side::a ? "candidate" : "baseline";
  }
  return entry;
}

std::string in_words(const store::StoppingLook& look) {
  const auto count = [&](const std::string& outcome) {
    return std::count_if(look.comparisons.begin(), look.comparisons.end(),
                         [&](const store::ComparisonLook& entry) { return entry.outcome == outcome; });
  };
  const std::string seen = fmt::format("look after round {}: {} of {} comparisons decided, {} with little chance left",
                                       look.round, count("decided"), look.comparisons.size(), count("futile"));
  return seen + (look.stop ? "; stopping here" : "; going on");
}

}  // namespace

store::StoppingPlan declare_stopping(const store::Manifest& manifest, double margin) {
  store::StoppingPlan plan{.n_max = manifest.iterations, .alpha = stats::kDefaultAlpha, .margin = margin};
  plan.baseline = manifest.baseline;
  for (const auto& entry : manifest.models) {
    if (entry.model.id != manifest.baseline) plan.candidates.push_back(entry.model.id);
  }
  return plan;
}

EarlyStop::EarlyStop(store::RunStore& store, const store::Manifest& manifest, double margin,
                     std::function<void(const std::string&)> say)
    : store_(store),
      manifest_(manifest),
      say_(std::move(say)),
      log_(open_log(store, declare_stopping(manifest, margin))) {}

bool EarlyStop::stop_after(int round, const std::vector<core::Record>& records) {
  for (const auto& earlier : log_.looks) {
    if (earlier.round == round) return earlier.stop;
  }
  log_.looks.push_back(look(round, records));
  store_.write_stopping_log(log_);
  say_(in_words(log_.looks.back()));
  return log_.looks.back().stop;
}

store::StoppingLook EarlyStop::look(int round, const std::vector<core::Record>& records) const {
  const report::RunData data = make_run_data(manifest_, records, {}, {}, log_);
  const report::Summary summary = report::make_summary(data);
  const auto comparison = report::compare_models(data, summary, {.margin = log_.plan.margin});
  store::StoppingLook look{.round = round, .at = sys::utc_now()};
  std::vector<stats::LookOutcome> outcomes;
  for (const auto& candidate : log_.plan.candidates) {
    const auto pair = std::find_if(comparison.pairs.begin(), comparison.pairs.end(),
                                   [&](const stats::PairComparison& each) { return each.a == candidate; });
    if (pair == comparison.pairs.end()) continue;
    look.comparisons.push_back(to_log(*pair));
    outcomes.push_back(pair->stopped ? pair->stopped->outcome : stats::LookOutcome::go_on);
  }
  const stats::LookOutcome reason = stats::conclude(outcomes);
  look.reason = stats::to_id(reason);
  look.stop = reason != stats::LookOutcome::go_on;
  return look;
}

}  // namespace quantladder::cli
