// Two suites of load in one run: neither is held against the other's levels.
#include <gmock/gmock.h>

#include "load_fixture.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using fixture::add_episode;
using fixture::add_load_suite;
using fixture::answered;
using fixture::episode_of;
using fixture::level_of;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Six iterations of the same two levels in each.
RunData two_suites() {
  RunData data = fixture::two_levels(6);
  add_load_suite(data, "chat", {"sustained@1", "sustained@2"}, 6);
  fixture::add_two_levels(data, 6, "chat");
  return data;
}

TEST(TwoLoadSuites, ALevelIsComparedWithLevelOneOfItsOwnSuite) {
  RunData data = fixture::two_levels(1);
  add_load_suite(data, "chat", {"once@2"}, 1);
  add_episode(data, "once@2", 1, {answered(0, 1, 1, 301, 9, 10)}, 301, "chat");
  const LoadReport report = summarise_load(data);
  EXPECT_EQ(level_of(report, "once@2").suite, "chat");
  EXPECT_THAT(level_of(report, "once@2").degradation, IsEmpty()) << "level 1 of another suite is another load";
  EXPECT_THAT(level_of(report, "sustained@2").degradation, SizeIs(3));
}

TEST(TwoLoadSuites, EachIsAFamilyOfItsOwn) {
  const LoadReport report = summarise_load(two_suites());
  for (const char* item : {"talk/sustained@2", "chat/sustained@2"}) {
    const Degradation& rate = level_of(report, item).degradation[1];
    ASSERT_TRUE(rate.p) << item;
    EXPECT_NEAR(*rate.p_holm, *rate.p, 1e-12) << item;
  }
}

TEST(TwoLoadSuites, EachHasItsDoubtsOfTheClient) {
  RunData data = two_suites();
  for (core::Record& record : data.records) episode_of(record).exchanges.back().generation.late_ms = 11;
  EXPECT_THAT(summarise_load(data).doubts, testing::UnorderedElementsAre(HasSubstr("q4: from talk/sustained@1 on"),
                                                                         HasSubstr("q4: from chat/sustained@1 on")));
}

TEST(TwoLoadSuites, TheServiceLevelOfEachIsSaid) {
  RunData data = two_suites();
  data.manifest.suites[1].service = core::ServiceLevel{2000, 7};
  const std::string text = to_markdown(make_document(make_report(data), Extent::full));
  EXPECT_THAT(text, AllOf(HasSubstr("talk: a first token within 100 ms of its due time and 50 tokens/s or more"),
                          HasSubstr("chat: a first token within 2.0 s of its due time and 7 tokens/s or more")));
}

TEST(TwoLoadSuites, HaveSwimLanesEachInAFileOfTheFolderOfCharts) {
  const RunData data = two_suites();
  std::vector<std::string> ids;
  for (const Chart& chart : charts_of(make_report(data), data)) ids.push_back(chart.id);
  EXPECT_THAT(ids, Contains("lanes-q4-talk-sustained@2"));
  EXPECT_THAT(ids, Contains("lanes-q4-chat-sustained@2"));
  EXPECT_THAT(ids, testing::Each(testing::Not(HasSubstr("/"))));
}

// The model serves two agents of the suite "talk" well; of "chat" none, or as the caller says.
RunData agents_in_two_suites() {
  RunData data = fixture::load_run({"sustained@1", "sustained@2"}, 100);
  add_load_suite(data, "chat", {"sustained@1", "sustained@2"}, 100);
  for (int n = 1; n <= 100; ++n) {
    for (const char* item : {"sustained@1", "sustained@2"})
      add_episode(data, item, n, {answered(0, 1, 1, 150, 9, 10)}, 150, "talk");
  }
  return data;
}

TEST(TwoLoadSuites, TheAgentsAreThoseThatEverySuiteAllows) {
  RunData data = agents_in_two_suites();
  for (int n = 1; n <= 100; ++n) {
    add_episode(data, "sustained@1", n, {answered(0, 1, 1, 150, 9, 10)}, 150, "chat");
    add_episode(data, "sustained@2", n, {answered(0, 1, 1, 250, 150, 10)}, 250, "chat");
  }
  const Figure agents = make_summary(data).models[0].figures.at("agents");
  EXPECT_EQ(agents.value, 1) << "at level 2 of the second suite every first token is late";
  EXPECT_EQ(agents.ci->lo, 1);
  EXPECT_EQ(agents.ci->hi, 1);
}

TEST(TwoLoadSuites, NoAgentsAreKnownBeforeEverySuiteIsMeasured) {
  const Figure agents = make_summary(agents_in_two_suites()).models[0].figures["agents"];
  EXPECT_FALSE(agents.value);
  EXPECT_THAT(agents.no_ci_reason, HasSubstr("chat"));
}

}  // namespace
}  // namespace quantladder::report
