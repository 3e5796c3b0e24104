// A suite of speed beside one of code, with a scripted llama-bench.
#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>

#include "bench/run_loop.h"

namespace quantladder::bench {
namespace {

using core::Outcome;
using llama::BenchEnd;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SpeedRun : public RunLoop {
 protected:
  SpeedRun() {
    tasks::Suite& speed = suites.emplace_back();
    speed.id = "speed";
    speed.version = "1.0.0";
    speed.kind = core::SuiteKind::speed;
    speed.iterations = 2;
    speed.rounds = 2;
    speed.speed.tests = {*core::parse_speed_test("pp8"), *core::parse_speed_test("tg4")};
    run_bench = [this](const core::Model& model, const std::vector<core::SpeedTest>& tests,
                       const llama::BenchWatch& watch) {
      asked.push_back(model.id + " " + std::to_string(tests.size()));
      for (const core::SpeedTest& test : tests) {
        const BenchEnd end = ends.empty() ? BenchEnd::measured : ends.front();
        if (!ends.empty()) ends.pop_front();
        llama::BenchResult result{.test = test, .end = end, .start = 0};
        if (end == BenchEnd::measured) result.samples_ns = {1e9, 2e9};
        if (end != BenchEnd::measured) result.fault = "scripted";
        watch.on_result(result, {.program = "/bin/llama-bench", .argv = {"llama-bench"}, .build = "1 (2)"});
      }
      return llama::BenchRun{};
    };
  }
  std::vector<core::Record> speeds(const std::string& model) {
    std::vector<core::Record> found = records();
    std::erase_if(found, [&](const auto& record) {
      return record.kind() != core::SuiteKind::speed || record.cell.model != model;
    });
    return found;
  }

  std::deque<BenchEnd> ends;  // of the next tests; measured when there is none
  std::vector<std::string> asked;
};

TEST_F(SpeedRun, RunsBesideTheTasksAndModelsAlternateInBoth) {
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_THAT(asked, ElementsAre("a 2", "b 2", "b 2", "a 2"));
  EXPECT_THAT(launcher.started, ElementsAre("a", "b", "b", "a"));
  EXPECT_THAT(records(), SizeIs(16));
  const core::Record record = speeds("a").at(0);
  EXPECT_EQ(record.cell, (core::CellId{"a", "speed", "pp8", 1}));
  EXPECT_EQ(record.outcome(), Outcome::measured);
  const auto& timed = std::get<core::Timed>(record.payload);
  EXPECT_THAT(timed.samples_ns, ElementsAre(1e9, 2e9));
  EXPECT_THAT(timed.tokens_per_s(), ElementsAre(8, 4));
  EXPECT_EQ(timed.start.build, "1 (2)");
}

TEST_F(SpeedRun, LlamaBenchIsNotAskedOfAModelWithADraft) {
  experiment.models[0].model.server.draft = core::Draft{.type = core::Drafter::ngram_mod};
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_THAT(asked, ElementsAre("b 2", "b 2"));
  ASSERT_THAT(speeds("a"), SizeIs(4));
  for (const core::Record& record : speeds("a")) {
    EXPECT_EQ(record.outcome(), Outcome::not_measurable);
    EXPECT_THAT(record.reason(), HasSubstr("llama-bench drafts nothing"));
  }
}

TEST_F(SpeedRun, WhatIsMeasuredIsNotMeasuredAgain) {
  run();
  asked.clear();
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_THAT(asked, IsEmpty());
}

TEST_F(SpeedRun, ATestThatDiedIsRepeatedInAStartOfItsOwn) {
  ends = {BenchEnd::measured, BenchEnd::died};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  EXPECT_THAT(asked, ElementsAre("a 2", "a 1", "a 2"));
  const auto found = speeds("a");
  ASSERT_THAT(found, SizeIs(5));
  EXPECT_EQ(found[1].outcome(), Outcome::infrastructure_program_died);
  EXPECT_EQ(found[1].reason(), "scripted");
  EXPECT_EQ(core::to_text(found[2].reason_for_attempt), "retry: infrastructure.program_died");
  EXPECT_EQ(found[2].outcome(), Outcome::measured);
}

TEST_F(SpeedRun, ATestIsTriedAsOftenAsTheConfigurationSays) {
  experiment.client.attempts = 2;
  ends = {4, BenchEnd::timed_out};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_THAT(asked, ElementsAre("a 2", "a 2", "a 2"));
  EXPECT_EQ(speeds("a").at(0).outcome(), Outcome::infrastructure_deadline);
}

TEST_F(SpeedRun, WhatAnotherSettingWouldNeedIsNotRepeatedNow) {
  ends = {BenchEnd::no_context, BenchEnd::refused};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_THAT(asked, SizeIs(2));  // one for each iteration
  EXPECT_EQ(speeds("a").at(0).outcome(), Outcome::not_run);
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete) << "another session tries it again";
}

TEST_F(SpeedRun, WhatWasStoppedIsNoRecord) {
  ends = {BenchEnd::stopped, BenchEnd::stopped};
  run({.models = {"a"}, .items = {"pp8", "tg4"}});
  EXPECT_THAT(speeds("a"), SizeIs(2));  // of the second iteration
}

TEST_F(SpeedRun, OneItemOfASuiteCanBeChosen) {
  EXPECT_EQ(run({.models = {"b"}, .items = {"speed/tg4"}}), RunEnd::complete);
  EXPECT_THAT(asked, ElementsAre("b 1", "b 1"));
  EXPECT_THAT(launcher.started, IsEmpty());
}

// The server's own tests: an answer has the tokens that were asked for, 10 ms each, and its prompt's.
class ServedRun : public SpeedRun {
 protected:
  ServedRun() {
    suites.back().speed.tests = {*core::parse_speed_test("tg4@d8"), *core::parse_speed_test("served-tg4@d8")};
    for (auto& test : suites.back().speed.tests) test.repetitions = 2;
    for (auto& model : experiment.models) model.request.sampling = {.temperature = 0.6, .presence_penalty = 1.5};
    completer.answer = [this](const llama::CompletionRequest& request) {
      if (request.path != llama::kCompletionPath) return reply("answer = 'good'");
      const auto body = nlohmann::json::parse(request.body_json);
      bodies.push_back(body);
      core::Generation generation = reply("");
      generation.finish = core::Finish::length;
      generation.timings = core::ServerTimings{.cache_n = 0,
                                               .prompt_n = static_cast<std::int64_t>(body["prompt"].size()),
                                               .prompt_ms = 80,
                                               .predicted_n = body["max_tokens"],
                                               .predicted_ms = 10.0 * (body["max_tokens"].get<int>() - 1)};
      generation.total_ms = 130;
      if (spoil) spoil(generation);
      return generation;
    };
  }
  core::Timed timed_by(const std::string& model) {
    for (const core::Record& record : speeds(model)) {
      if (record.cell.item == "served-tg4@d8") return std::get<core::Timed>(record.payload);
    }
    return {};
  }
  Selection only_served() { return {.models = {"a"}, .items = {"served-tg4@d8"}}; }

  std::vector<nlohmann::json> bodies;
  std::function<void(core::Generation&)> spoil;
};

TEST_F(ServedRun, AStartOfTheServerIsAskedInStepsThatTakeTurns) {
  EXPECT_EQ(run(only_served()), RunEnd::complete);
  EXPECT_THAT(asked, IsEmpty()) << "no llama-bench";
  EXPECT_THAT(launcher.started, ElementsAre("a", "a"));
  const core::Timed timed = timed_by("a");
  EXPECT_EQ(timed.outcome, Outcome::measured);
  std::vector<core::ServedStep> steps;
  for (const auto& sample : timed.served) steps.push_back(sample.step);
  using enum core::ServedStep;
  EXPECT_THAT(steps, ElementsAre(greedy, sampler, as_asked, greedy, sampler, as_asked));
  EXPECT_EQ(timed.served.front().timings.predicted_n, 5) << "the first token comes of the prompt";
  EXPECT_EQ(timed.served.front().total_ms, 130);
  ASSERT_THAT(bodies, SizeIs(14)) << "of each start the first one warms up";
  EXPECT_EQ(bodies[1]["temperature"], 0);
  EXPECT_EQ(bodies[2]["temperature"], 0.6);
  EXPECT_EQ(bodies[2]["presence_penalty"], 0);
  EXPECT_EQ(bodies[3]["presence_penalty"], 1.5);
  EXPECT_EQ(bodies[3]["prompt"].size(), 8U);
  EXPECT_NE(bodies[3]["prompt"], bodies[4]["prompt"]);
  EXPECT_EQ(speeds("a").front().server_start, 1);
}

TEST_F(ServedRun, BothModelsReadTheSamePrompts) {
  run({.models = {"a"}, .items = {"served-tg4@d8"}});
  const auto of_a = bodies;
  bodies.clear();
  run({.models = {"b"}, .items = {"served-tg4@d8"}});
  for (std::size_t i = 0; i < of_a.size(); ++i) EXPECT_EQ(bodies.at(i)["prompt"], of_a[i]["prompt"]) << i;
}

TEST_F(ServedRun, WithoutPenaltiesThereIsNoSuchStep) {
  for (auto& model : experiment.models) model.request.sampling = {.temperature = 0.6, .repeat_penalty = 1.0};
  run(only_served());
  EXPECT_THAT(timed_by("a").served, SizeIs(4));
  for (auto& model : experiment.models) model.request.request_extra_json = R"({"dry_multiplier": 0.8})";
  run({.models = {"b"}, .items = {"served-tg4@d8"}});
  EXPECT_THAT(timed_by("b").served, SizeIs(6));
}

TEST_F(ServedRun, AnAnswerOfAnotherLengthIsNoSample) {
  experiment.client.attempts = 1;
  const std::map<std::string, std::function<void(core::Generation&)>> faults{
      {"read 7 tokens of a prompt of 8", [](auto& generation) { generation.timings->prompt_n = 7; }},
      {"generated 3 tokens of 5", [](auto& generation) { generation.timings->predicted_n = 3; }},
      {"came from a cache", [](auto& generation) { generation.timings->cache_n = 2; }}};
  for (const auto& [reason, fault] : faults) {
    spoil = fault;
    run({.models = {"a"}, .items = {"served-tg4@d8"}, .repeat = Repeat::rerun});
    const core::Record last = speeds("a").back();
    EXPECT_EQ(last.outcome(), Outcome::infrastructure_not_understood) << reason;
    EXPECT_THAT(last.reason(), HasSubstr(reason));
    EXPECT_THAT(std::get<core::Timed>(last.payload).served, IsEmpty()) << "a part of it would be no fair share";
  }
}

TEST_F(ServedRun, AFaultIsRepeatedInAnotherStart) {
  int left = 1;
  spoil = [&](core::Generation& generation) {
    if (left-- <= 0) return;
    generation.finish = core::Finish::stall;
    generation.fault = "nothing came";
  };
  EXPECT_EQ(run(only_served()), RunEnd::complete);
  EXPECT_THAT(launcher.started, SizeIs(3));
  const auto found = speeds("a");
  EXPECT_EQ(found[0].outcome(), Outcome::infrastructure_stall);
  EXPECT_EQ(found[0].reason(), "greedy: nothing came");
  EXPECT_EQ(found[1].outcome(), Outcome::measured);
}

TEST_F(ServedRun, AServerThatDoesNotStartOrHasTooLittleContextIsNotAsked) {
  launcher.script.start_failures = {"no such tensor", "no such tensor"};
  EXPECT_EQ(run(only_served()), RunEnd::incomplete);
  EXPECT_EQ(speeds("a").front().outcome(), Outcome::not_run);
  EXPECT_THAT(speeds("a").front().reason(), HasSubstr("no such tensor"));
  for (auto& model : experiment.models) model.model.server.ctx = 12;
  EXPECT_EQ(run({.models = {"b"}, .items = {"served-tg4@d8"}}), RunEnd::incomplete);
  EXPECT_THAT(speeds("b").front().reason(), HasSubstr("it takes 13 tokens of context, and the server has 12"));
  EXPECT_THAT(bodies, IsEmpty());
}

TEST_F(ServedRun, AServerWithoutTimingsIsNotAskedAgain) {
  spoil = [](core::Generation& generation) { generation.timings.reset(); };
  EXPECT_EQ(run(only_served()), RunEnd::complete);
  EXPECT_THAT(bodies, SizeIs(4)) << "the first one warms up, in each of two iterations";
  EXPECT_EQ(speeds("a").front().outcome(), Outcome::not_measurable);
  EXPECT_EQ(speeds("a").front().reason(), "greedy: the server tells no timings");
}

TEST_F(ServedRun, ARefusalThatWouldComeAgainIsNotRepeatedNow) {
  spoil = [](core::Generation& generation) { generation = refusal(404, "not found"); };
  EXPECT_EQ(run(only_served()), RunEnd::incomplete);
  EXPECT_THAT(launcher.started, SizeIs(2)) << "one for each iteration";
  EXPECT_EQ(speeds("a").front().outcome(), Outcome::not_run);
  EXPECT_THAT(speeds("a").front().reason(), HasSubstr("(/v1/completions)"));
}

TEST_F(ServedRun, WhenTheServerDiesTheOtherTestsKeepTheirAttempts) {
  suites.back().speed.tests.push_back(*core::parse_speed_test("served-tg2@d8"));
  suites.back().speed.tests.back().repetitions = 2;
  int left = 1;
  spoil = [&](core::Generation& generation) {
    if (left-- <= 0) return;
    generation = fault(core::Finish::broken_stream);
    launcher.script.dead = true;
  };
  EXPECT_EQ(run({.models = {"a"}, .items = {"served-tg4@d8", "served-tg2@d8"}}), RunEnd::complete);
  const auto found = speeds("a");
  ASSERT_THAT(found, SizeIs(5));
  const auto lost =
      std::find_if(found.begin(), found.end(), [](const auto& record) { return !record.reason().empty(); });
  ASSERT_NE(lost, found.end());
  EXPECT_EQ(lost->outcome(), Outcome::infrastructure_broken_stream);
  EXPECT_THAT(lost->reason(), HasSubstr("the server ended: fake server's last words"));
  for (const auto& record : found) EXPECT_TRUE(record.attempt == 1 || record.cell.item == "served-tg4@d8");
}

TEST_F(ServedRun, AServerThatDiesInItsProbeIsStartedAgain) {
  int probes = 0;
  const auto usual = completer.answer;
  completer.answer = [&, usual](const llama::CompletionRequest& request) {
    if (request.path != llama::kCompletionPath && probes++ == 0) {
      launcher.script.dead = true;
      return fault(core::Finish::lost_server);
    }
    return usual(request);
  };
  EXPECT_EQ(run(only_served()), RunEnd::complete);
  EXPECT_THAT(launcher.started, SizeIs(3));
  EXPECT_EQ(speeds("a").front().outcome(), Outcome::infrastructure_lost_server);
}

TEST_F(ServedRun, PenaltiesOfTheCommandLineCountAndTemplateSwitchesDoNot) {
  for (auto& model : experiment.models) {
    model.request.sampling = {};
    model.request.request_extra_json = R"({"chat_template_kwargs": {"x": 1}})";
  }
  run(only_served());
  EXPECT_THAT(timed_by("a").served, SizeIs(4));
  for (auto& model : experiment.models) model.model.server.extra_args = {"--repeat-penalty", "1.3"};
  run({.models = {"b"}, .items = {"served-tg4@d8"}});
  EXPECT_THAT(timed_by("b").served, SizeIs(6));
  EXPECT_FALSE(bodies.back().contains("repeat_penalty")) << "the command line's is left alone";
}

TEST_F(ServedRun, LlamaBenchTimesTheSameLengthsBesideIt) {
  EXPECT_EQ(run({.models = {"a"}, .items = {"tg4@d8", "served-tg4@d8"}}), RunEnd::complete);
  EXPECT_THAT(asked, ElementsAre("a 1", "a 1"));
  EXPECT_THAT(speeds("a"), SizeIs(4));
}

}  // namespace
}  // namespace quantladder::bench
