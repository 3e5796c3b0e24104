#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "quantladder/app/results.h"
#include "quantladder/core/error.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/json.h"

namespace quantladder::cli {
namespace {

report::ComparisonRequest request_of(const CompareOptions& options) {
  return {.metric = report::metric_of(options.metric.empty() ? "score" : options.metric),
          .margin = options.margin,
          .baseline = options.baseline,
          .candidate = options.candidate,
          .family = options.all_pairs ? report::Family::all_pairs : report::Family::baseline,
          .pairing = !options.unpaired};
}

report::Comparison compare(const CompareOptions& options) {
  auto request = request_of(options);
  const app::Results first = app::load_results(options.inputs.front(), options.scale);
  const report::Summary summary = report::make_summary(first.data);
  if (options.metric.empty()) request.metric = report::headline_metric(summary);
  if (options.inputs.size() == 1) return report::compare_models(first.data, summary, request);
  const app::Results second = app::load_results(options.inputs.back(), options.scale);
  // Folders of the same name in two places are told apart by their paths.
  const bool alike = first.name == second.name;
  return report::compare_runs(
      {first.data, summary, alike ? options.inputs.front() : first.name},
      {second.data, report::make_summary(second.data), alike ? options.inputs.back() : second.name}, request);
}

}  // namespace

int compare_command(const CompareOptions& options) {
  const report::Comparison comparison = compare(options);
  if (!comparison.unlike.empty() && !options.allow_different) {
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("not asked the same, so not compared: {}; --allow-different does it all the same",
                                  fmt::join(comparison.unlike, "; ")));
  }
  fmt::print("{}", options.output == Output::json
                       ? report::to_json(comparison)
                       : report::to_terminal(report::make_document(comparison), terminal_width(), colour()));
  return to_exit_code(stats::as_good(comparison.pairs));
}

}  // namespace quantladder::cli
