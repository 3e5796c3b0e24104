// What a run that was looked at before its end may still say.
#include <algorithm>

#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"
#include "report/allow_for_looks.h"

namespace quantladder::report {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Three models of 20 iterations, "low" 10 points below the others in most of them; two looks, then the end.
RunData looked_at() {
  RunData data;
  data.manifest.run_id = "night";
  data.manifest.baseline = "base";
  data.manifest.suites = fixture::ladder_manifest(1).suites;
  for (const std::string id : {"base", "alike", "low"}) {
    core::ModelFacts facts;
    facts.model.id = id;
    data.manifest.models.push_back(facts);
    for (int i = 1; i <= 20; ++i) {
      const double score = 75 + 5 * (i % 3) + (id == "alike" && i % 4 == 0 ? 5 : 0) - (id == "low" && i % 5 ? 10 : 0);
      data.scores.push_back({id, i, score});
    }
  }
  data.stopping = Stopping{.n_max = 40,
                           .alpha = 0.05,
                           .baseline = "base",
                           .candidates = {"alike", "low"},
                           .looks = {{"alike", {8, 14, 20}}, {"low", {8, 14, 20}}}};
  return data;
}

stats::PairComparison pair_of(const RunData& data, const ComparisonRequest& request) {
  return compare_models(data, make_summary(data), request).pairs.at(0);
}

double p_without_looks(const ComparisonRequest& request) {
  RunData data = looked_at();
  data.stopping.reset();
  return pair_of(data, request).p.value();
}

TEST(AllowForLooks, ADeclaredPairHasTheSequentialPAndTheRepeatedInterval) {
  const ComparisonRequest request{.candidate = "low"};
  const stats::PairComparison pair = pair_of(looked_at(), request);
  EXPECT_GT(pair.p.value(), p_without_looks(request));
  EXPECT_EQ(pair.p, pair.p_holm);
  EXPECT_EQ(pair.ci.method, stats::DifferenceMethod::repeated_t);
}

TEST(AllowForLooks, ADeclaredPairHasItsOwnLooksAndAnotherOneAllOfThem) {
  Stopping stopping = *looked_at().stopping;
  stopping.looks["low"] = {8, 12};
  EXPECT_THAT(looks_at(stopping, {.a = "low", .b = "base"}, 20), ElementsAre(8, 12, 20));
  EXPECT_THAT(looks_at(stopping, {.a = "low", .b = "alike"}, 20), ElementsAre(8, 12, 14, 20));
}

TEST(AllowForLooks, APairThatWasNotDeclaredWasSeenAtEveryLook) {
  const ComparisonRequest request{.baseline = "alike", .candidate = "low"};
  const stats::PairComparison pair = pair_of(looked_at(), request);
  EXPECT_GT(pair.p.value(), p_without_looks(request));
  EXPECT_EQ(pair.ci.method, stats::DifferenceMethod::repeated_t);
}

TEST(AllowForLooks, TheLookAfterTheLastRoundSpendsAllOfTheShare) {
  RunData data = looked_at();
  EXPECT_LT(pair_of(data, {.margin = 0.5, .candidate = "alike"}).stopped->alpha_planned, 0.025);
  data.stopping->looks["alike"].back() = data.stopping->looks["low"].back() = 19;
  data.stopping->last_look = {{"alike", 19}, {"low", 19}};
  const stats::PairComparison last = pair_of(data, {.margin = 0.5, .candidate = "alike"});
  EXPECT_EQ(last.stopped->alpha_planned, 0.025);
  EXPECT_EQ(last.n, 19);
}

TEST(AllowForLooks, PairsAfterTheLastLookAreTold) {
  RunData data = looked_at();
  data.stopping->looks["alike"].back() = 19;
  data.stopping->last_look = {{"alike", 19}};
  EXPECT_THAT(compare_models(data, make_summary(data), {.candidate = "alike"}).notes,
              Contains("alike against base: the last planned look was taken at 19 pairs and spent all of alpha; what "
                       "came later (+1) changes nothing"));
  data.stopping->last_look = {{"low", 19}};
  EXPECT_THAT(compare_models(data, make_summary(data), {.candidate = "alike"}).notes,
              Not(Contains(HasSubstr("last planned look"))))
      << "that was the last look of another pair";
}

TEST(AllowForLooks, TheCorrectionIsForAllThatWasDeclaredOrForMore) {
  const double declared = pair_of(looked_at(), {.candidate = "low"}).p.value();
  const double more = pair_of(looked_at(), {.candidate = "low", .family_size = 10}).p.value();
  EXPECT_GT(more, declared);
}

TEST(AllowForLooks, WithoutPairsNothingIsClaimed) {
  const stats::PairComparison pair = pair_of(looked_at(), {.candidate = "low", .pairing = false});
  EXPECT_EQ(pair.p, std::nullopt);
  EXPECT_EQ(pair.ci.interval, std::nullopt);
  EXPECT_EQ(pair.decision.verdict, stats::Verdict::undecided);
  EXPECT_THAT(compare_models(looked_at(), make_summary(looked_at()), {.candidate = "low", .pairing = false}).notes,
              Contains(HasSubstr("only a paired test allows for that")));
}

TEST(AllowForLooks, TheMarginIsTheDeclaredOneUnlessAnotherIsAskedFor) {
  RunData data = looked_at();
  data.stopping->margin = 12;
  EXPECT_EQ(make_report(data).comparison->margin, 12);
  EXPECT_EQ(compare_models(data, make_summary(data), {.margin = 3}).margin, 3);
}

TEST(AllowForLooks, TheMethodsNameTheSequentialTest) {
  const RunData data = looked_at();
  const std::string text = to_terminal(make_document(compare_models(data, make_summary(data), {})), 200, Colour::off);
  EXPECT_THAT(text, HasSubstr("group-sequential sign-flip test"));
  EXPECT_THAT(text, HasSubstr("corrected for 2 comparisons (Bonferroni"));
  EXPECT_THAT(text, Not(HasSubstr("Holm p: the same")));
}

bool shows(const RunData& data, const std::string& model, double max_loss) {
  const auto shown = fixture::of(make_report(data, {.max_loss = max_loss}).advice, Standing::recommended);
  return std::find(shown.begin(), shown.end(), model) != shown.end();
}

TEST(AllowForLooks, ASmallLossTakesMoreToShowAfterLooks) {
  const RunData seen = looked_at();
  RunData unseen = seen;
  unseen.stopping.reset();
  int only_unseen = 0;
  for (double max_loss = 0.25; max_loss < 4; max_loss += 0.25) {
    EXPECT_TRUE(shows(unseen, "base", max_loss) || !shows(seen, "base", max_loss));
    if (shows(unseen, "base", max_loss) && !shows(seen, "base", max_loss)) ++only_unseen;
  }
  EXPECT_GT(only_unseen, 0);
}

TEST(AllowForLooks, ARunThatStoppedEarlyLacksNothing) {
  RunData data = fixture::three_providers();
  data.manifest.iterations = 30;
  data.stopping = Stopping{.n_max = 30,
                           .alpha = 0.05,
                           .baseline = "aessedai-iq4xs",
                           .candidates = {"bartowski-iq4xs", "unsloth-mxfp4"},
                           .ended = "after round 1 of 2: every comparison is decided"};
  const Report report = make_report(data);
  const std::string text = to_terminal(report, 200, Colour::off);
  EXPECT_THAT(text, HasSubstr("This run stopped early, after round 1 of 2: every comparison is decided: 225 of 450"));
  EXPECT_THAT(text, Not(HasSubstr("not complete")));
  EXPECT_THAT(report.advice.next, Contains(HasSubstr("start a new run with")));
}

TEST(AllowForLooks, AnEarlyEndIsTold) {
  RunData data = looked_at();
  EXPECT_THAT(compare_models(data, make_summary(data), {}).notes, Not(Contains(HasSubstr("stopped early"))));
  data.stopping->ended = "after round 2 of 5: every comparison is decided";
  EXPECT_THAT(compare_models(data, make_summary(data), {}).notes, Contains(HasSubstr("allow for every look")));
}

}  // namespace
}  // namespace quantladder::report
