#include <fmt/format.h>

#include <algorithm>

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
    result.next.push_back("more iterations can tell them apart: " + how_to_go_on(summary, "a higher --iterations"));
    return;
  }
  std::string text = fmt::format("about {} iterations of each model would find a difference of {} points: {}",
                                 field.iterations_needed, to_points(field.margin),
                                 how_to_go_on(summary, fmt::format("--iterations {}", field.iterations_needed)));
  if (field.iterations_needed > kManyIterations) text += "; if that is too long, decide by speed or size";
  result.next.push_back(text);
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
  say_next_for_score(field, summary, result);
  say_next_for_limits(result);
  say_next_for_loss(summary, result);
}

}  // namespace quantladder::report
