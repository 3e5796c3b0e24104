// The unit of a table's scores: told by the user or by the column, never guessed.
#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/store/score_table.h"

namespace quantladder::store {
namespace {

using testing::HasSubstr;

std::string scale_complaint(const std::string& csv, std::optional<double> scale = std::nullopt) {
  try {
    parse_score_table(csv, "s.csv", scale);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "none";
}

std::string with_scores(const std::string& column, const std::vector<std::string>& scores) {
  std::string csv = "model,iteration," + column + "\n";
  for (std::size_t i = 0; i < scores.size(); ++i) csv += "a," + std::to_string(i + 1) + "," + scores[i] + "\n";
  return csv;
}

double first_score(const std::string& csv, std::optional<double> scale = std::nullopt) {
  return parse_score_table(csv, "s.csv", scale).scores.at(0).score.value();
}

TEST(ScoreScale, ScoresThatAreNowhereAboveTenAreRefusedWithoutAScale) {
  for (const auto& scores : std::vector<std::vector<std::string>>{
           {"0.61", "0.87"}, {"1", "0", "1"}, {"7", "10"}, {"0", "0", "0"}, {"4.5"}}) {
    EXPECT_THAT(scale_complaint(with_scores("score", scores)), HasSubstr("s.csv: no score is above"));
    EXPECT_THAT(scale_complaint(with_scores("score", scores)), HasSubstr("--scale N"));
  }
}

TEST(ScoreScale, TheRefusalNamesTheHighestScoreAndBothRemedies) {
  const std::string line = scale_complaint(with_scores("score", {"0.61", "0.87"}));
  EXPECT_THAT(line, HasSubstr("no score is above 0.87"));
  EXPECT_THAT(line, HasSubstr("score_0_1 or score_percent"));
}

TEST(ScoreScale, TheGivenFullScoreMakesPointsOfAHundred) {
  EXPECT_EQ(first_score(with_scores("score", {"0.29"}), 1), 29) << "exactly: scores stay on a lattice";
  EXPECT_EQ(first_score(with_scores("score", {"7"}), 10), 70);
  EXPECT_EQ(first_score(with_scores("score", {"150"}), 200), 75);
  EXPECT_EQ(first_score(with_scores("score", {"0"}), 1), 0);
  EXPECT_EQ(first_score(with_scores("score", {"7"}), 100), 7);
}

TEST(ScoreScale, TheColumnsNameEstablishesIt) {
  EXPECT_EQ(first_score(with_scores("score_0_1", {"0.87"})), 87);
  EXPECT_EQ(first_score(with_scores("Score_Percent", {"0.87"})), 0.87);
  EXPECT_EQ(first_score(with_scores("score_0_1", {"0.87"}), 1), 87) << "said twice, alike";
  EXPECT_THAT(scale_complaint(with_scores("score_0_1", {"0.87"}), 10), HasSubstr("--scale 10 contradicts"));
}

TEST(ScoreScale, PointsOfAHundredNeedNone) {
  EXPECT_EQ(first_score(with_scores("score", {"5", "10.5"})), 5);
  EXPECT_EQ(parse_score_table(with_scores("score", {"90"}), "s.csv").full_score, std::nullopt);
  EXPECT_EQ(parse_score_table(with_scores("score", {"0.9"}), "s.csv", 1).full_score, 1);
}

TEST(ScoreScale, AScoreAboveTheFullOneIsRefusedByLine) {
  EXPECT_THAT(scale_complaint(with_scores("score", {"0.9", "1.5"}), 1),
              HasSubstr("s.csv:3: column \"score\": 1.5 is above 1"));
  EXPECT_THAT(scale_complaint(with_scores("score_0_1", {"87"})), HasSubstr("87 is above 1"));
  EXPECT_THAT(scale_complaint(with_scores("score", {"150"})), HasSubstr("150 is above 100"));
  EXPECT_THAT(scale_complaint(with_scores("score", {"50", "-1"})), HasSubstr("-1 is below 0"));
}

TEST(ScoreScale, OneModelsFractionsBesideAnothersPointsAreRefused) {
  const std::string csv = "model,iteration,score\na,1,0.87\na,2,0.9\nb,1,87\nb,2,90\n";
  EXPECT_THAT(scale_complaint(csv), HasSubstr("the scores of \"a\" are from 0 to 1, those of \"b\" reach 90"));
  EXPECT_EQ(scale_complaint(csv, 100), "none") << "unless they are said to be counted alike";
  EXPECT_EQ(scale_complaint("model,iteration,score\na,1,0\na,2,0\nb,1,87\n"), "none")
      << "a model that fails at everything";
}

TEST(ScoreScale, IsRefusedForATableThatHasNoScores) {
  EXPECT_THAT(scale_complaint("model,iteration,task,passed\na,1,x,1\n", 1),
              HasSubstr("s.csv: there is no column \"score\""));
}

TEST(ScoreScale, PerCentSignsSayIt) {
  EXPECT_EQ(first_score(with_scores("score", {"85%", "7 %"})), 85);
  EXPECT_EQ(first_score(with_scores("score", {"7%"})), 7) << "low scores as well";
  EXPECT_EQ(first_score(with_scores("score", {"\"62,5\u00A0%\""})), 62.5);
  EXPECT_EQ(first_score(with_scores("score_0_1", {"85%"})), 85) << "how a sheet shows 0.85";
  EXPECT_EQ(first_score(with_scores("score", {"85%"}), 1), 85);
  EXPECT_THAT(scale_complaint(with_scores("score", {"85%"}), 10),
              HasSubstr("--scale 10 contradicts scores in per cent"));
  EXPECT_THAT(scale_complaint(with_scores("score", {"101%"})), HasSubstr("101 is above 100"));
  EXPECT_THAT(scale_complaint(with_scores("score", {"85%", "0.9"})),
              HasSubstr("s.csv:3: column \"score\": numbers without a per cent sign here and with a per cent sign in "
                        "line 2"));
  EXPECT_THAT(scale_complaint(with_scores("score", {"%"})), HasSubstr("\"%\" is not a number"));
}

TEST(ScoreScale, MissingScoresAloneNeedNone) { EXPECT_EQ(scale_complaint(with_scores("score", {"", ""})), "none"); }

std::string with_points(const std::vector<std::string>& points) {
  std::string csv = "model,iteration,task,passed,points\n";
  for (std::size_t i = 0; i < points.size(); ++i) csv += "a,1,t" + std::to_string(i) + ",1," + points[i] + "\n";
  return csv;
}

TEST(ScoreScale, ThePointsOfTheTasksAreBroughtToAHundredTogether) {
  const ScoreTable table = parse_score_table(with_points({"1", "1", "2"}), "s.csv");
  EXPECT_EQ(table.full_score, 4);
  EXPECT_EQ(table.tasks.at(0).points, 25);
  EXPECT_EQ(table.tasks.at(2).points, 50);
  EXPECT_EQ(table.records.at(2).points(), 50);
  EXPECT_EQ(parse_score_table(with_points({"300", "100"}), "s.csv").tasks.at(1).points, 25);
}

TEST(ScoreScale, PointsThatAddUpToAHundredStay) {
  for (const auto& points : std::vector<std::vector<std::string>>{{"90", "10"}, {"33.33", "33.33", "33.33"}}) {
    const ScoreTable table = parse_score_table(with_points(points), "s.csv");
    EXPECT_EQ(table.full_score, std::nullopt);
    EXPECT_EQ(table.tasks.at(0).points, std::stod(points[0]));
  }
}

TEST(ScoreScale, TasksThatAreAllWorthNothingAreRefused) {
  EXPECT_THAT(scale_complaint(with_points({"0", "0"})), HasSubstr("s.csv: no task has points"));
}

}  // namespace
}  // namespace quantladder::store
