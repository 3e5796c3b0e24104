#include "quantladder/app/early_stop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/small_run.h"
#include "quantladder/core/error.h"

namespace quantladder::app {
namespace {

using ::testing::ElementsAre;
using testing::failed;
using ::testing::HasSubstr;
using testing::passed;
using testing::small_manifest;

// `a` passes everything, `b` nothing.
std::vector<core::Record> opposites(int iterations) {
  std::vector<core::Record> records;
  for (int i = 1; i <= iterations; ++i) {
    for (const char* task : {"T1", "T2"}) {
      records.push_back(passed("a", task, i));
      records.push_back(failed("b", task, i));
    }
  }
  return records;
}

struct Looked : testing::StoredRun {
  explicit Looked(core::Manifest run) : manifest(std::move(run)), rule(make()) {}
  EarlyStop make() {
    return {store, manifest, 5, [this](const std::string& line) { said.push_back(line); }};
  }
  core::Manifest manifest;
  std::vector<std::string> said;
  EarlyStop rule;
};

core::Manifest long_run() {
  core::Manifest run = small_manifest();
  run.iterations = 24;
  return run;
}

TEST(EarlyStop, DeclaresEveryModelAgainstTheBaseline) {
  const core::StoppingPlan plan = declare_stopping(small_manifest(), 3);
  EXPECT_EQ(plan.n_max, 6);
  EXPECT_EQ(plan.margin, 3);
  EXPECT_EQ(plan.baseline, "a");
  EXPECT_THAT(plan.candidates, ElementsAre("b"));
}

TEST(EarlyStop, StopsWhenEveryComparisonIsDecidedAndKeepsTheLook) {
  Looked run(long_run());
  EXPECT_TRUE(run.rule.stop_after(1, opposites(12)));
  EXPECT_THAT(run.said, ElementsAre(HasSubstr("1 of 1 comparisons decided")));
  const auto log = run.store.stopping_log();
  ASSERT_TRUE(log.has_value());
  ASSERT_EQ(log->looks.size(), 1u);
  EXPECT_EQ(log->looks[0].comparisons[0].decision.better, core::Side::b);
}

TEST(EarlyStop, ALookThatWasTakenIsNotTakenAgain) {
  Looked run(long_run());
  EXPECT_TRUE(run.rule.stop_after(1, opposites(12)));
  EarlyStop resumed = run.make();
  EXPECT_TRUE(resumed.stop_after(1, {}));  // whatever was rescored since
  EXPECT_EQ(run.said.size(), 1u);
}

TEST(EarlyStop, GoesOnWhileNothingIsDecided) {
  Looked run(long_run());
  EXPECT_FALSE(run.rule.stop_after(1, opposites(1)));
  EXPECT_EQ(run.store.stopping_log()->looks[0].comparisons[0].decision.verdict, core::Verdict::undecided);
}

TEST(EarlyStop, ARuleThatChangesAfterTheDataAreSeenIsRefused) {
  testing::StoredRun run;
  const core::Manifest manifest = small_manifest();
  EarlyStop(run.store, manifest, 5, [](const std::string&) {});
  EXPECT_THROW(EarlyStop(run.store, manifest, 4, [](const std::string&) {}), core::Error);
}

TEST(EarlyStop, ARunThatWasBegunWithoutItIsRefused) {
  testing::StoredRun run;
  run.store.commit(passed("a", "T1", 1));
  const core::Manifest manifest = small_manifest();
  EXPECT_THROW(EarlyStop(run.store, manifest, 5, [](const std::string&) {}), core::Error);
}

}  // namespace
}  // namespace quantladder::app
