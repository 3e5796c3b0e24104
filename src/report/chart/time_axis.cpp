#include "time_axis.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace quantladder::report {
namespace {

struct Pause {
  double from = 0;
  double to = 0;
};

// Between the last event before a session and that session's first.
std::vector<Pause> pauses_between(const std::vector<double>& sessions, const std::vector<double>& events) {
  std::vector<Pause> pauses;
  for (const double session : sessions) {
    const auto next = std::lower_bound(events.begin(), events.end(), session);
    if (next == events.begin() || next == events.end()) continue;
    if (!pauses.empty() && pauses.back().to == *next) continue;
    pauses.push_back({*(next - 1), *next});
  }
  return pauses;
}

double longest_within(const std::vector<double>& events, const std::vector<Pause>& pauses) {
  double longest = 60'000;
  for (std::size_t i = 1; i < events.size(); ++i) {
    const bool is_pause =
        std::any_of(pauses.begin(), pauses.end(), [&](const Pause& pause) { return pause.to == events[i]; });
    if (!is_pause) longest = std::max(longest, events[i] - events[i - 1]);
  }
  return longest;
}

}  // namespace

TimeUnit time_unit_of(double span_ms) {
  if (span_ms < 3 * 60'000.0) return {};
  if (span_ms < 5 * 3'600'000.0) return {60'000, "minutes"};
  return {3'600'000, "hours"};
}

std::optional<double> utc_ms(std::string_view text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  double second = 0;
  const std::string line(text.substr(0, 40));
  if (std::sscanf(line.c_str(), "%4d-%2u-%2uT%2d:%2d:%lfZ", &year, &month, &day, &hour, &minute, &second) != 6)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok() || !(second >= 0 && second < 61)) return std::nullopt;
  const auto days = static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
  return ((days * 24 + hour) * 60 + minute) * 60'000 + second * 1000;
}

WorkingTime::WorkingTime(std::vector<double> sessions, std::vector<double> events) {
  std::sort(sessions.begin(), sessions.end());
  std::sort(events.begin(), events.end());
  first_ = events.empty() ? 0 : events.front();
  cuts_.push_back({first_, 0});
  const std::vector<Pause> pauses = pauses_between(sessions, events);
  const double longest = longest_within(events, pauses);
  for (const Pause& pause : pauses) {
    const double too_much = pause.to - pause.from - longest;
    if (too_much > 0) cuts_.push_back({pause.to, cuts_.back().removed + too_much});
  }
}

double WorkingTime::ms(double event) const {
  double removed = 0;
  for (const Cut& cut : cuts_) {
    if (event >= cut.from) removed = cut.removed;
  }
  return event - first_ - removed;
}

}  // namespace quantladder::report
