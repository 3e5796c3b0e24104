// What can be said of a generation before any code is judged, and how long a cell may take.
#include <fmt/format.h>

#include <algorithm>

#include "quantladder/bench/run.h"
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

struct Rates {
  double tokens_per_s = 0;  // 0: not measured
  double prompt_tokens_per_s = 0;
};

// Without the server's own clock the rate over the whole request: below the true one, which only lengthens a deadline,
// and not to be inflated by what happens to the tokens on their way.
double sustained_rate(const core::Generation& probe) {
  if (probe.timings) return probe.tokens_per_s().value_or(0);
  return probe.total_ms > 0 ? 1000 * static_cast<double>(probe.tokens().value_or(0)) / probe.total_ms : 0;
}

Rates rates_of(const core::ServerStart& start) {
  Rates rates;
  for (const auto& probe : start.probe) {
    const double rate = sustained_rate(probe);
    // The slowest repeat: a deadline is there for servers that hang, not for slow moments.
    if (rate > 0 && (rates.tokens_per_s == 0 || rate < rates.tokens_per_s)) rates.tokens_per_s = rate;
    if (probe.timings) {
      rates.prompt_tokens_per_s = std::max(rates.prompt_tokens_per_s, probe.timings->pp_tokens_per_s().value_or(0));
    }
  }
  if (rates.prompt_tokens_per_s == 0) rates.prompt_tokens_per_s = rates.tokens_per_s;
  return rates;
}

double prompt_seconds(const Rates& rates, std::size_t prompt_bytes) {
  constexpr double kBytesPerToken = 3;  // deliberately low: a deadline must not fall short on dense text
  return static_cast<double>(prompt_bytes) / kBytesPerToken / rates.prompt_tokens_per_s;
}

double busy_slots(const core::ServerStart& start, int parallel) { return std::max({1, start.slots, parallel}); }

std::chrono::milliseconds clock_span(double seconds) {
  constexpr double kMost = 1e9;  // what a factor and a rate may come to has no limit; a clock has
  return std::chrono::milliseconds(static_cast<long long>(1000 * std::min(kMost, seconds)));
}

}  // namespace

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

std::chrono::milliseconds cell_deadline(const ClientSettings& client, const core::ServerStart& start, int parallel,
                                        std::size_t prompt_bytes, int max_tokens) {
  constexpr double kWithoutRate = 1800;
  const Rates rates = rates_of(start);
  double seconds = kWithoutRate;
  if (rates.tokens_per_s > 0) {
    seconds = client.deadline_factor * busy_slots(start, parallel) *
              (prompt_seconds(rates, prompt_bytes) + max_tokens / rates.tokens_per_s);
  }
  return clock_span(std::max(seconds, client.min_deadline_s));
}

std::chrono::milliseconds token_gap(const ClientSettings& client, const core::ServerStart& start, int parallel,
                                    std::size_t longest_prompt_bytes) {
  const Rates rates = rates_of(start);
  if (rates.tokens_per_s <= 0) return clock_span(client.stall_s);
  const double others = busy_slots(start, parallel) - 1;
  return clock_span(
      std::max(client.stall_s, client.deadline_factor * others * prompt_seconds(rates, longest_prompt_bytes)));
}

bool came_to_nothing(const core::Generation& generation) {
  return generation.finish == Finish::deadline && !generation.time_to_first_token_ms();
}

}  // namespace quantladder::bench
