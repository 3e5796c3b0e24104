// Which runs a history is made of, and what is read of them.
#include "quantladder/app/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/small_run.h"
#include "quantladder/core/error.h"

namespace quantladder::app {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

void store_night(const fs::path& folder, const std::string& created_at, const std::vector<std::string>& models) {
  auto store = store::RunStore::open_for_writing(folder);
  core::Manifest run = testing::small_manifest();
  run.created_at = created_at;
  run.models.clear();
  for (const std::string& model : models) run.models.push_back(testing::small_model(model));
  run.baseline = models.front();
  store.write_manifest(run);
  for (const std::string& model : models) {
    for (const char* task : {"T1", "T2"}) {
      for (int i = 1; i <= 6; ++i) store.commit(testing::passed(model, task, i));
    }
  }
}

std::string refusal(const std::vector<std::string>& paths, const std::string& model = "") {
  try {
    load_nights(paths, model);
  } catch (const core::Error& error) {
    return error.what();
  }
  return "";
}

TEST(Nights, AFolderStandsForTheRunsInIt) {
  const sys::TempDir temp;
  store_night(temp.path() / "nights" / "tuesday", "2026-11-03T00:00:00.000Z", {"a"});
  store_night(temp.path() / "nights" / "monday", "2026-11-02T00:00:00.000Z", {"a"});
  fs::create_directories(temp.path() / "nights" / "notes");
  const std::string folder = (temp.path() / "nights").string();
  EXPECT_THAT(find_runs({folder, folder + "/monday"}), ElementsAre(folder + "/monday", folder + "/tuesday"));
}

TEST(Nights, EveryModelHasTheNightsOfTheRunsThatHaveIt) {
  const sys::TempDir temp;
  store_night(temp.path() / "1", "2026-11-01T00:00:00.000Z", {"a"});
  store_night(temp.path() / "2", "2026-11-02T00:00:00.000Z", {"b", "a"});
  store_night(temp.path() / "3", "2026-11-03T00:00:00.000Z", {"b"});
  const auto all = load_nights({temp.path().string()});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].model, "a");
  EXPECT_EQ(all[0].nights.size(), 2U);
  EXPECT_THAT(all[0].without, ElementsAre("3"));
  EXPECT_EQ(all[1].model, "b");
  EXPECT_THAT(all[1].without, ElementsAre("1"));
  EXPECT_EQ(load_nights({temp.path().string()}, "b").size(), 1U);
}

TEST(Nights, ANightIsReadFromItsRun) {
  const sys::TempDir temp;
  store_night(temp.path() / "1", "2026-11-01T00:00:00.000Z", {"a"});
  const auto all = load_nights({(temp.path() / "1").string()});
  ASSERT_EQ(all[0].nights.size(), 1U);
  const report::Night& night = all[0].nights[0];
  EXPECT_EQ(night.run, "1");
  EXPECT_EQ(night.created_at, "2026-11-01T00:00:00.000Z");
  EXPECT_EQ(night.points, 100);
  EXPECT_EQ(night.figures[0].figure.value, 100);
  EXPECT_EQ(night.figures[0].values.size(), 6U);
}

TEST(Nights, AFolderWithoutRunsIsNamed) {
  const sys::TempDir temp;
  EXPECT_THAT(refusal({temp.path().string()}), HasSubstr(temp.path().string() + ": no run in this folder"));
  EXPECT_THAT(refusal({(temp.path() / "nowhere").string()}), HasSubstr("no such run or table"));
}

TEST(Nights, AModelThatNoRunHasIsRefusedWithThoseThatThereAre) {
  const sys::TempDir temp;
  store_night(temp.path() / "1", "2026-11-01T00:00:00.000Z", {"a", "b"});
  EXPECT_EQ(refusal({temp.path().string()}, "c"), "--model c: no run has such a model; there are a, b");
}

TEST(Nights, TablesOfScoresAreNights) {
  const sys::TempDir temp;
  for (const char* name : {"1.csv", "2.csv"}) {
    sys::replace_file(temp.path() / name, "model,iteration,score\na,1,90\na,2,80\n");
  }
  const auto all = load_nights({(temp.path() / "1.csv").string(), (temp.path() / "2.csv").string()}, "", 100);
  ASSERT_EQ(all.size(), 1U);
  ASSERT_EQ(all[0].nights.size(), 2U);
  EXPECT_EQ(all[0].nights[0].run, "1");
  EXPECT_EQ(all[0].nights[0].created_at, "") << "a table does not tell";
  EXPECT_EQ(all[0].nights[1].figures[0].values.size(), 2U);
  EXPECT_EQ(all[0].nights[1].figures[0].values[0].text, 0U);
}

}  // namespace
}  // namespace quantladder::app
