#include <gmock/gmock.h>

#include <map>
#include <stdexcept>

#include "ladder_fixture.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "written_files.h"

namespace quantladder::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::StartsWith;

TEST(Formats, JsonWritesTheSummaryAndEachIterationThatHasARecord) {
  RunData data = fixture::empty_run(2);
  fixture::add_model(data, "a", 1000, {90, 65}, 50);
  fixture::add_model(data, "b", 1000, {40}, 50);
  const auto files = written_files("json", data);
  EXPECT_THAT(files,
              ElementsAre(Key("a/iter_01.json"), Key("a/iter_02.json"), Key("b/iter_01.json"), Key("summary.json")));
  EXPECT_EQ(files.at("a/iter_02.json"), iteration_json(data, "a", 2));
}

TEST(Formats, MarkdownHasItsChartsBesideItInBothThemes) {
  const RunData data = fixture::three_providers();
  const auto files = written_files("md", data);
  const std::string& text = files.at("report.md");
  EXPECT_THAT(text, HasSubstr("# quantladder: providers"));
  EXPECT_TRUE(files.contains("card.svg"));
  const CellTable cells(data);
  for (const Chart& chart : charts_of(make_report(cells), cells)) {
    for (const std::string& name : {"charts/" + chart.id + ".svg", "charts/" + chart.id + "-dark.svg"}) {
      EXPECT_THAT(text, HasSubstr(name));
      EXPECT_THAT(files.at(name), StartsWith("<svg xmlns"));
    }
  }
}

TEST(Formats, WhatIsPostedNamesNoFolderOfItsAuthor) {
  RunData data = fixture::three_providers();
  for (core::ModelFacts& facts : data.manifest.models)
    facts.serve_command = {"/home/alice/bin/llama-server", "--model", "/data/bob/" + facts.model.id + ".gguf"};
  const WriteOptions options{.places = {"/home/alice", {}}};
  for (const char* format : {"md", "html"}) {
    std::string all;
    for (const auto& [name, text] : written_files(format, data, options)) all += text;
    EXPECT_THAT(all, HasSubstr("~/bin/llama-server"));
    for (const char* folder : {"alice", "bob"}) EXPECT_THAT(all, Not(HasSubstr(folder))) << format;
  }
}

TEST(Formats, ATerminalIsOnlyPrintedTo) { EXPECT_EQ(format_of("terminal").write, nullptr); }

TEST(Formats, AnUnknownOneIsRefused) { EXPECT_THROW(format_of("pdf"), std::out_of_range); }

}  // namespace
}  // namespace quantladder::report
