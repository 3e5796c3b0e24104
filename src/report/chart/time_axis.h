// Time as charts show it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quantladder::report {

// A unit in which a span of time is a handy number.
struct TimeUnit {
  double ms = 1000;
  const char* name = "seconds";
};
TimeUnit time_unit_of(double span_ms);

// Returns the milliseconds since 1970 of "2026-11-29T08:00:00.000Z"; nullopt for what is no such text.
std::optional<double> utc_ms(std::string_view text);

// The time that a run was at work: pauses between its sessions are cut to no more than the longest time between two
// events of one session, because nothing tells how long the last of a session went on.
class WorkingTime {
 public:
  // All in ms since 1970, in any order. The clock begins with the first event.
  WorkingTime(std::vector<double> sessions, std::vector<double> events);

  double ms(double event) const;  // since the first event
  bool has_cuts() const { return cuts_.size() > 1; }

 private:
  struct Cut {
    double from = 0;     // what comes from here on ...
    double removed = 0;  // ... comes so much earlier
  };
  double first_ = 0;
  std::vector<Cut> cuts_;
};

}  // namespace quantladder::report
