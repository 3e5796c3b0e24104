// Why an attempt at a cell was made.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/outcome.h"

namespace quantladder::core {

enum class Why {
  first,
  retry,     // the attempt before it was not settled
  rerun,     // the user asked for the cell again
  imported,  // it was made elsewhere
};
template <>
inline constexpr std::array<NamedValue<Why>, 4> kIds<Why>{
    {{Why::first, "first"}, {Why::retry, "retry"}, {Why::rerun, "rerun"}, {Why::imported, "imported"}}};

struct AttemptReason {
  Why why = Why::first;
  std::optional<Outcome> repeats;  // how the attempt before a retry ended; nullopt for every other reason

  static AttemptReason retry_of(Outcome outcome) { return {Why::retry, outcome}; }
  friend bool operator==(const AttemptReason&, const AttemptReason&) = default;
};

// Returns the text that files and reports hold: "first", "retry: infrastructure.stall".
std::string to_text(const AttemptReason& reason);
// Returns the reason with this text; nullopt where it is no such text.
std::optional<AttemptReason> parse_attempt_reason(std::string_view text);

}  // namespace quantladder::core
