// What the run loop makes of servers that refuse.
#include <gmock/gmock.h>

#include "bench/run_loop.h"

namespace quantladder::bench {
namespace {

using core::Finish;
using core::Outcome;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

class Refusals : public RunLoop {
 protected:
  // Every request of a cell is refused so; `only` limits it to the prompts that hold it.
  void refuse_cells(int status, const std::string& words, const std::string& only = "") {
    completer.answer = [=](const llama::CompletionRequest& request) {
      const bool spared = is_probe(request) || request.body_json.find(only) == std::string::npos;
      return spared ? reply("answer = 'good'") : refusal(status, words);
    };
  }
};

TEST_F(Refusals, APermanentOneEndsTheModelAtOnce) {
  for (const int status : {401, 403, 404}) {
    refuse_cells(status, "no");
    experiment.models.resize(1);
    experiment.models[0].model.id = "m" + std::to_string(status);
    EXPECT_EQ(run(), RunEnd::incomplete);
    const auto found = outcomes(experiment.models[0].model.id);
    EXPECT_EQ(found.count(Outcome::infrastructure_http_error), 1u) << status;
    EXPECT_EQ(found.count(Outcome::not_run), 3u) << status;
  }
  EXPECT_TRUE(pauses.empty());
}

TEST_F(Refusals, APermanentOneIsToldWithTheServersWordsAndTheRemedyAndTheNextModelGoesOn) {
  completer.answer = [&](const llama::CompletionRequest& request) {
    const bool refused = launcher.started.back() == "a" && !is_probe(request);
    return refused ? refusal(401, "Invalid API Key") : reply("answer = 'good'");
  };
  EXPECT_EQ(run(), RunEnd::incomplete);
  EXPECT_THAT(observer.lines,
              Contains(AllOf(HasSubstr("a: giving up: HTTP 401: Invalid API Key"), HasSubstr("api_key_env"))));
  EXPECT_EQ(outcomes("b").count(Outcome::pass), 4u);
}

TEST_F(Refusals, AnUnknownModelIsAPermanentOneWhateverItsStatus) {
  refuse_cells(400, "model 'nope' not found");
  run({.models = {"a"}});
  EXPECT_EQ(outcomes("a").count(Outcome::infrastructure_http_error), 1u);
  EXPECT_THAT(records().back().judgement().reason, HasSubstr("served_model"));
}

TEST_F(Refusals, APermanentOneOfTheFirstProbeIsTheOnlyRequest) {
  completer.answer = [](const llama::CompletionRequest&) { return refusal(404, "no such page"); };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(completer.asked.size(), 1u);
  EXPECT_EQ(launcher.started.size(), 1u);
  EXPECT_EQ(outcomes("a").count(Outcome::not_run), 4u);
  EXPECT_THAT(core::to_text(starts()[0].end), HasSubstr("failed to start: HTTP 404: no such page"));
}

TEST_F(Refusals, AProbeInWhichNothingSucceedsEndsTheStart) {
  completer.answer = [](const llama::CompletionRequest&) { return refusal(500, "no GPU left"); };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(launcher.started.size(), 1u);
  EXPECT_THAT(core::to_text(starts()[0].end),
              AllOf(HasSubstr("none of its speed probe's requests"), HasSubstr("no GPU left")));
  EXPECT_EQ(outcomes("a").count(Outcome::not_run), 4u);
}

TEST_F(Refusals, AProbeOfAnEndpointThatOnlyBreaksIsNotAskedAnew) {
  experiment.models[0].model.endpoint = "http://elsewhere";
  completer.answer = [](const llama::CompletionRequest&) { return fault(Finish::broken_stream); };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(launcher.started.size(), 1u);
}

TEST_F(Refusals, APermanentOneOfTheSettingsCheckEndsTheStartOfAnEndpoint) {
  experiment.models[0].model.endpoint = "http://elsewhere";
  settings = {.failure = "HTTP 401: no", .refusal = llama::meaning_of(401, "no")};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_TRUE(completer.asked.empty());
  EXPECT_THAT(core::to_text(starts()[0].end), HasSubstr("api_key_env"));
}

TEST_F(Refusals, APromptThatDoesNotFitIsSentOnce) {
  refuse_cells(400, "request (9017 tokens) exceeds the available context size (4096 tokens)", "L2");
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);  // two rounds: two server starts
  const auto found = outcomes("a");
  EXPECT_EQ(found.count(Outcome::pass), 2u);
  EXPECT_EQ(found.count(Outcome::infrastructure_http_error), 1u);
  EXPECT_EQ(found.count(Outcome::not_run), 1u);
  EXPECT_THAT(observer.lines, Contains(HasSubstr("a: giving up L2: HTTP 400: request (9017 tokens)")));
}

TEST_F(Refusals, AnotherRequestThatIsRefusedIsNotRepeated) {
  refuse_cells(422, "unknown field min_p");
  run({.models = {"a"}});
  EXPECT_EQ(outcomes("a").count(Outcome::infrastructure_http_error), 4u);
  EXPECT_EQ(records().size(), 4u);
}

TEST_F(Refusals, AModelThatIsBeingLoadedCostsNoAttempt) {
  experiment.client.attempts = 1;
  int left = 6;
  completer.answer = [&](const llama::CompletionRequest& request) {
    return is_probe(request) || left-- <= 0 ? reply("answer = 'good'") : refusal(503, "Loading model");
  };
  EXPECT_EQ(run({.models = {"a"}, .items = {"L1"}}), RunEnd::complete);
  EXPECT_EQ(pauses, (std::vector<long>{1000, 2000, 4000, 8000, 16000, 16000}));
  EXPECT_THAT(observer.lines, Contains("a: asking again in 4 s: HTTP 503: Loading model"));
}

TEST_F(Refusals, AModelThatIsLoadedForeverIsWaitedForAsLongAsAStartMayTake) {
  experiment.models[0].model.server.start_timeout_s = 20;
  refuse_cells(503, "Loading model");
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(pauses, (std::vector<long>{1000, 2000, 4000, 8000, 5000}));
  EXPECT_THAT(observer.lines, Contains(HasSubstr("a: giving up: still loading after 20 s")));
  EXPECT_EQ(outcomes("a").count(Outcome::not_run), 3u);
}

TEST_F(Refusals, AnEndpointThatLoadsDuringTheProbeIsWaitedFor) {
  int left = 3;
  completer.answer = [&](const llama::CompletionRequest&) {
    return left-- > 0 ? refusal(503, "Loading model") : reply("answer = 'good'");
  };
  EXPECT_EQ(run({.models = {"a"}, .items = {"L1"}}), RunEnd::complete);
  EXPECT_EQ(pauses.size(), 3u);
  EXPECT_EQ(starts()[0].warm_up_requests, 1);
}

TEST_F(Refusals, TheServersOwnWordOfWhenToAskAgainIsObeyed) {
  experiment.iterations = experiment.rounds = 1;
  completer.retry_after = std::chrono::seconds(7);
  refuse_cells(429, "slow down");
  run({.models = {"a"}, .items = {"L1"}});
  EXPECT_EQ(pauses, (std::vector<long>{7000, 7000}));
  EXPECT_THAT(observer.lines, Contains("a: asking again in 7 s: HTTP 429: slow down"));
}

TEST_F(Refusals, ButNoLongerThanAStartMayTake) {
  experiment.iterations = experiment.rounds = 1;
  experiment.models[0].model.server.start_timeout_s = 20;
  completer.retry_after = std::chrono::hours(24);
  refuse_cells(429, "slow down");
  run({.models = {"a"}, .items = {"L1"}});
  EXPECT_EQ(pauses, (std::vector<long>{20000, 20000}));
}

TEST_F(Refusals, OneInFlightBesideAPermanentOneIsNotRepeated) {
  experiment.models[0].model.server.parallel = 2;
  experiment.judging.when = core::JudgingPolicy::overlapping;
  experiment.rounds = 1;
  int calls = 0;
  completer.answer = [&](const llama::CompletionRequest& request) {
    if (is_probe(request)) return reply("ok");
    return ++calls == 1 ? refusal(401, "no") : fault(Finish::stall);
  };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(calls, 2);
}

TEST_F(Refusals, AnAnswerThatTheServerCutIsNeitherScoredNorRepeated) {
  experiment.models[0].request.max_tokens = 1000;
  experiment.models[0].model.server.ctx = 4096;
  completer.answer = [](const llama::CompletionRequest& request) {
    core::Generation generation = reply("answer = 'good'");
    if (!is_probe(request)) generation.finish = Finish::length;
    generation.usage = core::Usage{.prompt_tokens = 100, .completion_tokens = 300};
    return generation;
  };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(records().size(), 4u);
  EXPECT_EQ(outcomes("a").count(Outcome::infrastructure_broken_stream), 4u);
  EXPECT_THAT(records()[0].judgement().reason, HasSubstr("at 300 tokens (prompt: 100)"));
}

}  // namespace
}  // namespace quantladder::bench
