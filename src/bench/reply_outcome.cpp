#include "quantladder/bench/reply_outcome.h"

#include <fmt/format.h>

#include "quantladder/core/thinking_marks.h"

namespace quantladder::bench {
namespace {

using core::Finish;
using core::Outcome;

bool has_text(const std::string& text) { return text.find_first_not_of(" \t\r\n") != std::string::npos; }

// Reasoning arrives apart (reasoning_content) or between marks, depending on the server's reasoning format. An empty
// span is what some templates put there to switch thinking off.
bool thought(const core::Generation& generation) {
  return has_text(generation.reasoning) || core::find_thought(generation.text).has_value();
}

core::Judgement verdict(Outcome outcome, std::string reason) {
  core::Judgement judgement;
  judgement.outcome = outcome;
  judgement.reason = std::move(reason);
  return judgement;
}

// Tokens of the answer, at most: a server that does not count showed at least a byte of each.
std::int64_t most_tokens(const core::Generation& generation) {
  const core::Shown shown = generation.shown_bytes();
  return generation.tokens().value_or(static_cast<std::int64_t>(shown.text_bytes + shown.reasoning_bytes));
}

std::int64_t prompt_tokens(const core::Generation& generation) {
  if (generation.timings) return generation.timings->cache_n.value_or(0) + generation.timings->prompt_n;
  return generation.usage ? generation.usage->prompt_tokens : 0;
}

// One line when the server cut the answer for a limit that is neither max_tokens nor the context that was asked for:
// its own, of which nobody told us. That is not the model's doing.
std::optional<std::string> find_cut(const core::Generation& generation, int max_tokens, std::optional<int> ctx) {
  constexpr std::int64_t kSlack = 16;  // servers count the end, and what the template adds, in different ways
  if (generation.finish != Finish::length || !ctx) return std::nullopt;
  const std::int64_t tokens = most_tokens(generation);
  const std::int64_t prompt = prompt_tokens(generation);
  if (tokens >= max_tokens || prompt + tokens + kSlack >= *ctx) return std::nullopt;
  return fmt::format(
      "the server cut the answer at {} tokens (prompt: {}), before max_tokens ({}) and ctx ({}) were used "
      "up: it has less context than was asked for, or a limit of its own",
      tokens, prompt, max_tokens, *ctx);
}

}  // namespace

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
    case Finish::not_understood:
      return Outcome::infrastructure_not_understood;
    case Finish::cancelled:
      return Outcome::not_run;
  }
  return Outcome::not_run;
}

std::optional<core::Judgement> judge_generation(const core::Generation& generation,
                                                const core::RequestSettings& settings, std::optional<int> ctx) {
  if (const auto fault = fault_of(generation.finish)) return verdict(*fault, generation.fault);
  if (auto cut = find_cut(generation, settings.max_tokens, ctx)) {
    return verdict(Outcome::infrastructure_broken_stream, std::move(*cut));
  }
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

bool came_to_nothing(const core::Generation& generation) {
  return generation.finish == Finish::deadline && !generation.time_to_first_token_ms();
}

}  // namespace quantladder::bench
