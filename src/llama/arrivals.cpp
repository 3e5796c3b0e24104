#include "llama/arrivals.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

namespace quantladder::llama {
namespace {

using std::chrono::nanoseconds;

// Clocks that are kept apart may drift; less than this between two looks makes no arrival wrong by as much as matters.
constexpr nanoseconds kDrift = std::chrono::milliseconds(1);

nanoseconds since_1970(const timespec& time) { return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec); }

// How far the time of day runs ahead of the steady clock.
struct Lead {
  nanoseconds least;
  nanoseconds most;
};

Lead lead_at(const ArrivalClock::Moment& moment) {
  return {moment.time_of_day - moment.after.time_since_epoch(), moment.time_of_day - moment.before.time_since_epoch()};
}

}  // namespace

void note_arrivals(int socket) {
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

NextByte look_at_next_byte(int socket) {
  char byte = 0;
  iovec place{&byte, 1};
  alignas(cmsghdr) std::array<char, 256> control;
  msghdr message{};
  message.msg_iov = &place;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const auto count = ::recvmsg(socket, &message, MSG_PEEK | MSG_DONTWAIT);
  if (count <= 0) return {.lost = count < 0 && errno != EAGAIN && errno != EINTR};
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec noted{};
    std::memcpy(&noted, CMSG_DATA(part), sizeof noted);
    return {since_1970(noted)};
  }
  return {};
}

ArrivalClock::Moment ArrivalClock::now() {
  Moment moment{};
  timespec time_of_day{};
  moment.before = std::chrono::steady_clock::now();
  ::clock_gettime(CLOCK_REALTIME, &time_of_day);
  moment.after = std::chrono::steady_clock::now();
  moment.time_of_day = since_1970(time_of_day);
  return moment;
}

ArrivalClock::ArrivalClock(const Moment& moment) : last_(moment), believed_since_(moment.after) {}

// The kernel slows and speeds both clocks alike: the lead changes where one of them was set or stood still.
std::optional<ArrivalClock::TimePoint> ArrivalClock::place(nanoseconds noted, const Moment& moment) {
  const Lead before = lead_at(last_);
  const Lead here = lead_at(moment);
  const bool set = here.least > before.most + kDrift || here.most + kDrift < before.least;
  if (set) believed_since_ = moment.after;
  last_ = moment;
  const TimePoint at = moment.after - (moment.time_of_day - noted);
  const bool believed = at >= believed_since_ && at <= moment.after;
  return believed ? std::optional(at) : std::nullopt;
}

}  // namespace quantladder::llama
