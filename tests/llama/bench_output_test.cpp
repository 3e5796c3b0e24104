#include "llama/bench_output.h"

#include <gmock/gmock.h>

#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// What came out of `text` when it was read in pieces of `size` bytes.
struct Read {
  std::vector<std::string> objects;
  std::string stray;
};
Read read_in_pieces(const std::string& text, std::size_t size) {
  Read read;
  BenchOutput output([&](const std::string& object) { read.objects.push_back(object); });
  for (std::size_t at = 0; at < text.size(); at += size) output.read(text.substr(at, size));
  output.finish();
  read.stray = output.stray();
  return read;
}

TEST(BenchOutput, FindsTheObjectsHoweverTheyArrive) {
  for (const std::size_t size : {1, 2, 7, 1000}) {
    EXPECT_THAT(read_in_pieces("{\"a\": \"}{\"}\n{\"b\": [1, 2]}\n", size).objects,
                ElementsAre(R"({"a": "}{"})", R"({"b": [1, 2]})"));
  }
}

TEST(BenchOutput, TellsOfAnObjectAsSoonAsItsLineIsOver) {
  std::vector<std::string> objects;
  BenchOutput output([&](const std::string& object) { objects.push_back(object); });
  output.read("{\"a\": 1}\n{\"b\":");
  EXPECT_THAT(objects, ElementsAre(R"({"a": 1})"));
}

TEST(BenchOutput, FindsTheElementsOfAList) {
  const std::string text = "[\n  {\n    \"a\": [ 1, 2 ],\n    \"b\": 3\n  },\n  {\n    \"a\": [ 4 ]\n  }\n]\n";
  const auto read = read_in_pieces(text, 5);
  ASSERT_EQ(read.objects.size(), 2U);
  EXPECT_THAT(read.objects[1], HasSubstr("[ 4 ]"));
  EXPECT_EQ(read.stray, "");
}

TEST(BenchOutput, TheLastOfAListThatStaysOpenCounts) {
  EXPECT_EQ(read_in_pieces("[\n  {\n    \"a\": 1\n  }", 100).objects.size(), 1U);
}

TEST(BenchOutput, WhatBelongsToNoObjectIsKeptAside) {
  const auto read = read_in_pieces("warning: slow\n{\"a\": 1}\n{\"b\": oops}\n{\"c\": 3}\n", 9);
  EXPECT_THAT(read.objects, ElementsAre(R"({"a": 1})", R"({"c": 3})"));
  EXPECT_EQ(read.stray, "warning: slow");
}

TEST(BenchOutput, AnObjectThatBreaksOffIsNone) {
  const auto read = read_in_pieces("{\"a\": 1}\n{\"samples_ns\": [ 1,", 100);
  EXPECT_EQ(read.objects.size(), 1U);
  EXPECT_THAT(read.stray, HasSubstr("samples_ns"));
}

TEST(BenchOutput, EndlessTextIsNotKept) {
  BenchOutput output([](const std::string&) { FAIL(); });
  const std::string block(1 << 16, 'x');
  for (int i = 0; i < 64; ++i) output.read("{" + block);
  EXPECT_LE(output.stray().size(), 310U);
}

std::vector<BenchLine> lines_of_captured(const std::string& file) {
  std::vector<BenchLine> lines;
  BenchOutput output([&](const std::string& object) { lines.push_back(parse_bench_line(object).value()); });
  output.read(sys::read_file(std::string(QUANTLADDER_SOURCE_DIR "/tests/llama/captured/") + file));
  output.finish();
  EXPECT_EQ(output.stray(), "");
  return lines;
}

TEST(ParseBenchLine, ReadsWhatARealOneWrote) {
  const auto lines = lines_of_captured("llama-bench.jsonl");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[3].test, (core::SpeedTest{.generated = 8, .depth = 16, .repetitions = 2}));
  EXPECT_THAT(lines[3].samples_ns, ElementsAre(347385834, 326116885));
  EXPECT_EQ(lines[3].build, "unknown (0)");
  EXPECT_EQ(lines[3].backends, "CPU");
}

TEST(ParseBenchLine, ReadsTheListThatARealOneWrote) {
  const auto lines = lines_of_captured("llama-bench.json");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].test, (core::SpeedTest{.prompt = 8, .repetitions = 2}));
  EXPECT_EQ(lines[1].test, (core::SpeedTest{.generated = 4, .repetitions = 2}));
}

TEST(ParseBenchLine, ReadsTestSamplesAndSetup) {
  const auto line = parse_bench_line(
      R"({"build_commit": "abc", "build_number": 7, "backends": "CPU", "gpu_info": "", "n_threads": 2,
          "n_prompt": 0, "n_gen": 128, "n_depth": 4096, "avg_ts": 1.5, "samples_ns": [ 1000, 2000 ]})");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->test, (core::SpeedTest{.generated = 128, .depth = 4096, .repetitions = 2}));
  EXPECT_THAT(line->samples_ns, ElementsAre(1000, 2000));
  EXPECT_EQ(line->build, "abc (7)");
  EXPECT_EQ(line->backends, "CPU");
  EXPECT_THAT(line->setup_json, HasSubstr(R"("n_threads":2)"));
  EXPECT_THAT(line->setup_json, Not(HasSubstr("avg_ts")));
}

TEST(ParseBenchLine, WithoutADepthItIsNone) {
  EXPECT_EQ(parse_bench_line(R"({"n_prompt": 512, "n_gen": 0, "samples_ns": [1]})")->test.depth, 0);
}

TEST(ParseBenchLine, SamplesThatNoClockGivesAreLeftOut) {
  const auto line = parse_bench_line(R"({"n_prompt": 8, "samples_ns": [0, -5, "7", null, 30]})");
  ASSERT_TRUE(line);
  EXPECT_THAT(line->samples_ns, ElementsAre(30));
}

TEST(ParseBenchLine, OtherObjectsAreNone) {
  for (const char* text : {"{}", "[]", "7", R"({"n_prompt": 8})", R"({"n_prompt": -1, "samples_ns": [1]})",
                           R"({"n_prompt": 1e30, "samples_ns": [1]})", R"({"n_prompt": "8", "samples_ns": [1]})",
                           R"({"n_prompt": 8, "samples_ns": [1e400]})"}) {
    EXPECT_FALSE(parse_bench_line(text)) << text;
  }
}

}  // namespace
}  // namespace quantladder::llama
