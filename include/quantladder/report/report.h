// A report as a value: what was measured, how the models compare, and which of them to run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quantladder/report/advice.h"
#include "quantladder/report/drafting.h"
#include "quantladder/report/front.h"
#include "quantladder/report/load.h"
#include "quantladder/report/load_search.h"
#include "quantladder/report/published_load.h"
#include "quantladder/report/under_load.h"

namespace quantladder::report {

struct Report {
  Summary summary;
  std::optional<Comparison> comparison;  // by headline_metric, each model with the baseline; absent below two models
  std::vector<Comparison> by_suite;      // likewise of each suite with points, where there are several; a diagnostic
  Advice advice;
  std::vector<DraftedModel> drafting;
  std::vector<LoadedArm> under_load;
  LoadReport load;
  std::string agents;  // of a run without points: how many agents each model serves well, in words; empty: not known
  std::vector<FoundLoad> searches;
  PublishedLoad published_load;
  std::optional<Front> front;  // absent below two models with a KL divergence
};

Report make_report(const CellTable& table, const Limits& limits = {});

// Takes what compares models out of the report of a run that goes on: a look before its end would not be allowed for.
// One that may stop early allows for its looks, and keeps what these allow.
void withhold_verdict(Report& report);

}  // namespace quantladder::report
