#include "quantladder/store/load_import.h"

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "quantladder/core/error.h"

namespace quantladder::store {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

json told_answer(const std::string& role, double ttft_ms, double total_ms, int words) {
  return {{"role", role},
          {"ttft_ms", ttft_ms},
          {"response_time_ms", total_ms},
          {"tokens_generated", words},
          {"tokens_per_sec", std::round(10000 * words / total_ms) / 10},
          {"content_preview", "def greet"}};
}

json told_side(const std::string& role, const std::vector<std::string>& missing) {
  json each = told_answer(role, 210, 1900, 70);
  each.update({{"verified", missing.empty()}, {"keywords_found", {"sorted"}}, {"keywords_missing", missing}});
  return each;
}

json told_level(int n) {
  json sides = json::array();
  for (int i = 1; i < n; ++i) sides.push_back(told_side("S" + std::to_string(i), {}));
  json turns = json::array();
  turns.push_back(told_answer("primary_turn_1", 200.1, 1500, 60));
  turns.push_back(told_answer("primary_turn_2", 90, 1000, 50));
  return {{"concurrency", n}, {"total_time_ms", 4100.5}, {"primary", turns}, {"side_tasks", sides}};
}

json published_file(const std::string& model = "M 1") {
  json levels = json::array();
  levels.push_back(told_level(1));
  levels.push_back(told_level(2));
  return {{"model", model},
          {"port", 7080},
          {"timestamp", "2026-02-25T10:00:00"},
          {"hardware", "RTX 4090 (24GB)"},
          {"max_parallel_slots", 3},
          {"concurrency_levels", levels}};
}

ImportedRun imported_from(const json& file, const std::map<std::string, double>& vram = {}) {
  return make_imported_load({{"a.json", file.dump()}}, vram, "exp");
}

std::string refusal(const std::vector<LoadFile>& files, const std::map<std::string, double>& vram = {}) {
  try {
    make_imported_load(files, vram, "exp");
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "none";
}

// What is said of the file with `value` at this place.
std::string refusal_with(const std::string& pointer, const json& value) {
  json file = published_file();
  file[json::json_pointer(pointer)] = value;
  return refusal({{"a.json", file.dump()}});
}

TEST(LoadImport, AFileIsAModelWithAnEpisodeForEachLevel) {
  const ImportedRun run = imported_from(published_file());
  ASSERT_THAT(run.manifest.suites, SizeIs(1));
  const core::SuiteFacts& suite = run.manifest.suites[0];
  EXPECT_EQ(suite.kind, core::SuiteKind::load);
  ASSERT_THAT(suite.items, SizeIs(2));
  EXPECT_EQ(suite.items[0].id, "once@1");
  EXPECT_THAT(suite.settings_json, HasSubstr("RTX 4090 (24GB)"));
  ASSERT_THAT(run.records, SizeIs(2));
  EXPECT_EQ(run.records[1].cell, (core::CellId{"M-1", "imported", "once@2", 1}));
  const auto& episode = std::get<core::Episode>(run.records[1].payload);
  EXPECT_EQ(episode.outcome, core::Outcome::measured);
  EXPECT_EQ(episode.window_ms, 4100.5);
  EXPECT_EQ(episode.slots, 3);
  EXPECT_EQ(episode.started_at, "2026-02-25T10:00:00");
  EXPECT_THAT(run.manifest.imported->contradictions, IsEmpty());
}

TEST(LoadImport, AnAnswerIsAnExchange) {
  json file = published_file();
  file["concurrency_levels"][1]["side_tasks"][0] = told_side("S1_docstring", {"Args", "Returns"});
  file["concurrency_levels"][1]["side_tasks"][0]["reasoning_preview"] = "Let me see";
  const ImportedRun run = imported_from(file);
  const auto& exchanges = std::get<core::Episode>(run.records[1].payload).exchanges;
  ASSERT_THAT(exchanges, SizeIs(3));
  EXPECT_EQ(exchanges[1].turn, 2);
  EXPECT_EQ(exchanges[1].sent_ms, 1500) << "behind the first turn";
  EXPECT_EQ(exchanges[1].ended_ms, 2500);
  EXPECT_EQ(exchanges[0].generation.first_content_ms, 200.1);
  EXPECT_EQ(exchanges[0].words, 60);
  EXPECT_EQ(exchanges[0].words_per_s, 40.0);
  EXPECT_FALSE(exchanges[0].generation.tokens()) << "words are not tokens";
  const core::Exchange& side = exchanges[2];
  EXPECT_EQ(side.agent, 1);
  EXPECT_EQ(side.task, "S1_docstring");
  EXPECT_EQ(side.generation.text, "def greet");
  EXPECT_EQ(side.generation.reasoning, "Let me see");
  EXPECT_THAT(side.keywords->missing, ElementsAre("Args", "Returns"));
}

TEST(LoadImport, AFirstTokenThatNobodySawIsNotKnown) {
  json file = published_file();
  file["concurrency_levels"][0]["primary"][0]["ttft_ms"] = nullptr;
  const ImportedRun run = imported_from(file);
  EXPECT_FALSE(std::get<core::Episode>(run.records[0].payload).exchanges[0].generation.first_content_ms);
}

TEST(LoadImport, StatedVramIsThePeakOfEachEpisode) {
  for (const core::Record& record : imported_from(published_file(), {{"M 1", 20500}}).records) {
    EXPECT_EQ(record.memory.source, core::MemorySource::stated);
    EXPECT_EQ(record.memory.peak_bytes, 20'500'000'000U);
  }
  EXPECT_FALSE(imported_from(published_file()).records[0].memory.peak_bytes);
  EXPECT_THAT(refusal({{"a.json", published_file().dump()}}, {{"M 2", 1}}),
              HasSubstr("no file has a model \"M 2\"; the models are \"M 1\""));
}

TEST(LoadImport, AnotherStatementIsAnotherRun) {
  const auto hash = [](const ImportedRun& run) { return run.manifest.imported->sha256; };
  EXPECT_EQ(hash(imported_from(published_file())), hash(imported_from(published_file())));
  EXPECT_NE(hash(imported_from(published_file())), hash(imported_from(published_file(), {{"M 1", 20500}})));
}

TEST(LoadImport, FiguresThatDoNotFollowFromEachOtherAreContradictions) {
  json file = published_file();
  file["concurrency_levels"][1]["primary"][0]["tokens_per_sec"] = 41.0;
  file["concurrency_levels"][1]["side_tasks"][0]["verified"] = false;
  const ImportedRun run = imported_from(file);
  EXPECT_THAT(run.manifest.imported->contradictions,
              ElementsAre(HasSubstr("/concurrency_levels/1/primary/0/tokens_per_sec: 60 words in 1500 ms are 40.0"),
                          HasSubstr("/concurrency_levels/1/side_tasks/0/verified: it is false, and 0 keywords")));
}

TEST(LoadImport, ABrokenFileIsRefusedWithItsPlace) {
  EXPECT_THAT(refusal_with("/concurrency_levels/1/total_time_ms", -1),
              HasSubstr("a.json: /concurrency_levels/1/total_time_ms: expected 0 to"));
  EXPECT_THAT(refusal_with("/concurrency_levels/1/total_time_ms", 0), HasSubstr("expected more than 0 ms"));
  EXPECT_THAT(refusal_with("/concurrency_levels/0/primary/0/tokens_generated", -5),
              HasSubstr("/concurrency_levels/0/primary/0/tokens_generated: expected 0 to"));
  EXPECT_THAT(refusal_with("/concurrency_levels/1/primary/1/role", "turn"), HasSubstr("primary_turn_2"));
  EXPECT_THAT(refusal_with("/concurrency_levels/1/primary/0/ttft_ms", 1501), HasSubstr("beyond response_time_ms"));
  EXPECT_THAT(refusal_with("/concurrency_levels/1/primary", json::array()), HasSubstr("at least one turn"));
  EXPECT_THAT(refusal_with("/concurrency_levels/1/side_tasks", json::array()),
              HasSubstr("/concurrency_levels/1/side_tasks: expected 1 beside the primary one at level 2, found 0"));
  EXPECT_THAT(refusal_with("/concurrency_levels/1/concurrency", 0), HasSubstr("expected 1 to 256, found 0"));
  EXPECT_THAT(refusal_with("/concurrency_levels/1", told_level(1)),
              HasSubstr("/concurrency_levels/1/concurrency: level 1 comes after level 1"));
  json falling = json::array();
  falling.push_back(told_level(1));
  falling.push_back(told_level(3));
  falling.push_back(told_level(2));
  EXPECT_THAT(refusal_with("/concurrency_levels", falling),
              HasSubstr("a.json: /concurrency_levels/2/concurrency: level 2 comes after level 3; levels rise"));
  json later = json::array();
  later.push_back(told_level(2));
  EXPECT_THAT(refusal_with("/concurrency_levels", later), HasSubstr("a.json: /concurrency_levels: level 1 is missing"));
  json renamed = published_file();
  renamed["levels"] = renamed["concurrency_levels"];
  renamed.erase("concurrency_levels");
  EXPECT_TRUE(has_load_layout(renamed.dump())) << "it is no table of scores either";
  EXPECT_THAT(refusal({{"a.json", renamed.dump()}}), HasSubstr("a.json: /concurrency_levels: missing"));
  EXPECT_THAT(refusal_with("/model", ""), HasSubstr("/model: expected a text that is not empty"));
  EXPECT_THAT(refusal_with("/modell", "x"), HasSubstr("/modell"));
  EXPECT_THAT(refusal_with("/max_parallel_slots", 0), HasSubstr("/max_parallel_slots"));
  EXPECT_THAT(refusal({{"a.json", "{\"concurrency_levels\": []}"}}), HasSubstr("a.json: /model"));
}

TEST(LoadImport, NumbersThatAreNoneAreRefusedWithTheirLine) {
  std::string text = published_file().dump(1);
  text.replace(text.find("4100.5"), 6, "NaN");
  EXPECT_THAT(refusal({{"a.json", text}}), HasSubstr("a.json: line "));
}

TEST(LoadImport, EachFileIsOfAnotherModel) {
  EXPECT_THAT(refusal({{"a.json", published_file().dump()}, {"b.json", published_file("M-1").dump()}}),
              HasSubstr("b.json: /model: a.json has the model \"M 1\" already"));
  EXPECT_EQ(refusal({{"a.json", published_file().dump()}, {"b.json", published_file("M 2").dump()}}), "none");
}

TEST(LoadImport, TablesHaveAnotherLayout) {
  EXPECT_TRUE(has_load_layout(" \n" + published_file().dump()));
  EXPECT_FALSE(has_load_layout(R"([{"model": "a", "iteration": 1, "score": 50}])"));
  EXPECT_FALSE(has_load_layout("model,iteration,score\n\"concurrency_levels\",1,2\n"));
}

}  // namespace
}  // namespace quantladder::store
