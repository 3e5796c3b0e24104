#include "llama/arrivals.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <thread>

#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Connection {
  sys::Fd here;
  sys::Fd there;
};

Connection connected() {
  const sys::Fd listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  Connection connection{sys::Fd(::socket(AF_INET, SOCK_STREAM, 0)), {}};
  const bool works = ::bind(listener.get(), any, size) == 0 && ::listen(listener.get(), 1) == 0 &&
                     ::getsockname(listener.get(), any, &size) == 0 && ::connect(connection.here.get(), any, size) == 0;
  if (works) connection.there = sys::Fd(::accept(listener.get(), nullptr, nullptr));
  return connection;
}

TEST(Arrivals, BytesThatLieInTheKernelGrowOld) {
  const Connection connection = connected();
  ASSERT_TRUE(connection.there.valid());
  note_arrivals(connection.here.get());
  EXPECT_EQ(look_at_next_byte(connection.here.get()).noted, std::nullopt) << "nothing came";
  ArrivalClock clock;
  ASSERT_EQ(::send(connection.there.get(), "ab", 2, 0), 2);
  pollfd readable{connection.here.get(), POLLIN, 0};
  ASSERT_EQ(::poll(&readable, 1, -1), 1);
  const auto there = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(milliseconds(30));
  const auto noted = look_at_next_byte(connection.here.get()).noted;
  if (!noted) GTEST_SKIP() << "this kernel notes no arrivals";
  const auto now = ArrivalClock::now();
  const auto arrived = clock.place(*noted, now);
  if (!arrived) GTEST_SKIP() << "the time of day was set meanwhile";
  EXPECT_LE(*arrived, there + (now.after - now.before) + milliseconds(1)) << "30 ms ago, not now";
  char bytes[3] = {};
  EXPECT_EQ(::recv(connection.here.get(), bytes, 2, 0), 2) << "the bytes stay";
}

TEST(Arrivals, AResetIsToldOfBecauseTheLookTakesItAway) {
  Connection connection = connected();
  ASSERT_TRUE(connection.there.valid());
  EXPECT_FALSE(look_at_next_byte(connection.here.get()).lost);
  const linger at_once{1, 0};
  ::setsockopt(connection.there.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  connection.there.reset();
  EXPECT_TRUE(look_at_next_byte(connection.here.get()).lost);
}

// The time of day was 1000 s when the steady clock began; `set` is by how much it has been set forward since.
constexpr seconds kDay{1000};
ArrivalClock::TimePoint at(milliseconds steady) { return ArrivalClock::TimePoint(steady); }
ArrivalClock::Moment moment(milliseconds steady, milliseconds set = milliseconds(0)) {
  return {at(steady), kDay + steady + set, at(steady)};
}

TEST(ArrivalClock, PlacesWhatWasNotedOnTheSteadyClock) {
  ArrivalClock clock(moment(milliseconds(0)));
  EXPECT_EQ(clock.place(kDay + milliseconds(70), moment(milliseconds(75))), at(milliseconds(70)));
  EXPECT_EQ(clock.place(kDay + milliseconds(80), moment(milliseconds(80))), at(milliseconds(80)));
}

TEST(ArrivalClock, WhatWasNotedBeforeTheTimeOfDayWasSetIsNotPlaced) {
  for (const auto set : {milliseconds(3'600'000), milliseconds(60), milliseconds(-60), milliseconds(-3'600'000)}) {
    ArrivalClock clock(moment(milliseconds(0)));
    EXPECT_EQ(clock.place(kDay + milliseconds(99), moment(milliseconds(100), set)), std::nullopt) << set.count();
    EXPECT_EQ(clock.place(kDay + milliseconds(98), moment(milliseconds(101), set)), std::nullopt) << "nor the next";
    EXPECT_EQ(clock.place(kDay + set + milliseconds(110), moment(milliseconds(112), set)), at(milliseconds(110)))
        << "noted since then";
  }
}

TEST(ArrivalClock, NothingIsPlacedInTheFutureOrBeforeTheClockBegan) {
  ArrivalClock clock(moment(milliseconds(50)));
  EXPECT_EQ(clock.place(kDay + milliseconds(61), moment(milliseconds(60))), std::nullopt);
  EXPECT_EQ(clock.place(kDay + milliseconds(49), moment(milliseconds(60))), std::nullopt);
}

TEST(ArrivalClock, AThreadThatWaitsBetweenTheTwoClocksIsNoClockThatWasSet) {
  ArrivalClock clock(moment(milliseconds(0)));
  const ArrivalClock::Moment torn{at(milliseconds(10)), kDay + milliseconds(40), at(milliseconds(90))};
  EXPECT_EQ(clock.place(kDay + milliseconds(30), torn), at(milliseconds(80))) << "never earlier than it was";
  EXPECT_EQ(clock.place(kDay + milliseconds(95), moment(milliseconds(99))), at(milliseconds(95)));
}

}  // namespace
}  // namespace quantladder::llama
