#include "quantladder/core/episode.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

Exchange exchange(int agent, double sent_ms, double ended_ms) {
  Exchange each;
  each.agent = agent;
  each.sent_ms = sent_ms;
  each.ended_ms = ended_ms;
  return each;
}

TEST(Episode, InFlightIsWeightedByTime) {
  Episode episode;
  episode.exchanges = {exchange(0, 0, 100), exchange(1, -50, 50), exchange(2, 75, 200)};
  EXPECT_DOUBLE_EQ(mean_in_flight(episode, 0, 100), 1 + 0.5 + 0.25);
  EXPECT_DOUBLE_EQ(mean_in_flight(episode, 0, 100, &episode.exchanges[0]), 0.75);
  EXPECT_EQ(mean_in_flight(episode, 100, 100), 0);
}

TEST(Episode, WordsArePartedByWhiteSpace) {
  Exchange each;
  EXPECT_EQ(count_words(each), 0);
  each.generation.text = " a\n\tb c\r\n";
  each.generation.reasoning = "so,it is";
  EXPECT_EQ(count_words(each), 5);
  each.words = 7;
  EXPECT_EQ(count_words(each), 7) << "what a preview was cut from";
}

TEST(Episode, IsLoadedWhereAnotherRequestIsInFlight) {
  Episode episode;
  episode.exchanges = {exchange(0, 0, 100), exchange(1, -50, 50), exchange(2, 40, 60), exchange(3, 90, 200)};
  EXPECT_DOUBLE_EQ(loaded_share(episode, 0, 100, &episode.exchanges[0]), 0.7);
  episode.exchanges.resize(1);
  EXPECT_EQ(loaded_share(episode, 0, 100, &episode.exchanges[0]), 0);
}

TEST(Episode, CountsWhatArrivedInsideTheWindow) {
  Episode episode;
  episode.window_ms = 100;
  Exchange side = exchange(1, -10, 120);
  side.generation.arrivals_ms = {5, 10, 60, 110, 125};
  EXPECT_EQ(events_in_window(episode, side), 3);
  side.window_events = 7;  // that were counted before the arrivals were dropped
  EXPECT_EQ(events_in_window(episode, side), 7);
}

TEST(Episode, ACutAnswerIsNone) {
  Exchange each;
  each.generation.finish = Finish::stop;
  EXPECT_TRUE(each.is_answered());
  each.is_cut = true;
  EXPECT_FALSE(each.is_answered());
  each.is_cut = false;
  each.generation.finish = Finish::http_error;
  EXPECT_FALSE(each.is_answered());
}

}  // namespace
}  // namespace quantladder::core
