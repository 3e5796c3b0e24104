// Which suites a run has, and the arms of its models.
#include <gmock/gmock.h>

#include "bench/config_text.h"
#include "quantladder/bench/suites.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Config, SeveralSuitesAreNamesOrObjectsWithTheirOwnKeys) {
  const Experiment experiment = parsed(with_model(R"("suites": ["primer", {"suite": "speed", "rounds": 2}],)"));
  ASSERT_EQ(experiment.suites.size(), 2u);
  EXPECT_EQ(experiment.suites[0].name, "primer");
  EXPECT_EQ(experiment.suites[1].name, "speed");
  EXPECT_EQ(experiment.suites[1].place, "/suites/1");
  EXPECT_THAT(experiment.suites[1].keys_json, HasSubstr("rounds"));
  EXPECT_THAT(error_of(with_model(R"("suite": "a", "suites": ["b"],)")),
              HasSubstr("/suite: \"suites\" says it already"));
  EXPECT_THAT(error_of(with_model(R"("suites": [],)")), HasSubstr("/suites: expected a list"));
  EXPECT_THAT(error_of(with_model(R"("suites": [1],)")), HasSubstr("/suites/0"));
  EXPECT_THAT(error_of(with_model(R"("suites": [{"rounds": 1}],)")), HasSubstr("/suites/0"));
}

TEST(Config, AnArmIsAModelOfItsOwn) {
  const Experiment experiment =
      parsed(with_model("", R"(, "sampling": {"max_tokens": 50, "tasks": {"L5": {"max_tokens": 60}}},
      "arms": [{"id": "plain"}, {"id": "kv8", "server": {"cache_type_k": "q8_0"}, "sampling": {"max_tokens": 70}}])"));
  ASSERT_EQ(experiment.models.size(), 2u);
  EXPECT_EQ(experiment.baseline, "a@plain");
  EXPECT_EQ(experiment.models[0].model.id, "a@plain");
  EXPECT_EQ(experiment.models[0].request.max_tokens, 50);
  EXPECT_EQ(experiment.models[1].model.id, "a@kv8");
  EXPECT_EQ(experiment.models[1].model.server.cache_type_k, "q8_0");
  EXPECT_EQ(experiment.models[1].model.file, experiment.models[0].model.file);
  EXPECT_EQ(experiment.models[1].request.max_tokens, 70);
  EXPECT_EQ(experiment.models[1].request_for({"a@kv8", "ladder", "L5"}).max_tokens, 70) << "the arm is the inner layer";
  EXPECT_THAT(error_of(with_model("", R"(, "arms": [])")), HasSubstr("/arms: name at least one"));
  EXPECT_THAT(error_of(with_model("", R"(, "arms": [{"id": "x"}, {"id": "x"}])")), HasSubstr("'a@x' is given twice"));
  EXPECT_THAT(error_of(with_model("", R"(, "arms": [{"id": "x", "quant": "Q8"}])")),
              HasSubstr("/arms/0/quant: unknown key"));
}

TEST(Suites, AreLoadedWithWhatTheConfigurationSaysOfThem) {
  Experiment experiment = parsed(with_model(
      R"("rounds": 3, "suites": ["primer", {"suite": "speed", "repetitions": 2, "timeout_s": 9, "silence_s": 8}],)"));
  const auto suites = load_suites(experiment);
  ASSERT_EQ(suites.size(), 2u);
  EXPECT_EQ(suites[0].iterations, std::nullopt);
  EXPECT_EQ(suites[1].iterations, 3) << "one for each round";
  EXPECT_EQ(suites[1].speed.tests.front().repetitions, 2);
  EXPECT_EQ(suites[1].speed.timeout_s, 9);
  const auto refused = [&](const std::string& entries) {
    try {
      load_suites(parsed(with_model("\"suites\": " + entries + ",")));
    } catch (const core::Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_THAT(refused(R"([{"suite": "primer", "iterations": 3}])"),
              HasSubstr("/suites/0/iterations: suites of kind code"));
  EXPECT_THAT(refused(R"([{"suite": "speed", "repetition": 3}])"), HasSubstr("did you mean \"repetitions\"?"));
  EXPECT_THAT(refused(R"([{"suite": "primer", "repetitions": 3}])"), HasSubstr("/suites/0/repetitions: unknown key"));
  EXPECT_THAT(refused(R"(["primer", "primer"])"), HasSubstr("suite primer is named twice"));
  EXPECT_THAT(refused(R"(["primer", "primmer"])"), HasSubstr("t.json: /suites/1: "));
}

}  // namespace
}  // namespace quantladder::bench
