// Size, distance and speed: what beats what, and what only looks so.
#include "quantladder/report/front.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ladder_fixture.h"
#include "nlohmann/json.hpp"
#include "quantladder/report/advice.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct File {
  const char* id;
  std::uint64_t bytes;
  double kld;
  double rate;           // tokens/s; 0: not measured
  double own_noise = 0;  // of its chunks, as a share of the KLD
};

class FrontOf : public ::testing::Test {
 protected:
  FrontOf() {
    data.manifest = fixture::ladder_manifest(1);
    data.manifest.suites = {
        {.id = "fidelity",
         .kind = core::SuiteKind::fidelity,
         .iterations = 1,
         .rounds = 1,
         .items = {{.id = "prose"}},
         .baseline = "f16"},
        {.id = "speed", .kind = core::SuiteKind::speed, .iterations = 8, .rounds = 8, .items = {{.id = "tg8"}}}};
    data.manifest.references.push_back(fixture::ladder_model("f16", 9000));
  }
  void add(const File& file) {
    data.manifest.models.push_back(fixture::ladder_model(file.id, file.bytes));
    if (data.manifest.models.size() == 1) data.manifest.baseline = file.id;
    core::Record record;
    record.cell = {file.id, "fidelity", "prose", 1};
    core::Fidelity fidelity{.ctx = 512, .chunks = 16, .outcome = core::Outcome::measured};
    fidelity.baseline = core::BaselineUsed{.model = "f16", .perplexity = {.value = 20}};
    fidelity.perplexity = core::Perplexity{.value = 16};
    fidelity.is_baseline = file.kld == 0;
    for (int i = 0; i < 16; ++i) {
      const double hard = 1 + 0.02 * ((i * 5) % 16 - 7.5) + file.own_noise * std::sin(2.7 * i + file.kld * 900);
      fidelity.per_chunk.push_back(
          {.positions = 255, .kld = file.kld * hard, .nll = 3 * hard, .base_nll = 3 * hard, .same_top = 0.9});
    }
    record.payload = fidelity;
    data.records.push_back(record);
    for (int i = 1; i <= 8 && file.rate > 0; ++i) {
      core::Record timed;
      timed.cell = {file.id, "speed", "tg8", i};
      timed.round = i;
      const double luck = 1 + 0.01 * (i - 4.5) + 0.002 * std::sin(3.0 * i + file.rate);
      timed.payload = core::Timed{.test = *core::parse_speed_test("tg8"),
                                  .outcome = core::Outcome::measured,
                                  .samples_ns = {8e9 / (file.rate * luck)}};
      data.records.push_back(timed);
    }
  }
  Front front() { return *find_front(data, make_summary(data)); }
  const FrontEntry& entry(const Front& front, const std::string& id) {
    return *std::find_if(front.entries.begin(), front.entries.end(),
                         [&](const auto& each) { return each.model == id; });
  }

  RunData data;
};

TEST_F(FrontOf, WhatIsLargerFartherAndNotFasterIsBeaten) {
  add({"good", 500, 0.01, 100});
  add({"bad", 600, 0.02, 90});
  add({"small", 300, 0.1, 120});
  const Front found = front();
  EXPECT_EQ(found.speed, "bench_tg");
  EXPECT_EQ(entry(found, "bad").place, FrontPlace::beaten);
  EXPECT_THAT(entry(found, "bad").by, ElementsAre("good"));
  EXPECT_EQ(entry(found, "good").place, FrontPlace::front);
  EXPECT_EQ(entry(found, "small").place, FrontPlace::front) << "smaller than all";
  EXPECT_THAT(entry(found, "small").by, IsEmpty());
}

TEST_F(FrontOf, ALargerFileBeatsNoSmallerOne) {
  add({"small", 300, 0.1, 100});
  add({"large", 500, 0.01, 110});
  EXPECT_EQ(entry(front(), "small").place, FrontPlace::front);
}

TEST_F(FrontOf, WhatIsFasterByMoreThanFivePerCentIsNotBeaten) {
  add({"good", 500, 0.01, 100});
  add({"fast", 600, 0.02, 120});
  EXPECT_EQ(entry(front(), "fast").place, FrontPlace::front);
}

TEST_F(FrontOf, ADistanceThatIsNotToldApartLeavesItUndecided) {
  add({"near", 500, 0.0100, 100, 0.5});
  add({"also", 600, 0.0101, 90, 0.5});
  EXPECT_EQ(entry(front(), "also").place, FrontPlace::undecided);
  EXPECT_THAT(entry(front(), "also").by, ElementsAre("near"));
}

TEST_F(FrontOf, AnEqualSpeedThatWasNotShownLeavesItUndecided) {
  add({"good", 500, 0.01, 100});
  add({"bad", 600, 0.02, 100});
  std::erase_if(data.records,
                [](const auto& record) { return record.cell.suite == "speed" && record.cell.iteration > 2; });
  for (core::Record& record : data.records) {
    if (auto* timed = std::get_if<core::Timed>(&record.payload); timed != nullptr && record.cell.model == "bad")
      timed->samples_ns.front() *= record.cell.iteration == 1 ? 0.9 : 1.15;
  }
  EXPECT_EQ(entry(front(), "bad").place, FrontPlace::undecided);
}

TEST_F(FrontOf, WithoutSpeedsSizeAndDistanceDecide) {
  add({"good", 500, 0.01, 0});
  add({"bad", 600, 0.02, 0});
  EXPECT_EQ(front().speed, "");
  EXPECT_EQ(entry(front(), "bad").place, FrontPlace::beaten);
  EXPECT_THAT(to_markdown(make_document(make_report(data), Extent::full)),
              HasSubstr("No speed was measured of these files."));
}

TEST_F(FrontOf, TheBaselineItselfIsCloserThanAnyOther) {
  add({"f16x", 500, 0, 0});
  add({"odd", 600, 0.02, 0});
  add({"other", 700, 0.03, 0});
  EXPECT_EQ(entry(front(), "odd").place, FrontPlace::beaten);
  EXPECT_THAT(entry(front(), "odd").by, ElementsAre("f16x"));
}

TEST_F(FrontOf, PublishedScoresAreAsPublished) {
  add({"large", 3ULL << 30, 0.0102, 0});
  add({"middle", 2ULL << 30, 0.0524, 0});
  add({"smallest", 1ULL << 30, 0.0240, 0});
  const Front found = front();
  EXPECT_NEAR(*entry(found, "smallest").efficiency, 0.3270, 1e-4);
  EXPECT_NEAR(*entry(found, "middle").efficiency, std::hypot(0.5, 1), 1e-6);
  EXPECT_NEAR(*entry(found, "large").efficiency, 1, 1e-9);
  EXPECT_NEAR(*entry(found, "smallest").mdl_norm, 8 + 4, 1e-9) << "8 GiB and log2 of 16";
}

TEST_F(FrontOf, OfEqualSizesThereIsNoEfficiency) {
  add({"a", 500, 0.01, 0});
  add({"b", 500, 0.02, 0});
  EXPECT_FALSE(entry(front(), "a").efficiency);
  data.manifest.models.pop_back();
  EXPECT_FALSE(find_front(data, make_summary(data))) << "one file beats nobody";
}

TEST_F(FrontOf, TheReportAndItsJsonHaveIt) {
  add({"good", 500, 0.01, 100});
  add({"bad", 600, 0.02, 90});
  const Report report = make_report(data);
  EXPECT_THAT(to_markdown(make_document(report, Extent::full)), HasSubstr("| beaten by good |"));
  const auto json = nlohmann::json::parse(to_json(report));
  EXPECT_EQ(json["front"]["models"][1]["place"], "beaten");
  EXPECT_EQ(json["front"]["models"][1]["by"][0], "good");
  data.manifest.suites.erase(data.manifest.suites.begin());
  std::erase_if(data.records, [](const auto& record) { return record.cell.suite == "fidelity"; });
  EXPECT_THAT(to_json(make_report(data)), Not(HasSubstr("\"place\"")));
}

TEST_F(FrontOf, ALookNamesWhatItShowsToBeBeaten) {
  add({"good", 500, 0.01, 100});
  add({"bad", 600, 0.02, 100});
  add({"small", 300, 0.1, 120});
  const core::ScreeningLook look = look_for_beaten(data, make_summary(data), 0.025);
  EXPECT_THAT(look.models, ElementsAre("good", "bad", "small"));
  ASSERT_EQ(look.dropped.size(), 1u);
  EXPECT_EQ(look.dropped[0].model, "bad");
  EXPECT_EQ(look.dropped[0].by, "good");
  EXPECT_NEAR(*look.dropped[0].nearer, 0.01, 0.001);
  EXPECT_GT(*look.dropped[0].nearer_bound, 0);
  EXPECT_LT(*look.dropped[0].nearer_bound, *look.dropped[0].nearer);
  EXPECT_GT(*look.dropped[0].speed_bound, 0.95);
  EXPECT_LT(*look.dropped[0].speed_bound, *look.dropped[0].speed);
}

TEST_F(FrontOf, WhatAScreeningDroppedStaysBeatenAndIsComparedNoMore) {
  add({"good", 500, 0.01, 100});
  add({"bad", 600, 0.02, 90});
  add({"small", 300, 0.1, 120});
  data.screening = core::ScreeningLog{.alpha = 0.05};
  data.screening->looks.push_back({.stage = "speed",
                                   .alpha = 0.025,
                                   .models = {"good", "bad", "small"},
                                   .dropped = {{.model = "bad", .by = "good"}}});
  for (core::Record& record : data.records) {
    if (auto* fidelity = std::get_if<core::Fidelity>(&record.payload);
        fidelity != nullptr && record.cell.model == "bad")
      for (core::FidelityChunk& chunk : fidelity->per_chunk) chunk.kld = 0.0001;
  }
  EXPECT_EQ(entry(front(), "bad").place, FrontPlace::beaten) << "whatever was measured since";
  EXPECT_EQ(entry(front(), "good").place, FrontPlace::front);
  EXPECT_THAT(look_for_beaten(data, make_summary(data), 0.01).models, ElementsAre("good", "small"));
  const std::string text = to_markdown(make_document(make_report(data), Extent::full));
  EXPECT_THAT(text, HasSubstr("## Dropped on the way"));
  EXPECT_THAT(text, HasSubstr("| bad | speed | good |"));
  EXPECT_THAT(text, HasSubstr("after speed: 3 compared, 1 dropped"));
  EXPECT_EQ(nlohmann::json::parse(to_json(make_report(data)))["screening"]["looks"][0]["dropped"][0]["by"], "good");
}

TEST_F(FrontOf, LaterLooksGetLessOfAlphaAndAllTogetherNoMore) {
  core::ScreeningLog log{.alpha = 0.05};
  double spent = 0;
  for (int look = 0; look < 1000; ++look) {
    spent += log.alpha_of_next_look();
    log.looks.emplace_back();
  }
  EXPECT_LT(spent, 0.05);
  EXPECT_GT(spent, 0.0499);
}

TEST_F(FrontOf, ADroppedModelIsNotRecommended) {
  add({"good", 500, 0.01, 100});
  add({"bad", 500, 0.02, 100});
  data.screening = core::ScreeningLog{.alpha = 0.05};
  data.screening->looks.push_back({.stage = "speed", .dropped = {{.model = "bad", .by = "good", .speed = 1.0}}});
  const CellTable table(data);
  const Advice advice = advise(table, make_summary(table), std::nullopt, {.bounds = {{"kld", 0.05}}});
  EXPECT_EQ(advice.model, "good");
  EXPECT_EQ(advice.models[1].standing, Standing::worse);
  EXPECT_THAT(advice.models[1].reason, HasSubstr("good is no larger, nearer to the baseline and not slower"));
}

TEST_F(FrontOf, OnlyAFileThatStaysItselfBeatsAnother) {
  add({"fast", 900, 0.10, 100});
  add({"middle", 900, 0.05, 97});
  add({"near", 900, 0.01, 94});
  const core::ScreeningLook look = look_for_beaten(data, make_summary(data), 0.05);
  ASSERT_EQ(look.dropped.size(), 1U) << "near is 6 % slower than fast";
  EXPECT_EQ(look.dropped.front().model, "middle");
  EXPECT_EQ(look.dropped.front().by, "near");
}

TEST_F(FrontOf, AFileOutsideALimitBeatsNone) {
  add({"near", 900, 0.01, 52});
  add({"far", 900, 0.1, 50});
  const auto dropped = [&] { return look_for_beaten(data, make_summary(data), 0.05).dropped.size(); };
  EXPECT_EQ(dropped(), 1U);
  data.manifest.limits = {{"max_kld", 0.001}};
  EXPECT_EQ(dropped(), 0U);
  data.manifest.limits = {{"min_score", 50}};
  EXPECT_EQ(dropped(), 1U) << "what is not measured yet does not count against it";
}

TEST_F(FrontOf, ADroppedFileIsWorseOnlyThanOneThatMeetsTheLimits) {
  add({"near", 900, 0.01, 50});
  add({"far", 900, 0.1, 60});
  data.screening = core::ScreeningLog{
      .alpha = 0.05,
      .looks = {
          {.stage = "speed", .alpha = 0.025, .models = {"near", "far"}, .dropped = {{.model = "far", .by = "near"}}}}};
  const auto standing = [&](const std::map<std::string, double>& limits) {
    return make_report(CellTable(data), limits_of(limits)).advice.models[1].standing;
  };
  EXPECT_EQ(standing({{"max_kld", 1}}), Standing::worse);
  EXPECT_EQ(standing({{"min_bench_tg", 54}}), Standing::recommended) << "near is too slow for that";
}

TEST_F(FrontOf, ALossIsNotShownInARunWithoutTasks) {
  add({"a", 900, 0.01, 50});
  add({"b", 800, 0.1, 60});
  const Advice advice = make_report(CellTable(data), limits_of({{"max_loss", 3}, {"max_kld", 0.05}})).advice;
  EXPECT_EQ(advice.models[0].standing, Standing::not_measured);
  EXPECT_EQ(advice.models[1].standing, Standing::outside_limit);
}

TEST_F(FrontOf, UnderALimitOfSizeTheNearestFileIsRecommended) {
  add({"q8", 900, 0.001, 50});
  add({"q5", 600, 0.01, 50});
  add({"q4", 500, 0.05, 60});
  const Advice advice = make_report(CellTable(data), limits_of({{"max_size_gib", 700.0 / (1 << 30)}})).advice;
  EXPECT_EQ(advice.model, "q5") << "the smallest one is farther off, and nobody said how near is near enough";
  EXPECT_THAT(advice.statement, HasSubstr("shown to be nearer to the baseline than every other file"));
  EXPECT_EQ(advice.models[0].standing, Standing::outside_limit);
  EXPECT_EQ(advice.models[2].standing, Standing::worse);
  const Advice near = make_report(CellTable(data), limits_of({{"max_kld", 0.06}})).advice;
  EXPECT_EQ(near.model, "q4") << "near enough, and the smallest";
}

TEST_F(FrontOf, WhereNoFileIsShownToBeNearerTheAdviceIsUndecided) {
  add({"a", 600, 0.0100, 50});
  add({"b", 500, 0.0101, 50, 0.3});
  add({"far", 400, 0.1, 50});
  const Advice advice = make_report(CellTable(data), limits_of({{"max_size_gib", 1}})).advice;
  EXPECT_EQ(advice.model, "");
  EXPECT_EQ(advice.refusal, "");
  EXPECT_THAT(advice.statement, HasSubstr("a and b meet the limits"));
  EXPECT_EQ(advice.models[0].standing, Standing::not_told_apart);
  EXPECT_EQ(advice.models[2].standing, Standing::worse);
  EXPECT_THAT(advice.next, ElementsAre(HasSubstr("--max-kld")));
}

TEST_F(FrontOf, TheFileThatDistancesAreFromIsTheNearest) {
  add({"parent", 900, 0, 50});
  add({"q4", 500, 0.05, 50});
  EXPECT_EQ(make_report(CellTable(data), limits_of({{"max_size_gib", 1}})).advice.model, "parent");
}

}  // namespace
}  // namespace quantladder::report
