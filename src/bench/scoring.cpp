// What can be said of a generation before any code is judged, and how long a cell may take.
#include <fmt/format.h>

#include <algorithm>

#include "quantladder/bench/run.h"

namespace quantladder::bench {
namespace {

using core::Finish;
using core::Outcome;

bool has_text(const std::string& text) { return text.find_first_not_of(" \t\r\n") != std::string::npos; }

// Reasoning arrives apart (reasoning_content) or as a <think> span, depending on the server's reasoning format. An
// empty span is what some templates put there to switch thinking off.
bool thought(const core::Generation& generation) {
  if (has_text(generation.reasoning)) return true;
  const std::string& text = generation.text;
  const std::size_t open = text.find("<think>");
  if (open == std::string::npos)
    return text.find("</think>") != std::string::npos && has_text(text.substr(0, text.find("</think>")));
  const std::size_t begin = open + 7;
  return has_text(text.substr(begin, text.find("</think>", begin) - begin));
}

core::Judgement verdict(Outcome outcome, std::string reason) {
  core::Judgement judgement;
  judgement.outcome = outcome;
  judgement.reason = std::move(reason);
  return judgement;
}

std::optional<Outcome> fault_of(Finish finish) {
  switch (finish) {
    case Finish::stop:
    case Finish::length:
      return std::nullopt;
    case Finish::stall:
      return Outcome::infrastructure_stall;
    case Finish::deadline:
      return Outcome::infrastructure_deadline;
    case Finish::broken_stream:
      return Outcome::infrastructure_broken_stream;
    case Finish::lost_server:
      return Outcome::infrastructure_lost_server;
    case Finish::http_error:
      return Outcome::infrastructure_http_error;
    case Finish::cancelled:
      return Outcome::not_run;
  }
  return Outcome::not_run;
}

}  // namespace

std::optional<core::Judgement> judge_generation(const core::Generation& generation,
                                                const core::RequestSettings& settings) {
  if (const auto fault = fault_of(generation.finish)) return verdict(*fault, generation.fault);
  if (settings.thinking == core::Thinking::off && thought(generation)) {
    return verdict(Outcome::invalid_arm, "thinking is off in the configuration, but the model thought");
  }
  if (settings.thinking == core::Thinking::on && !thought(generation)) {
    return verdict(Outcome::invalid_arm, "thinking is on in the configuration, but the model did not think");
  }
  if (generation.finish == Finish::length) {
    return verdict(Outcome::truncated, fmt::format("max_tokens ({}) or the context was used up", settings.max_tokens));
  }
  return std::nullopt;
}

std::chrono::milliseconds cell_deadline(const ClientSettings& client, const core::ServerStart& start, int parallel,
                                        std::size_t prompt_bytes, int max_tokens) {
  constexpr double kWithoutRate = 1800;
  constexpr double kBytesPerToken = 3;  // deliberately low: a deadline must not fall short on dense text
  double tokens_per_s = 0;
  double prompt_tokens_per_s = 0;
  for (const auto& probe : start.probe) {
    const double rate = probe.tokens_per_s().value_or(0);
    // The slowest repeat: a deadline is there for servers that hang, not for slow moments.
    if (rate > 0 && (tokens_per_s == 0 || rate < tokens_per_s)) tokens_per_s = rate;
    if (probe.timings)
      prompt_tokens_per_s = std::max(prompt_tokens_per_s, probe.timings->pp_tokens_per_s().value_or(0));
  }
  double seconds = kWithoutRate;
  if (tokens_per_s > 0) {
    if (prompt_tokens_per_s == 0) prompt_tokens_per_s = tokens_per_s;
    const double prompt_s = static_cast<double>(prompt_bytes) / kBytesPerToken / prompt_tokens_per_s;
    const double busy_slots = std::max({1, start.slots, parallel});
    seconds = client.deadline_factor * busy_slots * (prompt_s + max_tokens / tokens_per_s);
  }
  constexpr double kMost = 1e9;  // what a factor and a rate may come to has no limit; a clock has
  return std::chrono::milliseconds(
      static_cast<long long>(1000 * std::min(kMost, std::max(seconds, client.min_deadline_s))));
}

}  // namespace quantladder::bench
