#include "quantladder/core/attempt_reason.h"

namespace quantladder::core {

std::string to_text(const AttemptReason& reason) {
  std::string text(to_id(reason.why));
  if (reason.repeats) text.append(": ").append(to_id(*reason.repeats));
  return text;
}

std::optional<AttemptReason> parse_attempt_reason(std::string_view text) {
  constexpr std::string_view kRetry = "retry: ";
  if (text.starts_with(kRetry)) {
    const auto repeats = parse_id<Outcome>(text.substr(kRetry.size()));
    return repeats ? std::optional(AttemptReason::retry_of(*repeats)) : std::nullopt;
  }
  const auto why = parse_id<Why>(text);
  if (!why || *why == Why::retry) return std::nullopt;
  return AttemptReason{*why, std::nullopt};
}

}  // namespace quantladder::core
