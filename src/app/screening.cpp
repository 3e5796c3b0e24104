#include "quantladder/app/screening.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/app/results.h"
#include "quantladder/report/front.h"
#include "quantladder/report/summary.h"
#include "quantladder/stats/interval.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {
namespace {

double seconds_of(const std::vector<core::Record>& records, const std::string& model) {
  double seconds = 0;
  for (const core::Record& record : records) seconds += record.cell.model == model ? record.seconds() : 0;
  return seconds;
}

}  // namespace

Screening::Screening(store::RunStore& store, const core::Manifest& manifest,
                     std::function<void(const std::string&)> say)
    : store_(store), manifest_(manifest), say_(std::move(say)) {
  log_ = store_.screening_log().value_or(core::ScreeningLog{.alpha = stats::kDefaultAlpha});
}

std::set<std::string> Screening::after(const bench::Stage& stage, const std::vector<core::Record>& records) {
  if (!is_due(stage)) return log_.dropped();
  core::ScreeningLook taken = look(stage, records);
  if (taken.models.size() < 2) return log_.dropped();
  say_(fmt::format("look after {}: {} models compared, {} dropped", stage.name, taken.models.size(),
                   taken.dropped.size()));
  for (const core::DroppedModel& each : taken.dropped) say_(fmt::format("  {}: {} beats it", each.model, each.by));
  log_.looks.push_back(std::move(taken));
  store_.write_screening_log(log_);
  return log_.dropped();
}

// Tasks tell nothing of size, distance and speed, and the first block nothing of speed where that is still to come.
// What was looked at is looked at again only where there are models that it had not.
bool Screening::is_due(const bench::Stage& stage) const {
  const bool has_speed = std::any_of(manifest_.suites.begin(), manifest_.suites.end(),
                                     [](const auto& suite) { return suite.kind == core::SuiteKind::speed; });
  if (stage.kind == core::SuiteKind::code) return false;
  if (has_speed && stage.kind == core::SuiteKind::fidelity && stage.first_round == 1) return false;
  std::set<std::string> seen;
  for (const core::ScreeningLook& look : log_.looks) {
    if (look.stage == stage.name) seen.insert(look.models.begin(), look.models.end());
  }
  seen.merge(log_.dropped());
  return std::any_of(manifest_.models.begin(), manifest_.models.end(),
                     [&](const core::ModelFacts& facts) { return !seen.contains(facts.model.id); });
}

core::ScreeningLook Screening::look(const bench::Stage& stage, const std::vector<core::Record>& records) const {
  const report::RunData data = make_run_data(manifest_, records, {}, {}, std::nullopt, log_);
  const report::CellTable table(data);
  core::ScreeningLook look = report::look_for_beaten(table, report::make_summary(table), log_.alpha_of_next_look());
  look.stage = stage.name;
  look.at = sys::utc_now();
  if (!manifest_.scored_items().empty())
    std::erase_if(look.dropped, [&](const auto& each) { return each.model == manifest_.baseline_id(); });
  for (core::DroppedModel& each : look.dropped) each.seconds = seconds_of(records, each.model);
  return look;
}

}  // namespace quantladder::app
