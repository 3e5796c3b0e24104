#include "quantladder/report/render.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "ladder_fixture.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string cell_in_markdown(const std::string& text) {
  Document document{"t", {{"s", {Table{{{"c"}}, {{text}}}}}}};
  return to_markdown(document);
}

TEST(Terminal, NoLineIsWiderThanAsked) {
  const Report report = make_report(fixture::eventful_run());
  for (const int width : {60, 80, 100}) {
    std::istringstream lines(to_terminal(report, width, Colour::off));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(Terminal, ColourChangesNothingButEscapes) {
  const Report report = make_report(fixture::eventful_run());
  std::string coloured = to_terminal(report, 80, Colour::on);
  EXPECT_THAT(coloured, HasSubstr("\x1b[1;36m"));
  for (std::size_t at; (at = coloured.find('\x1b')) != std::string::npos;) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, to_terminal(report, 80, Colour::off));
}

TEST(Terminal, AHostileReasonCannotPaintTheScreen) {
  RunData data = fixture::three_providers();
  fixture::find(data, "unsloth-mxfp4", "L1", 1) =
      fixture::RecordBuilder("unsloth-mxfp4", "L1", 1).outcome(core::Outcome::void_tester, "x\x1b[2J\ny");
  EXPECT_THAT(to_terminal(make_report(data), 80, Colour::off), Not(HasSubstr("\x1b")));
}

TEST(Markdown, DataCannotBreakOutOfItsCell) {
  EXPECT_THAT(cell_in_markdown("a|b\nc"), HasSubstr("| a\\|b c |"));
  EXPECT_THAT(cell_in_markdown("<img src=x>"), HasSubstr("\\<img src=x>"));
  EXPECT_THAT(cell_in_markdown("[x](http://y)"), HasSubstr("[x]\\(http://y)"));
  EXPECT_THAT(cell_in_markdown("*b* `c` &amp;"), HasSubstr("\\*b\\* \\`c\\` &amp;amp;"));
}

TEST(Markdown, NamesStayReadable) { EXPECT_THAT(cell_in_markdown("IQ4_XS [1, 2]"), HasSubstr("| IQ4_XS [1, 2] |")); }

TEST(Markdown, EveryTableRowHasAsManyCellsAsItsHeader) {
  std::istringstream lines(to_markdown(make_report(fixture::eventful_run())));
  std::ptrdiff_t columns = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto bars = std::count(line.begin(), line.end(), '|');
    if (line.rfind("|", 0) != 0)
      columns = 0;
    else if (columns == 0)
      columns = bars;
    else
      EXPECT_EQ(bars, columns) << line;
  }
}

TEST(Document, SectionsFollowTheReadersQuestions) {
  std::vector<std::string> titles;
  for (const Section& section : make_document(make_report(fixture::eventful_run()), Extent::full).sections) {
    titles.push_back(section.title);
  }
  EXPECT_THAT(titles, testing::ElementsAre("Answer", "Summary", "Comparison", "Score distribution",
                                           "Pass rates by task", "What the tasks of this run cannot tell",
                                           "Comparison by task (diagnostic)", "Speed while answering", "Outcomes",
                                           "Left out of the rates", "Repeated and judged again",
                                           "Doubts about single measurements", "Setup", "Models", "Command"));
}

TEST(Document, AChartIsAPictureInMarkdownAndNothingInATerminal) {
  const Chart chart{.id = "score", .section = "s", .title = "Score <1>", .description = "a 1; b \"2\"", .caption = "*"};
  const Table table{{{"Model"}, {"Score", Form::score}}, {{"a", 85.7}}};
  Document document{"t", {{"s", {table}}}};
  const std::string plain = to_terminal(document, 80, Colour::off);
  add_charts(document, {chart});
  EXPECT_EQ(to_terminal(document, 80, Colour::off), plain);
  const std::string text = to_markdown(document);
  EXPECT_THAT(text, HasSubstr("srcset=\"charts/score-dark.svg\"><img alt=\"Score &lt;1&gt;: a 1; b &quot;2&quot;\" "
                              "src=\"charts/score.svg\"></picture>"));
  EXPECT_LT(text.find("85.7"), text.find("<picture>"));
  EXPECT_THAT(text, HasSubstr("\n\\*\n"));
}

TEST(Document, ChartsOfASectionKeepTheirOrderAndAreNeverLost) {
  Document document{"t", {{"s", {Paragraph{"first"}, Paragraph{"last"}}}}};
  add_charts(document, {{.id = "a", .section = "s"}, {.id = "b", .section = "s"}, {.id = "c", .section = "new"}});
  const std::string text = to_markdown(document);
  EXPECT_LT(text.find("first"), text.find("charts/a.svg"));
  EXPECT_LT(text.find("charts/a.svg"), text.find("charts/b.svg"));
  EXPECT_LT(text.find("charts/b.svg"), text.find("last"));
  EXPECT_LT(text.find("## new"), text.find("charts/c.svg"));
}

TEST(Document, EveryOutcomeIsNamedWhetherItOccurredOrNot) {
  const std::string text = to_markdown(make_report(fixture::eventful_run()));
  for (const core::OutcomeRow& info : core::kIds<core::Outcome>) EXPECT_THAT(text, HasSubstr(std::string(info.id)));
}

TEST(Document, TheEstimandIsPrinted) {
  EXPECT_THAT(to_markdown(make_report(fixture::three_providers())),
              AllOf(HasSubstr("The score is the mean of the points that an iteration earns on the tasks of this suite"),
                    Not(HasSubstr("ladder: these tasks"))));
}

TEST(Document, ErrorsComeFirst) {
  RunData data = fixture::three_providers();
  data.records.push_back(fixture::RecordBuilder("stranger", "L1", 1));
  EXPECT_EQ(make_document(make_report(data), Extent::brief).sections.front().title, "Errors");
}

TEST(Document, ALongListIsCappedAndCounted) {
  RunData data = fixture::three_providers();
  for (int i = 1; i <= 15; ++i) {
    for (const char* task : {"L1", "L2"}) {
      fixture::find(data, "unsloth-mxfp4", task, i) =
          fixture::RecordBuilder("unsloth-mxfp4", task, i).outcome(core::Outcome::not_run);
    }
  }
  EXPECT_THAT(to_markdown(make_report(data)), HasSubstr("- ... and 10 more: see summary.json"));
}

TEST(Document, ManyKindsOfRequestsAreCapped) {
  RunData data = fixture::three_providers();
  for (int i = 1; i <= 8; ++i) {
    fixture::find(data, "unsloth-mxfp4", "L1", i).answered().request.max_tokens = 100 * i;
  }
  EXPECT_THAT(to_markdown(make_report(data)), HasSubstr("... and 3 more kinds"));
}

TEST(Document, MissingFiguresAreDashes) {
  RunData data = fixture::three_providers();
  std::erase_if(data.starts, [](const core::ServerStart& start) { return start.model == "aessedai-iq4xs"; });
  for (core::Record& record : data.records) record.memory = {};
  const std::string text = to_markdown(make_report(data));
  EXPECT_THAT(text, HasSubstr("| aessedai-iq4xs \\* | 85.7 [71.7, 90.7] | 15/15 | 16.87 GiB | 4.18 | - | - | - | - |"));
}

TEST(Document, AFigureThatNoModelHasIsNoColumnAndHasNoNote) {
  RunData data = fixture::three_providers();
  data.starts.clear();
  for (core::Record& record : data.records) record.memory = {};
  const std::string text = to_markdown(make_report(data));
  EXPECT_THAT(text, HasSubstr("| aessedai-iq4xs \\* | 85.7 [71.7, 90.7] | 15/15 | 16.87 GiB | 4.18 |\n"));
  EXPECT_THAT(text, Not(HasSubstr("speed probe after each server start")));
}

TEST(Document, ResidentMemoryIsCalledThat) {
  RunData data = fixture::three_providers();
  for (core::ServerStart& start : data.starts) start.memory.source = core::MemorySource::resident;
  const std::string text = to_markdown(make_report(data));
  EXPECT_THAT(text, HasSubstr("| Resident memory |"));
  EXPECT_THAT(text, Not(HasSubstr("VRAM")));
}

TEST(Document, MixedMetersAreLabelledCellByCell) {
  RunData data = fixture::three_providers();
  data.starts[0].memory.source = data.starts[1].memory.source = core::MemorySource::resident;
  const std::string text = to_markdown(make_report(data));
  EXPECT_THAT(text, HasSubstr("17.70 GiB (Resident memory)"));
  EXPECT_THAT(text, HasSubstr("17.70 GiB (VRAM (process))"));
}

TEST(Document, JudgingWhileGeneratingIsShown) {
  RunData data = fixture::three_providers();
  data.manifest.judging = core::JudgingMode::overlapping;
  EXPECT_THAT(to_markdown(make_report(data)), HasSubstr("judged while the next cell was generating"));
}

TEST(Document, AnIncompleteRunSaysHowMuchIsMissing) {
  RunData data = fixture::three_providers();
  data.records.pop_back();
  data.complete = false;
  const std::string text = to_markdown(make_report(data));
  EXPECT_THAT(text, HasSubstr("not complete: 1 of 225 planned cells"));
  EXPECT_LT(text.find("not complete"), text.find("## Summary"));  // it is part of the answer
}

TEST(Document, ARunWithRecordsForAllAndAScoreForSomeSaysWhichOfTheTwo) {
  RunData data = fixture::three_providers();
  data.complete = false;
  EXPECT_THAT(to_markdown(make_report(data)),
              testing::AllOf(HasSubstr("Some cells have no score yet"), testing::Not(HasSubstr("not complete: 0"))));
}

TEST(Document, TheLastThingIsTheCommand) {
  const std::string text = to_markdown(make_report(fixture::three_providers()));
  EXPECT_THAT(text, testing::EndsWith("llama-server \\\n  --model /models/unsloth-mxfp4.gguf \\\n  --ctx-size 8192 "
                                      "\\\n  --jinja\n```\n"));
}

TEST(Document, ARecommendedEndpointHasNoCommand) {
  RunData data = fixture::three_providers();
  data.manifest.models[0].serve_command.clear();
  EXPECT_THAT(to_markdown(make_report(data)), HasSubstr("its command line is not known here"));
}

TEST(Document, WithoutARecommendationTheReportSaysSo) {
  EXPECT_THAT(to_markdown(make_report(RunData{})), HasSubstr("No model can be recommended"));
}

}  // namespace
}  // namespace quantladder::report
