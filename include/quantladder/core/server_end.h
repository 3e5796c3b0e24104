// The ends of server starts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class StartEnd {
  stopped,          // its cells were done
  interrupted,      // the user stopped the run
  died,             // the process ended by itself, or the endpoint is gone
  hung,             // it gave no more tokens
  failed_to_start,  // it never served
  abandoned,        // an error stopped the run
};
template <>
inline constexpr std::array<NamedValue<StartEnd>, 6> kIds<StartEnd>{{{StartEnd::stopped, "stopped"},
                                                                     {StartEnd::interrupted, "stopped: interrupted"},
                                                                     {StartEnd::died, "died"},
                                                                     {StartEnd::hung, "hung"},
                                                                     {StartEnd::failed_to_start, "failed to start"},
                                                                     {StartEnd::abandoned, "abandoned"}}};

struct ServerEnd {
  StartEnd how = StartEnd::stopped;
  std::string detail;  // why it died, hung or did not start; else empty

  friend bool operator==(const ServerEnd&, const ServerEnd&) = default;
};

// Returns the text that files and reports hold: "stopped", "died: signal 9"; empty for nullopt.
std::string to_text(const std::optional<ServerEnd>& end);
// Returns the end with this text; nullopt where it is no such text.
std::optional<ServerEnd> parse_server_end(std::string_view text);

}  // namespace quantladder::core
