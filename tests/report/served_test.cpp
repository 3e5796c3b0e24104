// From llama-bench to what a client waits for: each step beside the one before it.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "nlohmann/json.hpp"
#include "quantladder/report/json.h"
#include "quantladder/report/measure.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using core::ServedStep;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

core::Record record_of(const std::string& model, const std::string& test, int iteration, core::Timed timed) {
  core::Record record;
  record.cell = {model, "speed", test, iteration};
  record.round = iteration;
  timed.test = *core::parse_speed_test(test);
  timed.outcome = core::Outcome::measured;
  record.payload = std::move(timed);
  return record;
}

// So many tokens a second, with a prompt of 100 tokens in a second before them.
core::ServedSample sample(ServedStep step, double rate) {
  return {step,
          {.prompt_n = 100, .prompt_ms = 1000, .predicted_n = 51, .predicted_ms = 50'000 / rate},
          1000 + 50'000 / rate};
}

// Starts differ by as much as steps do; llama-bench makes 100 tokens/s in an average one, the server 10 % less, and the
// penalties take a fifth of that.
class Served : public ::testing::Test {
 protected:
  Served() {
    data = fixture::empty_run(4);
    data.manifest.suites = {{.id = "speed",
                             .kind = core::SuiteKind::speed,
                             .iterations = 4,
                             .rounds = 4,
                             .items = {{.id = "pp100"}, {.id = "tg50@d100"}, {.id = "served-tg50@d100"}}}};
    for (const char* model : {"a", "b"}) data.manifest.models.push_back(fixture::ladder_model(model, 3000));
    for (int i = 1; i <= 4; ++i) {
      add("a", i, ServedStep::as_asked);
      add("b", i, ServedStep::sampler);
    }
  }
  void add(const std::string& model, int i, ServedStep last) {
    const double luck = 1 + 0.1 * (i - 2.5);
    const double wobble = i % 2 == 0 ? 1.01 : 0.99;
    data.records.push_back(record_of(model, "pp100", i, {.samples_ns = {100 * 1e9 / (110 * luck)}}));
    data.records.push_back(record_of(model, "tg50@d100", i, {.samples_ns = {50 * 1e9 / (100 * luck)}}));
    core::Timed timed;
    for (const double noise : {0.98, 1.02}) {
      timed.served.push_back(sample(ServedStep::greedy, 90 * luck * noise));
      timed.served.push_back(sample(ServedStep::sampler, 90 * luck * noise * wobble));
      if (last == ServedStep::as_asked) timed.served.push_back(sample(last, 72 * luck * noise));
    }
    data.records.push_back(record_of(model, "served-tg50@d100", i, timed));
  }
  std::string text() { return to_markdown(make_document(make_report(data), Extent::full)); }

  RunData data;
};

TEST_F(Served, EachStepIsARatioToTheOneBeforeIt) {
  const Summary summary = make_summary(data);
  ASSERT_EQ(summary.models[0].served.size(), 1U);
  const ServedSpeed& speed = summary.models[0].served.front();
  std::vector<std::string> names;
  for (const SpeedStep& step : speed.generation) names.push_back(step.name);
  EXPECT_THAT(names, ElementsAre("llama-bench", "server, greedy", "with its sampler", "as the run asks",
                                 "end to end, with the prompt"));
  EXPECT_FALSE(speed.generation[0].ratio);
  EXPECT_NEAR(*speed.generation[0].rate.value, 99.4, 0.1) << "the geometric mean over starts";
  EXPECT_NEAR(speed.generation[1].ratio->value, 0.9, 1e-6);
  EXPECT_NEAR(speed.generation[2].ratio->value, 1, 1e-3);
  EXPECT_FALSE(speed.generation[2].is_told_apart()) << "two starts up, two down";
  EXPECT_NEAR(speed.generation[3].ratio->value, 0.8, 1e-3);
  EXPECT_TRUE(speed.generation[3].is_told_apart()) << "starts share their luck, so pairs are narrow";
  const double total_s = 1 + 50 / 72.0;
  EXPECT_NEAR(speed.generation[4].rate.value.value(), 51 / total_s, 1);
  EXPECT_EQ(speed.prompt.size(), 2U);
  EXPECT_EQ(speed.prompt[1].name, "server");
  EXPECT_NEAR(*speed.prompt[1].rate.value, 100, 1e-6);
}

TEST_F(Served, AModelWithoutPenaltiesHasNoSuchStep) {
  const Summary summary = make_summary(data);
  EXPECT_EQ(summary.models[1].served.front().generation.size(), 4U);
  EXPECT_THAT(text(), HasSubstr("| as the run asks | 71.5 (-20 % [-21, -19]) | - |"));
}

TEST_F(Served, TheReportSaysWhatWasNotToldApart) {
  EXPECT_THAT(text(), AllOf(HasSubstr("## From llama-bench to what you wait for"),
                            HasSubstr("89.4, not told apart (0.0 % [-1.8, +1.8])"),
                            HasSubstr("50 tokens generated behind 100"), HasSubstr("Its prompt of 100 tokens")));
}

TEST_F(Served, OneStartHasNoIntervalAndSaysNothingOfChance) {
  std::erase_if(data.records, [](const auto& record) { return record.cell.iteration > 1; });
  EXPECT_THAT(text(), AllOf(HasSubstr("61.2 (-19 %)"), Not(HasSubstr("told apart"))));
}

TEST_F(Served, WithoutLlamaBenchTheServerIsTheFirst) {
  std::erase_if(data.records, [](const auto& record) { return record.cell.item != "served-tg50@d100"; });
  const Summary summary = make_summary(data);
  EXPECT_EQ(summary.models[0].served.front().generation.front().name, "server, greedy");
  EXPECT_FALSE(summary.models[0].served.front().generation.front().ratio);
}

TEST_F(Served, TheFiguresOfLlamaBenchAreWithoutIt) {
  const Summary summary = make_summary(data);
  EXPECT_EQ(summary.models[0].tests.size(), 2U);
  EXPECT_THAT(text(), Not(HasSubstr("| served-tg50@d100 |")));
  EXPECT_EQ(summary.models[0].figures.count("bench_tg:served-tg50@d100"), 0U);
}

TEST_F(Served, TheJsonHasTheSteps) {
  const auto json = nlohmann::json::parse(to_json(make_report(data)));
  const auto& served = json["models"][0]["served"][0];
  EXPECT_EQ(served["test"], "served-tg50@d100");
  EXPECT_EQ(served["generation"][3]["step"], "as the run asks");
  EXPECT_EQ(served["generation"][3]["told_apart"], true);
  EXPECT_LT(served["generation"][3]["ratio_ci"]["hi"], 1);
  EXPECT_TRUE(served["generation"][0]["ratio"].is_null());
  std::erase_if(data.records, [](const auto& record) { return record.cell.iteration > 1; });
  const auto once = nlohmann::json::parse(to_json(make_report(data)));
  EXPECT_TRUE(once["models"][0]["served"][0]["generation"][1]["told_apart"].is_null()) << "one start tells nothing";
}

TEST_F(Served, ASuiteOfTheSameTestsIsToldApart) {
  data.manifest.suites.push_back(data.manifest.suites.front());
  data.manifest.suites.back().id = "again";
  const auto before = make_summary(data).models[0].served.front().generation[1].rate.value;
  std::vector<core::Record> more = data.records;
  for (core::Record& record : more) {
    record.cell.suite = "again";
    auto& timed = std::get<core::Timed>(record.payload);
    for (core::ServedSample& each : timed.served) each.timings.predicted_ms *= 2;
    data.records.push_back(record);
  }
  const Summary summary = make_summary(data);
  ASSERT_EQ(summary.models[0].served.size(), 2U);
  EXPECT_EQ(summary.models[0].served[0].generation[1].rate.value, before);
  EXPECT_NEAR(*summary.models[0].served[1].generation[1].rate.value, *before / 2, 1e-6);
  EXPECT_THAT(text(), AllOf(HasSubstr("speed/served-tg50@d100: "), HasSubstr("again/served-tg50@d100: ")));
}

TEST_F(Served, ALoneSampleIsHeldAgainstThoseOfOtherStarts) {
  for (core::Record& record : data.records) {
    auto& timed = std::get<core::Timed>(record.payload);
    if (timed.served.empty()) continue;
    timed.served.resize(1);
    if (record.cell.iteration == 2 && record.cell.model == "a") timed.served[0].timings.predicted_ms *= 20;
  }
  EXPECT_THAT(text(), HasSubstr("a: in served-tg50@d100, 1 of 4 samples fell below 70 %"));
}

TEST_F(Served, WhatLlamaBenchCouldNotBeToldIsADoubt) {
  std::get<core::Timed>(data.records[1].payload).start.not_shared = {"llama-bench knows no draft model"};
  EXPECT_THAT(text(), HasSubstr("a: llama-bench knows no draft model"));
}

TEST_F(Served, SamplesThatCollapsedAreCountedAndKept) {
  EXPECT_THAT(text(), Not(HasSubstr("fell below")));
  auto& bench = std::get<core::Timed>(data.records[1].payload);
  bench.samples_ns = {1e9, 1e9, 1.5e9};
  auto& served = std::get<core::Timed>(data.records[2].payload);
  served.served.push_back(sample(ServedStep::greedy, 20));
  EXPECT_THAT(text(), AllOf(HasSubstr("a: in tg50@d100, 1 of 6 samples fell below 70 % of the median of their start"),
                            HasSubstr("a: in served-tg50@d100, 1 of 25 samples fell below")));
}

}  // namespace
}  // namespace quantladder::report
