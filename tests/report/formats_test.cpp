#include <gmock/gmock.h>

#include <map>
#include <stdexcept>

#include "ladder_fixture.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"

namespace quantladder::report {
namespace {

using testing::ElementsAre;
using testing::Key;

std::map<std::string, std::string> files_of(std::string_view format, const RunData& data) {
  std::map<std::string, std::string> files;
  const CellTable cells(data);
  const ReadCell no_texts = [](const core::CellId&) { return std::vector<KeptAttempt>(); };
  format_of(format).write(
      make_report(cells), cells, no_texts,
      [&](const std::string& path, const Fill& fill) { fill([&](std::string_view piece) { files[path] += piece; }); },
      {});
  return files;
}

TEST(Formats, JsonWritesTheSummaryAndEachIterationThatHasARecord) {
  RunData data = fixture::empty_run(2);
  fixture::add_model(data, "a", 1000, {90, 65}, 50);
  fixture::add_model(data, "b", 1000, {40}, 50);
  const auto files = files_of("json", data);
  EXPECT_THAT(files,
              ElementsAre(Key("a/iter_01.json"), Key("a/iter_02.json"), Key("b/iter_01.json"), Key("summary.json")));
  EXPECT_EQ(files.at("a/iter_02.json"), iteration_json(data, "a", 2));
}

TEST(Formats, MarkdownWritesOneFile) {
  const RunData data = fixture::three_providers();
  EXPECT_EQ(files_of("md", data).at("report.md"), format_of("md").print(make_report(data), 80, Colour::off));
}

TEST(Formats, ATerminalIsOnlyPrintedTo) { EXPECT_EQ(format_of("terminal").write, nullptr); }

TEST(Formats, AnUnknownOneIsRefused) { EXPECT_THROW(format_of("pdf"), std::out_of_range); }

}  // namespace
}  // namespace quantladder::report
