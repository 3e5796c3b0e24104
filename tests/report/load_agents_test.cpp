// How many agents a model serves well, and the limit on them.
#include <gmock/gmock.h>

#include "load_fixture.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using fixture::add_episode;
using fixture::answered;

struct AnswersOfLevel {
  int level;
  int good;  // answers within 100 ms
  int all;
};

// Episodes of one answer each.
RunData served(const std::vector<AnswersOfLevel>& levels) {
  const auto name_of = [](const AnswersOfLevel& each) { return "sustained@" + std::to_string(each.level); };
  std::vector<std::string> items;
  for (const AnswersOfLevel& each : levels) items.push_back(name_of(each));
  RunData data = fixture::load_run(items, 200);
  for (const AnswersOfLevel& each : levels) {
    for (int n = 1; n <= each.all; ++n)
      add_episode(data, name_of(each), n, {answered(0, 1, 1, 200, n <= each.good ? 9 : 150, 10)}, 200);
  }
  data.manifest.suites[0].service = core::ServiceLevel{100, 10};
  return data;
}

Figure agents(const RunData& data) { return make_summary(data).models[0].figures.at("agents"); }

TEST(Agents, AreTheLevelsUpToWhichRequestsAreServedWell) {
  const Figure shown = agents(served({{1, 100, 100}, {2, 100, 100}, {3, 50, 100}}));
  EXPECT_EQ(shown.value, 2);
  EXPECT_EQ(shown.ci->lo, 2) << "100 of 100 is 96.3 % at least";
  EXPECT_EQ(shown.ci->hi, 2) << "half is shown to be less than 95 %";
  const Figure open = agents(served({{1, 100, 100}, {2, 10, 10}, {3, 9, 10}}));
  EXPECT_EQ(open.value, 2);
  EXPECT_EQ(open.ci->lo, 1) << "10 of 10 may be 72 %";
  EXPECT_EQ(open.ci->hi, core::kMostLoadLevel) << "9 of 10 may be 98 %, and nobody asked for more agents";
  EXPECT_EQ(agents(served({{1, 0, 50}})).value, 0);
  EXPECT_FALSE(agents(fixture::load_run({"once@1"}, 1)).value);
}

TEST(Agents, AreALimitThatTheWholeIntervalMustMeet) {
  const auto standing = [](const RunData& data, double least) {
    return make_report(data, limits_of({{"min_agents", least}})).advice.models[0].standing;
  };
  const RunData data = served({{1, 100, 100}, {2, 10, 10}, {3, 1, 50}});
  EXPECT_EQ(standing(data, 1), Standing::recommended);
  EXPECT_EQ(standing(data, 2), Standing::no_verdict);
  EXPECT_EQ(standing(data, 3), Standing::outside_limit);
}

TEST(Agents, MayBeAsManyAsLiesBelowTheFirstLevelThatIsShownToFail) {
  const Figure figure = agents(served({{1, 100, 100}, {2, 100, 100}, {4, 50, 100}}));
  EXPECT_EQ(figure.value, 2);
  EXPECT_EQ(figure.ci->lo, 2);
  EXPECT_EQ(figure.ci->hi, 3) << "level 3 was not measured";
}

TEST(Agents, ALevelThatFailsTellsNothingOfThoseBelowItThatWereNotMeasured) {
  const RunData data = served({{4, 50, 100}, {8, 0, 100}});
  const Figure figure = agents(data);
  EXPECT_EQ(figure.text, "below 4") << "nobody asked whether three are served well";
  EXPECT_EQ(figure.ci->lo, 0);
  EXPECT_EQ(figure.ci->hi, 3);
  const auto standing = [&](double least) {
    return make_report(data, limits_of({{"min_agents", least}})).advice.models[0].standing;
  };
  EXPECT_EQ(standing(3), Standing::no_verdict);
  EXPECT_EQ(standing(4), Standing::outside_limit);
}

}  // namespace
}  // namespace quantladder::report
