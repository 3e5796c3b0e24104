// When bytes arrived at a socket, by the kernel's note, on the clock that nobody sets.
#pragma once

#include <chrono>
#include <optional>

namespace quantladder::llama {

// Asks the kernel to note when bytes arrive at this socket.
void note_arrivals(int socket);

struct NextByte {
  std::optional<std::chrono::nanoseconds> noted;  // since 1970; nullopt: there is no byte, or the kernel does not tell
  // The connection was reset; whoever reads next is told of an end in order, since this look was told.
  bool lost = false;
};
// Looks at the next byte of this socket. The byte stays.
NextByte look_at_next_byte(int socket);

// The kernel notes arrivals by the time of day, which may be set at any moment; all spans here are of the steady clock.
// What was noted before the time of day was set can no longer be placed on it.
class ArrivalClock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  // The time of day, read between two looks at the steady clock: work of others may lie between any two of them.
  struct Moment {
    TimePoint before;
    std::chrono::nanoseconds time_of_day;
    TimePoint after;
  };
  static Moment now();

  explicit ArrivalClock(const Moment& moment = now());
  // Returns when that was, never earlier than it was; nullopt where the time of day was set since, or may have been.
  std::optional<TimePoint> place(std::chrono::nanoseconds noted, const Moment& moment = now());

 private:
  Moment last_;
  TimePoint believed_since_;
};

}  // namespace quantladder::llama
