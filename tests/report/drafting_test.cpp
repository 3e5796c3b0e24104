// A model with a draft beside the same model without one.
#include "quantladder/report/drafting.h"

#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "nlohmann/json.hpp"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Each cell of the draft's arm is about 1.5 times as fast as that of the plain one; how fast differs from cell to cell.
class Drafting : public ::testing::Test {
 protected:
  Drafting() {
    data = fixture::empty_run(6);
    for (const char* id : {"q8@plain", "q8@draft"}) fixture::add_model(data, id, 1000, {90, 90, 65, 90, 90, 100}, 50);
    for (core::ModelFacts& facts : data.manifest.models) {
      facts.gguf_sha256 = "one file";
      facts.model.server.draft.reset();
    }
    data.manifest.models[1].model.server.draft = core::Draft{.file = "/m/small.gguf", .max_tokens = 4};
    int number = 0;
    for (core::Record& record : data.records) {
      record.round = (record.cell.iteration + 1) / 2;
      auto& timings = *record.answered().generation->timings;
      const double rate = 40 + 3 * (number++ % 30) + record.cell.iteration;
      const bool drafts = record.cell.model == "q8@draft";
      timings.predicted_n = 101;
      timings.predicted_ms = 100'000 / (drafts ? (1.48 + 0.01 * record.round) * rate : rate);
      if (drafts) draft(timings, 80, 60 + 2 * record.cell.iteration - (record.cell.item == "L4" ? 30 : 0));
    }
    for (core::ServerStart& start : data.starts) {
      for (core::Generation& probe : start.probe) {
        if (start.model == "q8@draft") draft(*probe.timings, 100, 90);
      }
    }
  }
  static void draft(core::ServerTimings& timings, std::int64_t drafted, std::int64_t accepted) {
    timings.draft_n = drafted;
    timings.draft_n_accepted = accepted;
  }
  void draft_nothing() {
    for (core::Record& record : data.records) forget(*record.answered().generation->timings);
    for (core::ServerStart& start : data.starts) {
      for (core::Generation& probe : start.probe) forget(*probe.timings);
    }
  }
  static void forget(core::ServerTimings& timings) {
    timings.draft_n.reset();
    timings.draft_n_accepted.reset();
  }
  std::string text() { return to_markdown(make_document(make_report(data), Extent::full)); }
  const Comparison& against_plain(const std::vector<DraftedModel>& drafting, std::string_view metric) {
    const auto& all = drafting.at(0).against_plain;
    return *std::find_if(all.begin(), all.end(), [&](const Comparison& each) { return each.metric.id() == metric; });
  }

  RunData data;
};

TEST_F(Drafting, AcceptanceIsAllAcceptedOfAllDraftedTokens) {
  const Summary summary = make_summary(data);
  EXPECT_THAT(summary.models[0].drafts, IsEmpty());
  ASSERT_EQ(summary.models[1].drafts.size(), 2U);
  const DraftTally& tasks = summary.models[1].drafts[0];
  EXPECT_EQ(tasks.where, "tasks");
  EXPECT_EQ(tasks.answers, 30);
  EXPECT_EQ(tasks.drafted, 30 * 80);
  EXPECT_EQ(tasks.accepted, 30 * (60 + 7) - 6 * 30);
  EXPECT_NEAR(tasks.acceptance->value, 1830.0 / 2400, 1e-9);
  EXPECT_NEAR(*tasks.tokens_per_pass, 3000.0 / (3000 - 1830), 1e-9);
  ASSERT_TRUE(tasks.acceptance->interval);
  EXPECT_LT(tasks.acceptance->interval->lo, tasks.acceptance->value);
  const DraftTally& probe = summary.models[1].drafts[1];
  EXPECT_EQ(probe.where, "speed probe");
  EXPECT_NEAR(probe.acceptance->value, 0.9, 1e-9);
  EXPECT_FALSE(probe.acceptance->interval) << "one text, again and again";
}

TEST_F(Drafting, ARepeatedIterationCountsOnce) {
  for (core::Record& record : data.records) {
    core::Generation& made = *record.answered().generation;
    made.text_sha256 = record.cell.item + std::to_string(record.cell.iteration == 2 ? 1 : record.cell.iteration);
  }
  const DraftTally tasks = make_summary(data).models[1].drafts[0];
  EXPECT_EQ(tasks.answers, 25);
  EXPECT_NEAR(tasks.acceptance->value, static_cast<double>(tasks.accepted) / static_cast<double>(tasks.drafted), 1e-12);
}

TEST_F(Drafting, AcceptanceIsAColumn) {
  EXPECT_THAT(text(), HasSubstr("| Acceptance % |"));
  draft_nothing();
  EXPECT_THAT(text(), Not(HasSubstr("| Acceptance % | Bench")));
  EXPECT_FALSE(make_summary(data).models[1].figures.at("acceptance").value);
}

TEST_F(Drafting, TheSameModelWithoutADraftIsFound) {
  const auto drafting = make_report(data).drafting;
  ASSERT_EQ(drafting.size(), 1U);
  EXPECT_EQ(drafting[0].plain, "q8@plain");
  data.manifest.models[0].model.server.ctx = 4096;
  EXPECT_EQ(make_report(data).drafting[0].plain, "") << "another setting differs as well";
  EXPECT_THAT(text(), HasSubstr("q8@draft: no model of this run is the same without a draft"));
}

TEST_F(Drafting, AnotherFileOrOtherRequestsAreNotTheSameModel) {
  data.manifest.models[0].gguf_sha256 = "another file";
  EXPECT_EQ(make_report(data).drafting[0].plain, "");
  data.manifest.models[0].gguf_sha256 = "one file";
  data.manifest.models[0].requests["L1"].max_tokens = 7;
  EXPECT_EQ(make_report(data).drafting[0].plain, "");
}

TEST_F(Drafting, RatesInTasksAreComparedCellByCell) {
  for (core::Record& record : data.records) {  // rounds are unlike each other
    auto& timings = *record.answered().generation->timings;
    timings.predicted_ms *= 1 + record.round;
  }
  const auto drafting = make_report(data).drafting;
  const stats::PairComparison& pair = against_plain(drafting, "task_tg").pairs.front();
  EXPECT_EQ(pair.n, 3) << "rounds of two iterations";
  EXPECT_NEAR(*pair.difference, 50, 1);
  ASSERT_TRUE(pair.ci.interval);
  EXPECT_LT(pair.ci.interval->hi - pair.ci.interval->lo, 10) << "rounds differ threefold, their pairs hardly";
  EXPECT_THAT(text(), AllOf(HasSubstr("q8@draft against q8@plain, the same without a draft: in tasks 1.50 times [1."),
                            HasSubstr("the tokens/s (3 rounds; the mean over the same cells of both)")));
}

TEST_F(Drafting, ARoundWithoutTheRateOfOneCellIsNoPair) {
  fixture::find(data, "q8@draft", "L2", 3) =
      fixture::RecordBuilder("q8@draft", "L2", 3).outcome(core::Outcome::infrastructure_stall, "no byte");
  const auto drafting = make_report(data).drafting;
  EXPECT_EQ(against_plain(drafting, "task_tg").pairs.front().n, 2);
}

TEST_F(Drafting, TheScoreIsComparedBesideTheSpeed) {
  const auto drafting = make_report(data).drafting;
  EXPECT_EQ(against_plain(drafting, "score").pairs.front().a, "q8@draft");
  EXPECT_EQ(against_plain(drafting, "tg").pairs.front().b, "q8@plain");
  EXPECT_THAT(text(), AllOf(HasSubstr("in the speed probe "), HasSubstr("; score: ")));
}

TEST_F(Drafting, AServerThatDraftedNothingIsADoubt) {
  EXPECT_THAT(make_summary(data).doubts, Not(testing::Contains(HasSubstr("drafted nothing"))));
  draft_nothing();
  EXPECT_THAT(make_summary(data).doubts,
              testing::Contains(HasSubstr("q8@draft: its server was started with a draft and drafted nothing in 36 "
                                          "answers: it was measured without one")));
}

TEST_F(Drafting, ADraftModelOfLessContextIsADoubt) {
  data.manifest.models[1].draft_gguf = core::GgufFacts{.context_length = 2048};
  EXPECT_THAT(make_summary(data).doubts,
              testing::Contains(HasSubstr("trained for 2048 tokens of context, and ctx is")));
}

TEST_F(Drafting, ARunWithoutADraftSaysNothingOfIt) {
  data.manifest.models[1].model.server.draft.reset();
  draft_nothing();
  EXPECT_THAT(text(), Not(HasSubstr("Speculative decoding")));
}

TEST_F(Drafting, AServerThatDraftsByItselfIsShownWithoutAComparison) {
  data.manifest.models[1].model.server.draft.reset();
  const auto drafting = make_report(data).drafting;
  ASSERT_EQ(drafting.size(), 1U);
  EXPECT_THAT(drafting[0].against_plain, IsEmpty());
}

TEST_F(Drafting, TheJsonHasTalliesAndComparisons) {
  const auto json = nlohmann::json::parse(to_json(make_report(data)));
  const auto& tasks = json["models"][1]["drafts"][0];
  EXPECT_EQ(tasks["in"], "tasks");
  EXPECT_EQ(tasks["accepted"], 1830);
  EXPECT_GT(tasks["ci"]["lo"], 0.5);
  EXPECT_TRUE(json["models"][1]["drafts"][1]["ci"].is_null());
  const auto& drafting = json["drafting"][0];
  EXPECT_EQ(drafting["plain"], "q8@plain");
  EXPECT_EQ(drafting["against_plain"][0]["metric"], "task_tg");
  EXPECT_EQ(drafting["against_plain"].size(), 3U);
}

TEST_F(Drafting, AnAnswerWithDraftsHasNoTimesBetweenTokensAndSaysWhy) {
  core::Generation& made = *fixture::find(data, "q8@draft", "L1", 1).answered().generation;
  made.arrivals_ms = {100, 110, 110, 120};
  const auto cells = nlohmann::json::parse(iteration_json(data, "q8@draft", 1))["cells"];
  EXPECT_TRUE(cells[0]["inter_token"].is_null());
  EXPECT_THAT(cells[0]["no_inter_token_reason"].get<std::string>(), HasSubstr("several tokens at once"));
}

}  // namespace
}  // namespace quantladder::report
