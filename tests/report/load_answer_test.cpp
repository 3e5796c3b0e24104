// What a run of load alone answers: how many agents each model serves well, and what is left of its figures.
#include <gmock/gmock.h>

#include "load_fixture.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using fixture::add_episode;
using fixture::answered;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// So many answers at level 2, of which each has its first token after `ttft_ms`, and as many good ones at level 1.
void add_levels(RunData& data, const std::string& model, int answers, double ttft_ms) {
  data.manifest.models.push_back({});
  data.manifest.models.back().model.id = model;
  for (int n = 1; n <= answers; ++n) {
    add_episode(data, "sustained@1", n, {answered(0, 1, 1, 150, 9, 10)}, 150).cell.model = model;
    add_episode(data, "sustained@2", n, {answered(0, 1, 1, 300, ttft_ms, 10)}, 300).cell.model = model;
  }
}

RunData two_models(int answers) {
  RunData data = fixture::load_run({"sustained@1", "sustained@2"}, answers);
  data.manifest.suites[0].service = core::ServiceLevel{100, 10};
  data.manifest.models.clear();
  add_levels(data, "q8", answers, 199);
  add_levels(data, "q4", answers, 19);
  return data;
}

std::string section_of(const Report& report, const std::string& title) {
  Document document = make_document(report, Extent::full);
  std::erase_if(document.sections, [&](const Section& section) { return section.title != title; });
  return to_terminal(document, 400, Colour::off);
}

TEST(LoadAnswer, SaysFirstHowManyAgentsAreServedWell) {
  const Report report = make_report(two_models(100));
  EXPECT_EQ(report.agents, "Agents served well by q4: 2 [2, 256]; q8: 1 [1, 1]. q4 is shown to serve more than q8.");
  const std::string answer = section_of(report, "Answer");
  EXPECT_LT(answer.find("Agents served well"), answer.find("No model can be recommended"));
  EXPECT_THAT(answer, AllOf(HasSubstr("q4 at sustained@2 against level 1: its turns have "),
                            HasSubstr("its first tokens take 2.0 times as long"),
                            HasSubstr("q8 at sustained@2 against level 1: "),
                            HasSubstr("its first tokens take 20.0 times as long")));
}

TEST(LoadAnswer, IntervalsThatMeetDecideNothing) {
  EXPECT_EQ(make_report(two_models(4)).agents,
            "Agents served well by q4: 2 [0, 256]; q8: 1 [0, 1]. No model is shown to serve more than another.");
}

TEST(LoadAnswer, ARunThatGoesOnGivesNone) {
  Report report = make_report(two_models(100));
  withhold_verdict(report);
  EXPECT_THAT(section_of(report, "Answer"), Not(HasSubstr("Agents served well")));
}

TEST(LoadAnswer, ALimitOnAgentsIsAnsweredByARecommendation) {
  const Report report = make_report(two_models(100), limits_of({{"min_agents", 2}}));
  EXPECT_EQ(report.advice.model, "q4");
  EXPECT_THAT(section_of(report, "Answer"), Not(HasSubstr("Agents served well")));
}

TEST(LoadAnswer, AFigureThatNobodyMeasuredIsNotCompared) {
  RunData data = two_models(1);
  for (core::Record& record : data.records) fixture::episode_of(record).exchanges[0].generation.timings.reset();
  EXPECT_FALSE(make_report(data).comparison) << "there was no speed probe";
  EXPECT_THAT(section_of(make_report(data), "Comparison"), Not(HasSubstr("Candidate")));
}

TEST(LoadAnswer, PublishedMeasurementsAreAnsweredByWhatIsLeftUnderLoad) {
  RunData data = two_models(1);
  data.manifest.imported = core::ImportedFrom{.source = "A.json"};
  for (core::Record& record : data.records) fixture::episode_of(record).exchanges[0].generation.timings.reset();
  const Report report = make_report(data);
  EXPECT_FALSE(report.comparison);
  EXPECT_THAT(section_of(report, "Answer"), AllOf(HasSubstr("q4 at sustained@2 against level 1: its first tokens"),
                                                  Not(HasSubstr("complete iteration"))));
  EXPECT_THAT(section_of(report, "Summary"), Not(HasSubstr("Score")));
}

}  // namespace
}  // namespace quantladder::report
