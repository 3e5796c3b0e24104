// Which requests and tokens of an episode count: those of its window.
#include <gmock/gmock.h>

#include "load_fixture.h"

namespace quantladder::report {
namespace {

using core::Episode;
using core::Exchange;
using fixture::add_episode;
using fixture::answered;
using fixture::episode_of;
using fixture::level_of;
using fixture::two_levels;

TEST(LoadWindow, HasTheTokensOfAll) {
  RunData data = two_levels(1);
  Episode& episode = episode_of(data.records.back());
  episode.exchanges[0].is_cut = true;
  const double own = 10;                                         // all of the primary's
  const double side = 20 - std::ceil((50 - 20) / (180.0 / 19));  // those that arrived from zero on
  const LoadReport report = summarise_load(data);
  EXPECT_NEAR(*level_of(report, "sustained@2").tokens_per_s, (own + side) / 0.203, 1e-6);
  EXPECT_EQ(level_of(report, "sustained@2").cut, 1);
  EXPECT_EQ(level_of(report, "sustained@2").good.n, 1) << "a cut request is neither served well nor ill";
}

// The primary and a cut answer, of ten events each.
RunData with_a_cut_answer(int tokens_of_primary) {
  RunData data = fixture::load_run({"sustained@2"}, 1);
  Exchange cut = answered(1, 1, 1, 200, 9, 10);
  cut.is_cut = true;
  cut.generation.timings.reset();
  cut.generation.finish = core::Finish::cancelled;
  Exchange primary = answered(0, 1, 1, 200, 9, 10);
  primary.generation.timings->predicted_n = tokens_of_primary;
  add_episode(data, "sustained@2", 1, {primary, cut}, 200);
  return data;
}

TEST(LoadWindow, AnEventOfACutAnswerIsAsManyTokensAsThoseOfTheEpisode) {
  const LoadReport report = summarise_load(with_a_cut_answer(30));
  EXPECT_NEAR(*level_of(report, "sustained@2").tokens_per_s, (30 + 30) / 0.2, 1e-6)
      << "three tokens an event, of both answers";
}

TEST(LoadWindow, HasTheTokensOfDraftsToo) {
  RunData data = with_a_cut_answer(30);
  Exchange& primary = episode_of(data.records.back()).exchanges[0];
  primary.generation.timings->draft_n = 20;
  primary.generation.timings->draft_n_accepted = 20;
  const LoadReport report = summarise_load(data);
  EXPECT_NEAR(*level_of(report, "sustained@2").tokens_per_s, (30 + 30) / 0.2, 1e-6);
  EXPECT_DOUBLE_EQ(*level_of(report, "sustained@2").turns[0].event_tokens, 3);
}

// The window is 200 ms. An answer of the lead-in ends in it, one ends in it, and one ends after it.
RunData three_side_answers() {
  RunData data = fixture::load_run({"sustained@2"}, 1);
  add_episode(data, "sustained@2", 1,
              {answered(1, 1, -50, 50, 9, 10), answered(1, 1, 51, 150, 9, 10), answered(1, 1, 151, 210, 9, 10),
               answered(0, 1, 1, 200, 150, 10)},
              200);
  return data;
}

TEST(LoadWindow, RequestsOfTheLeadInAreNotCountedAsServedWell) {
  const LoadedLevel level = level_of(summarise_load(three_side_answers()), "sustained@2");
  EXPECT_EQ(level.good.n, 3) << "the request of the lead-in met a server that was not under load yet";
  EXPECT_EQ(level.good.k, 2) << "the primary's first token is late";
  EXPECT_EQ(level.requests, 4);
}

TEST(LoadWindow, ThoseServedWellPerSecondEndedInIt) {
  const LoadedLevel level = level_of(summarise_load(three_side_answers()), "sustained@2");
  EXPECT_NEAR(*level.good_per_s, 2 / 0.2, 1e-9) << "one that ended after it is none of its time";
}

TEST(LoadWindow, ServedWellIsWithinBothLimits) {
  RunData data = two_levels(4);  // 100 ms and 50 tokens/s
  const LoadReport report = summarise_load(data);
  EXPECT_EQ(level_of(report, "sustained@1").good.k, 4);
  const Share& good = level_of(report, "sustained@2").good;
  EXPECT_EQ(good.n, 4);
  EXPECT_EQ(good.k, 0) << "the primary's are at 49 tokens/s";
  EXPECT_EQ(good.interval->lo, 0);
  EXPECT_GT(good.interval->hi, 0.4);
  data.manifest.suites[0].service = core::ServiceLevel{100, 40};
  EXPECT_EQ(level_of(summarise_load(data), "sustained@2").good.k, 4) << "records are counted again";
}

}  // namespace
}  // namespace quantladder::report
