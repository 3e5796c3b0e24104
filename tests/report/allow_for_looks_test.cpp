// What a run that was looked at before its end may still say.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using testing::Contains;
using testing::HasSubstr;

// Three models of 20 iterations, "low" 10 points below the others in most of them; two looks, then the end.
RunData looked_at() {
  RunData data;
  data.facts.run_id = "night";
  data.facts.baseline = "base";
  data.facts.tasks = fixture::ladder_facts(1).tasks;
  for (const std::string id : {"base", "alike", "low"}) {
    ModelFacts facts;
    facts.model.id = id;
    data.facts.models.push_back(facts);
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

TEST(AllowForLooks, APairThatWasNotDeclaredWasSeenAtEveryLook) {
  const ComparisonRequest request{.baseline = "alike", .candidate = "low"};
  const stats::PairComparison pair = pair_of(looked_at(), request);
  EXPECT_GT(pair.p.value(), p_without_looks(request));
  EXPECT_EQ(pair.ci.method, stats::DifferenceMethod::repeated_t);
}

TEST(AllowForLooks, TheCorrectionIsForAllThatWasDeclaredOrForMore) {
  const double declared = pair_of(looked_at(), {.candidate = "low"}).p.value();
  const double more = pair_of(looked_at(), {.candidate = "low", .family_size = 10}).p.value();
  EXPECT_GT(more, declared);
}

TEST(AllowForLooks, AnEarlyEndIsTold) {
  RunData data = looked_at();
  data.stopping->ended = "after round 2 of 5: every comparison is decided";
  EXPECT_THAT(compare_models(data, make_summary(data), {}).notes, Contains(HasSubstr("allow for every look")));
}

}  // namespace
}  // namespace quantladder::report
