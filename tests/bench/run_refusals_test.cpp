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
  EXPECT_THAT(starts()[0].end, HasSubstr("failed to start: HTTP 404: no such page"));
}

TEST_F(Refusals, AProbeInWhichNothingSucceedsEndsTheStart) {
  completer.answer = [](const llama::CompletionRequest&) { return refusal(500, "no GPU left"); };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(launcher.started.size(), 1u);
  EXPECT_THAT(starts()[0].end, AllOf(HasSubstr("none of its speed probe's requests"), HasSubstr("no GPU left")));
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
  EXPECT_THAT(starts()[0].end, HasSubstr("api_key_env"));
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

}  // namespace
}  // namespace quantladder::bench
