#include <fmt/format.h>

#include <algorithm>

#include "quantladder/stats/score_interval.h"
#include "recommend_parts.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr int kManyIterations = 200;

std::string how_to_go_on(const Summary& summary, const std::string& iterations) {
  if (!summary.facts.imported_from.empty()) return "measure more and import them together";
  // The largest number of iterations is part of what such a run declared.
  if (summary.stopping) return "start a new run with " + iterations + " and --out DIR";
  return "run the same command again with " + iterations + ", which extends this run";
}

void say_next_for_score(const Field& field, const Summary& summary, Recommendation& result) {
  if (field.undecided.empty()) return;
  if (field.iterations_needed <= summary.facts.iterations) {
    std::string text = "more iterations may tell them apart: " + how_to_go_on(summary, "a higher --iterations");
    if (field.iterations_needed == 0 && summary.facts.iterations < stats::kLeastIterationsForBootstrap) {
      text += fmt::format("; from {} on the report estimates how many it takes", stats::kLeastIterationsForBootstrap);
    }
    result.next.push_back(text);
    return;
  }
  std::string text =
      fmt::format("about {} iterations of each model would find a difference of {} points with 80 % probability: {}",
                  field.iterations_needed, to_points(field.margin),
                  how_to_go_on(summary, fmt::format("--iterations {}", field.iterations_needed)));
  if (field.iterations_needed > kManyIterations) text += "; if that is too long, decide by speed or size";
  result.next.push_back(text);
}

// Planned cells without a result: never begun, or ended by a fault, which the next session repeats.
int missing_cells(const Summary& summary) {
  int missing = 0;
  for (const ModelSummary& model : summary.models) {
    missing += model.missing_cells;
    for (std::size_t i = 0; i < model.outcomes.size(); ++i) {
      if (!core::is_settled(static_cast<core::Outcome>(i))) missing += model.outcomes[i];
    }
  }
  return missing;
}

void say_next_for_limits(Recommendation& result) {
  const bool speed = result.limits.min_tokens_per_s || result.limits.max_ttft_ms;
  for (const RuledOut& out : result.ruled_out) {
    if (out.shown || !speed || out.ground != Ground::speed) continue;
    result.next.push_back(
        "the interval of a speed narrows with the number of server starts: run the same configuration again with more "
        "\"rounds\" and iterations");
    return;
  }
}

void say_next_for_loss(const Summary& summary, Recommendation& result) {
  for (const RuledOut& out : result.ruled_out) {
    if (out.ground != Ground::loss) continue;
    result.next.push_back(fmt::format("more than the {} iterations can show a smaller loss: {}",
                                      summary.facts.iterations, how_to_go_on(summary, "a higher --iterations")));
    return;
  }
}

}  // namespace

void say_next(const Summary& summary, const Field& field, Recommendation& result) {
  if (const int missing = missing_cells(summary); !summary.facts.complete && missing > 0) {
    // The run does not keep whether it was filtered, and a filtered command never comes to the other cells.
    result.next.push_back("run the whole configuration (without --model, --task or --level) to measure the " +
                          count_of(missing, "missing cell"));
    return;
  }
  say_next_for_score(field, summary, result);
  say_next_for_limits(result);
  say_next_for_loss(summary, result);
}

}  // namespace quantladder::report
