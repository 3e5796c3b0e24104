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
  for (const char* arms : {"[]", R"([{"id": "x"}])", R"([{"in_flight": 1}])"}) {
    EXPECT_THAT(error_of(with_model("", std::string(R"(, "arms": )") + arms)), HasSubstr("/arms: name at least two"));
  }
  EXPECT_THAT(error_of(with_model("", R"(, "arms": [{"id": "x"}, {"id": "x"}])")), HasSubstr("'a@x' is given twice"));
  EXPECT_THAT(error_of(with_model("", R"(, "arms": [{"id": "x", "quant": "Q8"}, {"id": "y"}])")),
              HasSubstr("/arms/0/quant: unknown key"));
}

constexpr const char* kTwoLoads =
    R"(, "server": {"parallel": 8}, "arms": [{"in_flight": 1}, {"id": "busy", "in_flight": 8}])";

TEST(Config, ArmsMayDifferInRequestsInFlightAlone) {
  const Experiment experiment = parsed(with_model("", kTwoLoads));
  ASSERT_EQ(experiment.models.size(), 2u);
  const core::Model& alone = experiment.models[0].model;
  const core::Model& busy = experiment.models[1].model;
  EXPECT_EQ(alone.id, "a@1") << "named after its number where it has no id";
  EXPECT_EQ(busy.id, "a@busy");
  EXPECT_EQ(alone.in_flight, 1);
  EXPECT_EQ(busy.in_flight, 8);
  EXPECT_EQ(alone.server, busy.server) << "servers are started alike";
  EXPECT_EQ(alone.server.parallel, 8);
  EXPECT_EQ(experiment.models[0].request, experiment.models[1].request);
  EXPECT_EQ(experiment.baseline, "a@1");
}

TEST(Config, AModelHasAsManyRequestsInFlightAsSlotsUnlessItSaysFewer) {
  EXPECT_EQ(parsed(with_model("", R"(, "server": {"parallel": 4})")).models[0].model.in_flight, 4);
  const Experiment fewer = parsed(with_model("", R"(, "server": {"parallel": 4}, "in_flight": 3)"));
  EXPECT_EQ(fewer.models[0].model.in_flight, 3);
  EXPECT_EQ(fewer.models[0].model.server.parallel, 4);
  const Experiment inherited = parsed(with_model(
      "", R"(, "server": {"parallel": 4}, "in_flight": 3, "arms": [{"id": "x"}, {"id": "y", "server": {"ctx": 64}}])"));
  EXPECT_EQ(inherited.models[1].model.in_flight, 3) << "what the model says holds for its arms";
}

TEST(Config, RefusesRequestsInFlightThatTheServerHasNoSlotsFor) {
  EXPECT_THAT(
      error_of(with_model("", R"(, "in_flight": 2)")),
      AllOf(HasSubstr("/models/0/in_flight: 2 requests in flight take 2 slots"),
            HasSubstr("the server is started with 1: set \"parallel\" of the model's \"server\" to 2 or more")));
  EXPECT_THAT(error_of(with_model("", R"(, "server": {"parallel": 4}, "arms": [{"in_flight": 1}, {"in_flight": 8}])")),
              HasSubstr("/models/0/arms/1/in_flight: 8 requests in flight take 8 slots"));
  EXPECT_THAT(error_of(with_model("", R"(, "in_flight": 3, "server": {"parallel": 4},
                                       "arms": [{"id": "x"}, {"id": "y", "server": {"parallel": 2}}])")),
              HasSubstr("/models/0/arms/1/server: 3 requests in flight take 3 slots"));
  EXPECT_THAT(error_of(with_model("", R"(, "in_flight": 0)")), HasSubstr("/models/0/in_flight: 0 is outside [1, 256]"));
}

TEST(Config, OfAnEndpointSaysHowManySlotsItIsSaidToHave) {
  const auto endpoint = [](const std::string& more) {
    return R"({"name": "t", "models": [{"id": "a", "endpoint": "http://localhost:1")" + more + "}]}";
  };
  const std::string arms = R"(, "arms": [{"in_flight": 1}, {"in_flight": 8}])";
  EXPECT_THAT(error_of(endpoint(arms)), HasSubstr("/models/0/arms/1/in_flight: 8 requests in flight take 8 slots, and "
                                                  "the server is said to have 1"));
  EXPECT_EQ(parsed(endpoint(R"(, "server": {"parallel": 8})" + arms)).models[1].model.in_flight, 8);
}

TEST(Config, RefusesArmsThatShowNothingOfTheLoad) {
  const auto error_of_arms = [](const std::string& arms, const std::string& more = "") {
    return error_of(with_model("", R"(, "server": {"parallel": 8})" + more + R"(, "arms": [)" + arms + "]"));
  };
  EXPECT_THAT(error_of_arms(R"({"in_flight": 8}, {"id": "b", "in_flight": 8})"),
              HasSubstr("/models/0/arms/1/in_flight: another arm has 8 in flight already; take another number"));
  EXPECT_THAT(error_of_arms(R"({"in_flight": 1}, {"id": "b"})"),
              HasSubstr("/models/0/arms/1: the model's other arms say in_flight"));
  EXPECT_THAT(error_of_arms(R"({"in_flight": 1}, {"in_flight": 8, "server": {"ctx": 64}})"),
              HasSubstr("/models/0/arms/1/server: arms that say in_flight differ in nothing else"));
  EXPECT_THAT(error_of_arms(R"({"in_flight": 1}, {"in_flight": 8, "sampling": {}})"),
              HasSubstr("/models/0/arms/1/sampling: arms that say in_flight differ in nothing else"));
  EXPECT_THAT(error_of_arms(R"({"in_flight": 1}, {"in_flight": 8})", R"(, "in_flight": 4)"),
              HasSubstr("/models/0/in_flight: each arm says its own"));
  EXPECT_THAT(error_of_arms(R"({"in_flihgt": 1}, {"in_flight": 8})"),
              HasSubstr("/models/0/arms/0/in_flihgt: unknown key; did you mean \"in_flight\"?"));
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
