#include "quantladder/store/score_table.h"

#include <gmock/gmock.h>

#include "quantladder/core/error.h"

namespace quantladder::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

template <class Read>
std::string complaint(Read read) {
  try {
    read();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "none";
}

std::string table_complaint(const std::string& csv) {
  return complaint([&] { parse_score_table(csv, "s.csv"); });
}

std::string rates_complaint(const std::string& csv) {
  return complaint([&] { parse_published_rates(csv, "l.csv"); });
}

TEST(ScoreTable, OneRowPerIterationGivesScores) {
  const ScoreTable table = parse_score_table("model,iteration,score\na,1,90\nb,1,62.5\na,2,\n", "s.csv");
  EXPECT_THAT(table.models, ElementsAre("a", "b"));
  EXPECT_THAT(table.records, IsEmpty());
  ASSERT_EQ(table.scores.size(), 3u);
  EXPECT_EQ(table.scores[1].score, 62.5);
  EXPECT_EQ(table.scores[2].score, std::nullopt);
}

TEST(ScoreTable, OneRowPerCellGivesRecords) {
  const ScoreTable table =
      parse_score_table("model,iteration,task,passed,points,seed\na,1,L1,yes,90,7\na,1,L2,0,10,8\n", "s.csv");
  EXPECT_THAT(table.scores, IsEmpty());
  ASSERT_EQ(table.records.size(), 2u);
  EXPECT_EQ(table.records[0].outcome(), core::Outcome::pass);
  EXPECT_EQ(table.records[1].outcome(), core::Outcome::fail);
  EXPECT_EQ(table.records[1].points(), 10);
  EXPECT_EQ(table.records[1].seed(), 8u);
}

TEST(ScoreTable, PointsEarnedArePartialCredit) {
  const ScoreTable table = parse_score_table(
      "model,iteration,task,points,points_earned\na,1,L1,60,45\na,1,L2,40,40\na,2,L1,60,0\na,2,L2,40,\n", "s.csv");
  ASSERT_EQ(table.records.size(), 4u);
  EXPECT_EQ(table.records[0].outcome(), core::Outcome::fail);
  EXPECT_EQ(table.records[0].earned(), 45);
  EXPECT_EQ(table.records[1].outcome(), core::Outcome::pass);
  EXPECT_EQ(table.records[1].earned(), 40);
  EXPECT_EQ(table.records[2].earned(), 0);
  EXPECT_EQ(table.records[3].outcome(), core::Outcome::not_run);
}

TEST(ScoreTable, PointsEarnedAreScaledWithThePoints) {
  const ScoreTable table =
      parse_score_table("model,iteration,task,points,points_earned\na,1,x,30,12\na,1,y,20,20\n", "s.csv");
  EXPECT_EQ(table.full_score, 50);
  EXPECT_EQ(table.records[0].points(), 60);
  EXPECT_EQ(table.records[0].earned(), 24);
  EXPECT_EQ(table.records[1].earned(), 40);
}

TEST(ScoreTable, PointsEarnedThatCannotBeAreRefused) {
  const std::string head = "model,iteration,task,points,points_earned,passed\n";
  EXPECT_THAT(table_complaint(head + "a,1,x,30,31,no\n"), HasSubstr("31 is not within 0 and the task's 30 points"));
  EXPECT_THAT(table_complaint(head + "a,1,x,30,-1,no\n"), HasSubstr("-1 is not within"));
  EXPECT_THAT(table_complaint(head + "a,1,x,30,29,yes\n"), HasSubstr("contradicts \"points_earned\""));
  EXPECT_THAT(table_complaint(head + "a,1,x,30,,yes\n"), HasSubstr("is empty, and the column \"passed\" is not"));
  EXPECT_THAT(table_complaint("model,iteration,task,points_earned\na,1,x,3\n"), HasSubstr("points"));
}

TEST(ScoreTable, WithoutPointsTheTasksShareAHundred) {
  const ScoreTable table = parse_score_table("model,iteration,task,passed\na,1,x,1\na,1,y,1\na,1,z,0\n", "s.csv");
  ASSERT_EQ(table.tasks.size(), 3u);
  EXPECT_NEAR(table.tasks[0].points, 33.333333, 1e-9);
  EXPECT_EQ(table.records[2].points(), table.tasks[2].points);
  EXPECT_EQ(table.records[0].seed(), std::nullopt);
}

TEST(ScoreTable, AnEmptyResultIsMissingNotFailed) {
  const ScoreTable table = parse_score_table("model,iteration,task,passed\na,1,x,\n", "s.csv");
  EXPECT_EQ(table.records[0].outcome(), core::Outcome::not_run);
}

TEST(ScoreTable, RefusalsNameLineAndColumn) {
  EXPECT_THAT(table_complaint("model,iteration,score\na,1,high\n"), HasSubstr("s.csv:2: column \"score\": \"high\""));
  EXPECT_THAT(table_complaint("model,iteration,score\na,1,inf\n"), HasSubstr("column \"score\": \"inf\""));
  EXPECT_THAT(table_complaint("model,iteration,score\na,,50\n"), HasSubstr("s.csv:2: column \"iteration\": empty"));
  EXPECT_THAT(table_complaint("model,iteration,score\n,1,1\n"), HasSubstr("s.csv:2: column \"model\": empty"));
  EXPECT_THAT(table_complaint("model,iteration,task,passed\na,1,x,maybe\n"),
              HasSubstr("s.csv:2: column \"passed\": \"maybe\" is neither yes nor no"));
  EXPECT_THAT(table_complaint("model,iteration,task,passed,points\na,1,x,1,-5\n"), HasSubstr("never negative"));
}

TEST(ScoreTable, RefusesUnknownAndMissingColumnsNamingTheKnownOnes) {
  EXPECT_THAT(table_complaint("model,iteration,score,note\n"),
              HasSubstr("s.csv:1: the column \"note\" is not known; the columns are model, iteration, score"));
  EXPECT_THAT(table_complaint("model,iteration,task\n"), HasSubstr("there is no column \"passed\""));
}

TEST(ScoreTable, WithoutAColumnOfResultsSaysWhatThereIs) {
  EXPECT_THAT(table_complaint("model,iteration,accuracy\na,1,0.5\n"),
              AllOf(HasSubstr("s.csv:1: no column holds results"), HasSubstr("here are: model, iteration, accuracy")));
  EXPECT_THAT(table_complaint("model,iteration,\"\x1b[2J\"\na,1,0.5\n"),
              HasSubstr("here are: model, iteration, \\x1b[2j"));
}

TEST(ScoreTable, ARefusalIsShortHoweverLongWhatItQuotes) {
  const std::string endless(100'000, 'x');
  std::string wide = "model,iteration";
  for (int i = 0; i < 10'000; ++i) wide += ",c" + std::to_string(i);
  for (const std::string& csv :
       {wide + "\n", "model,iteration,score," + endless + "\n", "model,iteration,score\na,1," + endless + "\n",
        "model,iteration,task,passed\na,1,x," + endless + "\n"}) {
    EXPECT_LT(table_complaint(csv).size(), 400u);
  }
}

TEST(ScoreTable, RefusesAResultGivenTwice) {
  EXPECT_THAT(table_complaint("model,iteration,score\na,1,5\na,1,5\n"),
              HasSubstr("s.csv:3: column \"iteration\": line 2"));
  EXPECT_THAT(table_complaint("model,iteration,task,passed\na,1,x,1\na,1,x,0\n"),
              HasSubstr("line 2 gives this result"));
}

TEST(ScoreTable, RefusesATaskWithTwoValuesOfPoints) {
  EXPECT_THAT(table_complaint("model,iteration,task,passed,points\na,1,x,1,25\na,2,x,1,10\n"),
              HasSubstr("s.csv:3: column \"points\": line 2 gives the task \"x\" 25 points"));
}

TEST(ScoreTable, YesAndNoAreReadInEverySpelling) {
  const std::string header = "model,iteration,task,passed\na,1,x,";
  for (const char* yes :
       {"True", "TRUE", "true", "t", "Yes", "Y", "1", "1.0", "PASS", "passed", "Ok", "correct", "WAHR", "on",
        "resolved", "S\u00cd", "\u0418\u0421\u0422\u0418\u041d\u0410", "\u2714\ufe0f"}) {
    EXPECT_EQ(parse_score_table(header + yes + "\n", "s.csv").records.at(0).outcome(), core::Outcome::pass) << yes;
  }
  for (const char* no : {"False", "FALSE", "f", "No", "N", "0", "0.0", "FAIL", "Failed", "incorrect", "FALSCH", "Off",
                         "unresolved", "FA\u0141SZ", "YANLI\u015e", "\u041b\u041e\u0416\u042c", "\u2716\ufe0f"}) {
    EXPECT_EQ(parse_score_table(header + no + "\n", "s.csv").records.at(0).outcome(), core::Outcome::fail) << no;
  }
  for (const char* word : {"0.5", "2", "timeout", "x"}) {
    EXPECT_THAT(table_complaint(header + word + "\n"), HasSubstr("is neither yes nor no")) << word;
  }
}

TEST(ScoreTable, TheUsualWordsForMissingAreNeverZero) {
  for (const char* word : {"", "NaN", "nan", "NA", "N/A", "#N/A", "<NA>", "null", "None", "-"}) {
    const std::string text = word;
    EXPECT_EQ(parse_score_table("model,iteration,score\na,1," + text + "\na,2,90\n", "s.csv").scores.at(0).score,
              std::nullopt)
        << word;
    EXPECT_EQ(parse_score_table("model,iteration,task,passed,seed\na,1,x," + text + "," + text + "\n", "s.csv")
                  .records.at(0)
                  .outcome(),
              core::Outcome::not_run)
        << word;
  }
}

TEST(ScoreTable, DecimalCommasAreReadAndThousandsSeparatorsRefused) {
  EXPECT_EQ(parse_score_table("model;iteration;score\na;1;85,5\na;2;90\n", "s.csv").scores.at(0).score, 85.5);
  EXPECT_EQ(parse_score_table("model,iteration,score\na,1,\"85,5\"\n", "s.csv").scores.at(0).score, 85.5);
  EXPECT_EQ(parse_score_table("model,iteration,score\na,1,+85.5\n", "s.csv").scores.at(0).score, 85.5);
  EXPECT_THAT(table_complaint("model,iteration,score\na,1,+-85.5\n"), HasSubstr("is not a number"));
  EXPECT_THAT(table_complaint("model;iteration;score\na;1;1.085,5\n"), HasSubstr("without thousands separators"));
  EXPECT_THAT(table_complaint("model;iteration;score\na;1;85,5\na;2;1.234\n"),
              HasSubstr("s.csv:3: column \"score\": decimals with a point here and with a comma in line 2"));
}

TEST(ScoreTable, ACommaThatMayBeOfThousandsIsRefused) {
  const auto with = [](const std::string& scores) { return "model,iteration,score\n" + scores; };
  EXPECT_THAT(table_complaint(with("a,1,\"1,234\"\n")), HasSubstr("s.csv:2: column \"score\": \"1,234\" may be in"));
  EXPECT_THAT(table_complaint(with("a,1,50\na,2,\"62,125\"\na,3,\"71,250\"\n")), HasSubstr("s.csv:3: column"));
  EXPECT_THAT(table_complaint("model\titeration\tscore\na\t1\t12,345\n"), HasSubstr("\"12,345\" may be in"));
  const auto first = [](const std::string& csv) { return parse_score_table(csv, "s.csv").scores.at(0).score; };
  EXPECT_EQ(first(with("a,1,\"62,125\"\na,2,\"71,5\"\n")), 62.125) << "the other one is no group of thousands";
  EXPECT_EQ(first(with("a,1,\"0,875\"\na,2,50\n")), 0.875) << "no group begins with 0";
  EXPECT_EQ(first("model;iteration;score\na;1;62,125\n"), 62.125) << "semicolons leave the comma to decimals";
}

TEST(ScoreTable, IterationsMayBeNumberedFromZeroOrBeLabels) {
  const auto numbers = [](const std::string& csv) {
    std::vector<int> result;
    for (const auto& score : parse_score_table("model,iteration,score\n" + csv, "s.csv").scores) {
      result.push_back(score.iteration);
    }
    return result;
  };
  EXPECT_THAT(numbers("a,0,50\na,1,50\n"), ElementsAre(0, 1));
  EXPECT_THAT(numbers("a,3.0,50\na,7,50\n"), ElementsAre(3, 7)) << "as pandas writes them";
  EXPECT_THAT(numbers("a,night,50\na,day,60\nb,day,50\nb,night,60\n"), ElementsAre(1, 2, 2, 1)) << "paired by label";
  const auto labels = [](const std::string& csv) { return parse_score_table(csv, "s.csv").iteration_labels; };
  EXPECT_THAT(labels("model,iteration,score\na,night,50\na,7,60\nb,night,50\n"), ElementsAre("night", "7"));
  EXPECT_THAT(labels("model,iteration,score\na,3.0,50\n"), IsEmpty());
  EXPECT_THAT(table_complaint("model,iteration,score\na,x,50\na,x,60\n"), HasSubstr("line 2 gives this result"));
  EXPECT_THAT(table_complaint("model,iteration,score\na,1,50\na,1.0,60\n"), HasSubstr("line 2 gives this result"));
}

TEST(ScoreTable, RefusesControlCharactersInNamesAndWritesThemOut) {
  EXPECT_THAT(table_complaint("model,iteration,score\n\"a\x1b[2J\",1,50\n"),
              HasSubstr("\"a\\x1b[2J\" holds a control"));
  EXPECT_THAT(table_complaint("model,iteration,score,\"x\x1b[2J\"\na,1,50,1\n"), HasSubstr("\\x1b[2j"));
}

TEST(ScoreTable, RefusesATableWithoutRows) {
  EXPECT_THAT(table_complaint("model,iteration,score\n"), HasSubstr("s.csv: no row"));
}

TEST(PublishedRates, ReadsCountsFractionsAndPercentages) {
  const auto counts = parse_published_rates("model,task,passed,trials,points\na,L1,13,15,25\n", "l.csv");
  EXPECT_NEAR(counts.at(0).rate, 13 / 15.0, 1e-12);
  EXPECT_EQ(counts[0].rounding, 0);
  EXPECT_EQ(counts[0].points, 25);
  const auto rates = parse_published_rates("model,task,rate\na,L1,87%\na,L2,0.93\na,L3,1\n", "l.csv");
  EXPECT_NEAR(rates.at(0).rate, 0.87, 1e-12);
  EXPECT_NEAR(rates[0].rounding, 0.005, 1e-12);
  EXPECT_NEAR(rates[1].rounding, 0.005, 1e-12);
  EXPECT_EQ(rates[2].rounding, 0);
}

TEST(ScoreTable, RefusesScoresOutsideOfTheScale) {
  const std::string above = table_complaint("model,iteration,score\na,1,50\na,2,150\n");
  EXPECT_THAT(above, HasSubstr("s.csv:3: column \"score\": 150 is above 100; say another full score with --scale N"));
  EXPECT_THAT(table_complaint("model,iteration,score\na,1,-5\n"), HasSubstr("-5 is below 0"));
}

TEST(ScoreTable, TakesTheEndsOfTheScale) {
  EXPECT_EQ(table_complaint("model,iteration,score\na,1,0\na,2,100\n"), "none");
}

TEST(ScoreTable, TakesColumnNamesInCapitals) {
  const ScoreTable table = parse_score_table("\xEF\xBB\xBFModel,ITERATION,Score\na,1,90\n", "s.csv");
  ASSERT_EQ(table.scores.size(), 1u);
  EXPECT_EQ(table.scores[0].score, 90);
}

TEST(ScoreTable, RefusesPointsWhoseSumsWouldOverflow) {
  EXPECT_THAT(table_complaint("model,iteration,task,passed,points\na,1,x,1,1e300\n"),
              HasSubstr("s.csv:2: column \"points\": beyond"));
}

TEST(PublishedRates, RefusesARateGivenTwice) {
  EXPECT_THAT(rates_complaint("model,task,rate\na,L1,0.5\na,L1,0.5\n"),
              HasSubstr("l.csv:3: column \"task\": line 2 gives this rate already"));
}

TEST(PublishedRates, RefusesPointsBelowZero) {
  EXPECT_THAT(rates_complaint("model,task,rate,points\na,L1,0.5,-1\n"),
              HasSubstr("l.csv:2: column \"points\": points are never negative"));
}

TEST(PublishedRates, RefusesWhatIsNoRate) {
  EXPECT_THAT(rates_complaint("model,task,rate\na,L1,87\n"),
              HasSubstr("l.csv:2: column \"rate\": a pass rate is from 0 to 1"));
  EXPECT_THAT(rates_complaint("model,task,passed,trials\na,L1,3,2\n"), HasSubstr("column \"passed\""));
  EXPECT_THAT(rates_complaint("model,task,passed,trials\na,L1,0,0\n"), HasSubstr("column \"trials\": must be above 0"));
}

}  // namespace
}  // namespace quantladder::store
