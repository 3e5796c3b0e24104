#include "quantladder/app/power.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/small_run.h"
#include "quantladder/core/error.h"

namespace quantladder::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

Inputs two_models(int iterations) {
  Inputs inputs;
  for (const char* id : {"a", "b"}) {
    bench::ModelConfig config;
    config.model.id = id;
    inputs.experiment.models.push_back(config);
  }
  inputs.experiment.baseline = "a";
  inputs.experiment.iterations = iterations;
  tasks::Suite& suite = inputs.suites.emplace_back();
  suite.id = "two";
  suite.tasks.resize(2);
  for (auto& task : suite.tasks) task.points = 50;
  return inputs;
}

TEST(Power, WithoutAPilotTheWidestCaseIsAssumed) {
  const PowerReport report = make_power_report(two_models(15), {}, 5, "/no/such/run");
  EXPECT_THAT(report.spread.source, HasSubstr("the widest case"));
  EXPECT_NEAR(report.spread.sd, 50, 1e-9);  // sqrt(2) * sqrt(2 * 50^2 / 4)
  EXPECT_FALSE(report.cautious.has_value());
  EXPECT_THAT(report.warning, HasSubstr("most likely end undecided"));
}

TEST(Power, FewerIterationsThanAnyVerdictTakesAreSaid) {
  EXPECT_THAT(make_power_report(two_models(3), {}, 5, "/no/such/run").warning,
              HasSubstr("3 iterations cannot show any difference"));
  EXPECT_THAT(too_few_iterations(100, 1), IsEmpty());
  EXPECT_THAT(too_few_iterations(1, 0), IsEmpty());
}

TEST(Power, RatesThatDoNotFitTheSuiteAreRefused) {
  EXPECT_THROW(make_power_report(two_models(15), {.assume = {0.5, 0.5, 0.5}}, 5, "/no/such/run"), core::Error);
}

TEST(Power, TheRunsOwnRecordsAreThePilotWhenThereAreEnough) {
  testing::StoredRun run;
  run.store.write_manifest(testing::small_manifest());
  for (int i = 1; i <= 6; ++i) {
    run.store.commit(testing::passed("a", "T1", i));
    run.store.commit(testing::passed("a", "T2", i));
    run.store.commit(testing::failed("b", "T1", i));
    run.store.commit(i % 2 == 0 ? testing::passed("b", "T2", i) : testing::failed("b", "T2", i));
  }
  const PowerReport report = make_power_report(two_models(15), {}, 5, run.store.folder().string());
  EXPECT_THAT(report.spread.source, HasSubstr("b against a in"));
  EXPECT_NEAR(report.spread.sd, 27.386, 1e-3);  // differences -100 and -50, three of each
  EXPECT_TRUE(report.cautious.has_value());
}

}  // namespace
}  // namespace quantladder::app
