#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using fixture::empty_run;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// Speeds by server start: the fixture's two starts per model give an interval of about +-12 %.
Advice under(const RunData& data, const Limits& limits) { return make_report(data, limits).advice; }

TEST(AdviseLimits, ALimitIsMetByTheWholeIntervalNotByTheMean) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, fixture::kBartowski, 80);
  const Advice got = under(data, {.bounds = {{"tg", 50}}});
  EXPECT_EQ(got.model, "b");
  EXPECT_EQ(got.models.at(0).standing, Standing::no_verdict);
  EXPECT_THAT(got.models[0].reason, HasSubstr("not shown to be at least 50.0: the interval reaches across"));
  EXPECT_THAT(got.next, ElementsAre(HasSubstr("rounds")));
}

TEST(AdviseLimits, AModelBelowALimitIsRuledOutForGood) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  const Advice got = under(data, {.bounds = {{"tg", 500}}});
  EXPECT_EQ(got.model, "");
  EXPECT_TRUE(got.decided);
  EXPECT_EQ(got.refusal, "no model meets the limits");
  EXPECT_EQ(got.models.at(0).standing, Standing::outside_limit);
}

TEST(AdviseLimits, WithoutAnIntervalNoLimitIsShownToBeMet) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  data.starts[1] = fixture::make_start("a", 2, 50);
  const Advice got = under(data, {.bounds = {{"tg", 1}}});
  EXPECT_EQ(got.models.at(0).standing, Standing::no_verdict);
  EXPECT_EQ(got.models[0].reason,
            "has 50.0 tokens/s, not shown to be at least 1.0: no interval (too few server starts, or no spread).");
}

TEST(AdviseLimits, ALimitThatIsMissedForGoodIsToldBeforeOneThatIsOpen) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  const Advice got = under(data, {.bounds = {{"tg", 50}, {"size", 1e9}}});
  EXPECT_EQ(got.models.at(0).standing, Standing::outside_limit);
  EXPECT_TRUE(got.decided);
}

TEST(AdviseLimits, SizeAndMemoryAreExact) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, fixture::kBartowski, 80);
  EXPECT_THAT(under(data, {.bounds = {{"size", 2.5e9}}}).models.at(0).reason,
              HasSubstr("has 2.79 GiB of file size, not at most 2.33 GiB"));
  EXPECT_EQ(under(data, {.bounds = {{"vram", 19'000'000'002.0}}}).refusal, "");
  EXPECT_EQ(under(data, {.bounds = {{"vram", 19'000'000'001.0}}}).refusal, "no model meets the limits");
}

TEST(AdviseLimits, WhatWasNotMeasuredIsNotShown) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  data.starts.clear();
  for (const Limits& limits :
       {Limits{.bounds = {{"tg", 1}}}, Limits{.bounds = {{"ttft", 1e6}}}, Limits{.bounds = {{"vram", 1e15}}}}) {
    const Advice got = under(data, limits);
    EXPECT_EQ(got.refusal, "no model is shown to meet the limits");
    EXPECT_FALSE(got.decided);
    EXPECT_EQ(got.models.at(0).standing, Standing::not_measured);
    EXPECT_THAT(got.models[0].reason, HasSubstr("not measured"));
  }
}

TEST(AdviseLimits, AScoreNotShownToMeetItsLimitAsksForIterations) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  const Advice got = under(data, {.bounds = {{"score", 80}}});
  EXPECT_EQ(got.models.at(0).standing, Standing::no_verdict);
  EXPECT_THAT(got.next, ElementsAre(HasSubstr("the interval of points narrows with the number of iterations")));
}

TEST(AdviseLimits, ResidentMemoryIsNoVram) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  for (core::ServerStart& start : data.starts) start.memory.source = core::MemorySource::resident;
  EXPECT_THAT(under(data, {.bounds = {{"vram", 1e15}}}).models.at(0).reason,
              HasSubstr("of VRAM at its peak: that was not measured"));
}

TEST(AdviseLimits, ALossIsExcludedByATestNotByTheMeans) {
  const RunData data = fixture::three_providers();
  const Advice strict = under(data, {.max_loss = 5});
  EXPECT_EQ(strict.refusal, "no model is shown to meet the limits") << "the best one is only the best so far";
  EXPECT_FALSE(strict.decided);
  EXPECT_THAT(strict.models.at(1).reason, HasSubstr("not shown to lose at most 5 points against "));
  EXPECT_THAT(strict.models[1].evidence, HasSubstr("Holm p "));
  EXPECT_THAT(strict.next, Contains(HasSubstr("can show a smaller loss")));
  const Advice loose = under(data, {.max_loss = 20});
  EXPECT_EQ(fixture::of(loose, Standing::recommended).size(), 3u);
  EXPECT_EQ(loose.model, "aessedai-iq4xs") << "the smallest file of those that are good enough";
  EXPECT_THAT(loose.statement, HasSubstr("are shown to lose at most 20 points to any other model. aessedai-iq4xs has "
                                         "the smallest file."));
}

TEST(AdviseLimits, TheLossCountsAgainstTheBestOfTheWholeRun) {
  RunData data = empty_run(15);
  fixture::add_model(data, "best", 9000'000'000, fixture::kBartowski, 50);
  fixture::add_model(data, "small", 1000'000'000, std::vector<int>(15, 40), 150);
  const Advice got = under(data, {.bounds = {{"size", 5e9}}, .max_loss = 10});
  EXPECT_EQ(got.model, "");
  EXPECT_THAT(got.models.at(1).reason, HasSubstr("not shown to lose at most 10 points against best"));
}

TEST(AdviseLimits, FiveTiesDoNotShowThatTheBestLosesNothing) {
  RunData data = empty_run(5);
  fixture::add_model(data, "a", 3000'000'000, std::vector<int>(5, 90), 50);
  fixture::add_model(data, "b", 2000'000'000, std::vector<int>(5, 90), 80);
  const Advice got = under(data, {.max_loss = 1});
  EXPECT_EQ(got.model, "");
  EXPECT_FALSE(got.decided);
}

// c loses to both by far, so that only the number of models changes what is shown of a.
TEST(AdviseLimits, ASmallLossTakesMoreToShowOfMoreModels) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, fixture::kBartowski, 80);
  const std::string of_two = under(data, {.max_loss = 5}).models.at(0).evidence;
  fixture::add_model(data, "c", 1000'000'000, std::vector<int>(15, 0), 80);
  const std::string of_three = under(data, {.max_loss = 5}).models.at(0).evidence;
  EXPECT_THAT(of_two, HasSubstr("Holm p 0."));
  EXPECT_GT(of_three, of_two);
}

// Each has six iterations, which is enough for a verdict, but only four of them are pairs.
TEST(AdviseLimits, FourPairsShowNoLossToBeSmall) {
  RunData data = empty_run(8);
  fixture::add_model(data, "a", 3000'000'000, {100, 90, 100, 90, 100, 90, 100, 90}, 50);
  fixture::add_model(data, "b", 2000'000'000, {40, 40, 40, 0, 40, 40, 0, 40}, 80);
  std::erase_if(data.records, [](const core::Record& record) {
    return record.cell.iteration <= 2 ? record.cell.model == "a"
                                      : record.cell.iteration <= 4 && record.cell.model == "b";
  });
  const Advice got = under(data, {.max_loss = 5});
  EXPECT_EQ(got.model, "");
  EXPECT_THAT(got.models.at(0).reason, HasSubstr("is not shown to lose at most 5 points against b"));
}

TEST(AdviseLimits, ALossOfModelsThatCannotBePairedIsNotShownAfterLooks) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, std::vector<int>(15, 40), 80);
  for (core::Record& record : data.records) {
    if (record.cell.model == "b") record.answered().generation->seed += 500;
  }
  EXPECT_EQ(under(data, {.max_loss = 5}).model, "a");
  data.stopping = Stopping{.n_max = 30, .alpha = 0.05, .baseline = "a", .candidates = {"b"}, .looks = {{"b", {15}}}};
  EXPECT_EQ(under(data, {.max_loss = 5}).model, "");
}

TEST(AdviseLimits, TheOnlyModelHasNoneToLoseAgainst) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  EXPECT_THAT(under(data, {.max_loss = 1}).statement, HasSubstr("none to lose against"));
}

TEST(AdviseLimits, ASizeThatIsNotKnownIsNotShown) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  data.manifest.models[0].gguf.reset();
  const Advice got = under(data, {.bounds = {{"size", 1e12}}});
  EXPECT_EQ(got.refusal, "no model is shown to meet the limits");
  EXPECT_FALSE(got.decided);
}

}  // namespace
}  // namespace quantladder::report
