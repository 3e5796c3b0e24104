#include "quantladder/llama/server.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "quantladder/core/error.h"
#include "quantladder/llama/completer.h"
#include "quantladder/sys/files.h"
#include "support/complete_one.h"
#include "support/eventually.h"
#include "support/fake_server.h"

namespace quantladder::llama {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

core::Model fake_model() {
  core::Model model;
  model.id = "fake-q4";
  model.file = "fake.gguf";
  model.server.binary = test::FakeScenario::program();
  model.server.ctx = 2048;
  model.server.parallel = 2;
  model.server.start_timeout_s = 60;
  return model;
}

// A zombie whose new parent has not reaped it yet no longer runs.
bool is_running(int pid) {
  const auto stat = sys::read_file_if_exists("/proc/" + std::to_string(pid) + "/stat");
  return stat && stat->find(") Z ") == std::string::npos;
}

class ServerLife : public ::testing::Test {
 protected:
  std::string log_file() const { return (folder_.path() / "server.log").string(); }
  StartResult start(const core::Model& model, std::stop_token stop = {}) {
    return make_server_launcher()->start(model, log_file(), stop);
  }
  std::string failure_of(const std::string& scenario_json, core::Model model = fake_model()) {
    const test::FakeScenario scenario(scenario_json);
    const auto result = start(model);
    EXPECT_EQ(result.server, nullptr);
    return result.failure.reason;
  }
  sys::TempDir folder_;
};

TEST_F(ServerLife, AHealthyServerTellsWhatItIs) {
  const test::FakeScenario scenario;
  const auto result = start(fake_model());
  ASSERT_TRUE(result.server) << result.failure.reason;
  const auto& facts = result.server->facts();
  EXPECT_EQ(facts.model, "fake-q4");
  EXPECT_EQ(facts.version, "version: 0.0.0-fake (build 0, commit fake)");
  EXPECT_EQ(facts.binary_sha256, sys::sha256_file(test::FakeScenario::program()));
  EXPECT_EQ(facts.build_info, "b0-fake");
  EXPECT_EQ(facts.slot_ctx, 2048);
  EXPECT_EQ(facts.slots, 2);
  EXPECT_GT(facts.load_ms, 0);
  EXPECT_THAT(facts.argv, AllOf(Contains("fake.gguf"), Contains("4096"), Contains("--sse-ping-interval")));
  EXPECT_THAT(result.server->base_url(), StartsWith("http://127.0.0.1:"));
  EXPECT_THAT(facts.doubts, IsEmpty());
  EXPECT_TRUE(result.server->alive());
}

TEST_F(ServerLife, AnswersUntilItIsStoppedAndThenNoMore) {
  const test::FakeScenario scenario;
  const auto result = start(fake_model());
  ASSERT_TRUE(result.server) << result.failure.reason;
  core::RequestSettings settings;
  settings.max_tokens = 10;
  const CompletionRequest request{.base_url = result.server->base_url(),
                                  .body_json = make_chat_body({{core::Role::user, "Hi"}}, settings, 1)};
  const auto completer = make_completer();
  EXPECT_EQ(complete_one(*completer, request).generation.finish, core::Finish::stop);
  const int pid = result.server->pid();
  result.server->stop();
  result.server->stop();  // idempotent
  EXPECT_FALSE(result.server->alive());
  EXPECT_NE(::kill(pid, 0), 0);
  EXPECT_EQ(complete_one(*completer, request).generation.finish, core::Finish::lost_server);
}

TEST_F(ServerLife, WaitsWhileTheModelLoads) {
  const test::FakeScenario scenario(R"({"load_ms": 700})");
  const auto result = start(fake_model());
  ASSERT_TRUE(result.server) << result.failure.reason;
  EXPECT_GE(result.server->facts().load_ms, 700);
}

TEST_F(ServerLife, ALoadOfMoreThanTwoSecondsIsSaidOnce) {
  const test::FakeScenario scenario(R"({"load_ms": 2500})");
  std::vector<std::string> said;
  const auto result = make_server_launcher()->start(fake_model(), log_file(), {}, {},
                                                    [&](const std::string& what) { said.push_back(what); });
  ASSERT_TRUE(result.server) << result.failure.reason;
  EXPECT_THAT(said, ElementsAre(StartsWith("waiting for its server (at most 60 s): ")));
}

TEST_F(ServerLife, LoadingLongerThanAllowedIsAFailure) {
  auto model = fake_model();
  // The first limit is short of what a busy machine may need until the server says anything at all.
  std::string reason;
  for (const int limit_s : {1, 4, 16, 64}) {
    model.server.start_timeout_s = limit_s;
    reason = failure_of(R"({"load_ms": 3600000})", model);
    ASSERT_THAT(reason, StartsWith("not ready after " + std::to_string(limit_s) + ".0 s"));
    if (reason.find("Loading model") != std::string::npos) return;
  }
  FAIL() << reason << ": not what the server said";
}

TEST_F(ServerLife, AnEarlyExitIsReportedWithTheTellingLine) {
  const auto reason = failure_of(
      R"({"exit_at_start": {"line": "gguf_init_from_file: failed to open GGUF file 'fake.gguf'", "code": 1}})");
  EXPECT_THAT(reason,
              AllOf(StartsWith("exited with exit code 1, noticed "),
                    HasSubstr(" s after its start: gguf_init_from_file: failed to open GGUF file 'fake.gguf'")));
}

TEST_F(ServerLife, ALogOfEarlierStartsIsNotQuoted) {
  sys::write_file(log_file(), "error: from yesterday\n");
  EXPECT_THAT(failure_of(R"({"exit_at_start": {"line": "srv  load_model: of today"}})"), HasSubstr("of today"));
  EXPECT_THAT(sys::read_file(log_file()), StartsWith("error: from yesterday"));  // appended, not replaced
}

TEST_F(ServerLife, LessContextThanAskedForIsAFailure) {
  EXPECT_THAT(failure_of(R"({"slot_ctx": 512})"), HasSubstr("512 tokens of context, 2048 were asked for"));
}

TEST_F(ServerLife, FewerSlotsThanAskedForIsAFailure) {
  EXPECT_THAT(failure_of(R"({"total_slots": 1})"), HasSubstr("1 slots, 2 were asked for"));
}

TEST_F(ServerLife, AMissingProgramStopsTheCommand) {
  auto model = fake_model();
  model.server.binary = "/nowhere/llama-server";
  EXPECT_THROW(start(model), core::Error);
}

TEST_F(ServerLife, InterruptingEndsTheWait) {
  const test::FakeScenario scenario(R"({"load_ms": 60000})");
  std::stop_source source;
  std::jthread interrupter([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    source.request_stop();
  });
  const auto result = start(fake_model(), source.get_token());
  EXPECT_EQ(result.server, nullptr);
  EXPECT_EQ(result.failure.reason, "interrupted");
}

TEST_F(ServerLife, AServerOfAnotherModelHasFailedToStart) {
  EXPECT_THAT(failure_of(R"({"model_path": "/m/other.gguf"})"),
              AllOf(HasSubstr("/m/other.gguf"), HasSubstr("fake.gguf"), HasSubstr("was to be measured")));
}

class ServerWithoutProps : public ServerLife {
 protected:
  std::vector<std::string> doubts_about(const std::string& scenario_json) {
    const test::FakeScenario scenario(scenario_json);
    const auto result = start(fake_model());
    EXPECT_TRUE(result.server) << result.failure.reason;
    return result.server ? result.server->facts().doubts : std::vector<std::string>();
  }
};

TEST_F(ServerWithoutProps, WhatCouldNotBeCheckedIsTold) {
  EXPECT_THAT(
      doubts_about(R"({"missing_paths": ["/props"]})"),
      ElementsAre("not checked: the context of a slot, the number of slots, the model file (/props: HTTP 404)"));
}

TEST_F(ServerWithoutProps, SilenceIsToldToo) {
  EXPECT_THAT(doubts_about(R"({"drop_paths": ["/props"]})"),
              ElementsAre(AllOf(StartsWith("not checked: "), HasSubstr("(/props: no answer: "))));
}

TEST_F(ServerWithoutProps, OnlyWhatItLeavesOutIsTold) {
  EXPECT_THAT(doubts_about(R"({"hide_props": ["model_path"]})"),
              ElementsAre("not checked: the model file (/props: not told)"));
}

TEST_F(ServerWithoutProps, AModelWithoutAFileHasNoneToCheck) {
  const test::FakeScenario scenario(R"({"hide_props": ["model_path"]})");
  auto model = fake_model();
  model.hf = "someone/model:Q4_0";
  model.file.clear();
  const auto result = start(model);
  ASSERT_TRUE(result.server) << result.failure.reason;
  EXPECT_THAT(result.server->facts().doubts, IsEmpty());
}

TEST_F(ServerWithoutProps, AServerThatStopsAnsweringHasFailedToStart) {
  EXPECT_THAT(failure_of(R"({"mute_from": "/props"})"), StartsWith("it was ready and then answered no more: "));
}

TEST_F(ServerLife, TheEnvironmentIsScrubbedAndTheNamesRecorded) {
  const test::FakeScenario scenario;
  ::setenv("LLAMA_ARG_CTX_SIZE", "1", 1);
  ::setenv("LLAMA_API_KEY", "secret", 1);
  const auto result = start(fake_model());
  ::unsetenv("LLAMA_ARG_CTX_SIZE");
  ::unsetenv("LLAMA_API_KEY");
  ASSERT_TRUE(result.server) << result.failure.reason;
  EXPECT_THAT(result.server->facts().scrubbed_env, ElementsAre("LLAMA_API_KEY", "LLAMA_ARG_CTX_SIZE"));
  EXPECT_THAT(result.server->last_words(), ::testing::Not(HasSubstr("configured by")));
}

TEST_F(ServerLife, ADeadServerIsNoticedAndItsLastWordsKept) {
  const test::FakeScenario scenario;
  const auto result = start(fake_model());
  ASSERT_TRUE(result.server) << result.failure.reason;
  ::kill(result.server->pid(), SIGKILL);
  ASSERT_TRUE(test::eventually([&] { return !result.server->alive(); }));
  EXPECT_THAT(result.server->last_words(), HasSubstr("listening on http://127.0.0.1:"));
}

TEST_F(ServerLife, ADeathIsToldInTheSameWordsEachTime) {
  const test::FakeScenario scenario;
  const auto result = start(fake_model());
  ASSERT_TRUE(result.server) << result.failure.reason;
  ::kill(result.server->pid(), SIGKILL);
  ASSERT_TRUE(test::eventually([&] { return !result.server->alive(); }));
  std::ofstream(log_file(), std::ios::app) << "error: what comes later has no part in it\n";
  const std::string told = result.server->cause_of_death();
  EXPECT_THAT(told, AllOf(StartsWith("ended by signal 9 (Killed), noticed "), HasSubstr(" s after its start: "),
                          ::testing::Not(HasSubstr("comes later"))));
  EXPECT_EQ(told, result.server->cause_of_death());
}

TEST_F(ServerLife, AServerDeafToSigtermIsKilled) {
  const test::FakeScenario scenario(R"({"sigterm": "ignore"})");
  auto result = start(fake_model());
  ASSERT_TRUE(result.server) << result.failure.reason;
  const int pid = result.server->pid();
  result.server.reset();  // the destructor stops it
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST_F(ServerLife, NoServerOutlivesAKilledParent) {
  const test::FakeScenario scenario;
  int pipe_ends[2];
  ASSERT_EQ(::pipe2(pipe_ends, O_CLOEXEC), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    try {
      const auto result = start(fake_model());
      const int pid = result.server ? result.server->pid() : 0;
      static_cast<void>(!::write(pipe_ends[1], &pid, sizeof(pid)));
      while (true) ::pause();
    } catch (...) {  // the tests that follow are the parent's
      ::_exit(1);
    }
  }
  ::close(pipe_ends[1]);  // so that reading ends if the child does
  int server = 0;
  ASSERT_EQ(::read(pipe_ends[0], &server, sizeof(server)), static_cast<ssize_t>(sizeof(server)));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  ASSERT_GT(server, 0);
  EXPECT_TRUE(test::eventually([&] { return !is_running(server); }));
}

TEST_F(ServerLife, ARequestWhoseLogLineAKillCutShortIsTheOnlyOneMissing) {
  const test::FakeScenario scenario;
  sys::write_file(scenario.folder() / "requests.jsonl", "{\"kind\": \"chat\", \"num");
  const auto result = start(fake_model());
  ASSERT_TRUE(result.server) << result.failure.reason;
  EXPECT_THAT(scenario.requests(), IsEmpty());
  const CompletionRequest request{.base_url = result.server->base_url(),
                                  .body_json = make_chat_body({{core::Role::user, "Hi"}}, {}, 1)};
  complete_one(*make_completer(), request);
  EXPECT_THAT(scenario.requests(), ElementsAre(StartsWith(R"({"kind": "chat", "number": 1,)")));
}

TEST_F(ServerLife, OneScenarioSpansTheRestarts) {
  const test::FakeScenario scenario(
      R"({"rules": [{"times": 1, "reply": {"die_before_reply": true}}], "reply": {"text": "alive again"}})");
  core::RequestSettings settings;
  settings.max_tokens = 10;
  const auto completer = make_completer();
  for (const auto expected : {core::Finish::lost_server, core::Finish::stop}) {
    const auto result = start(fake_model());
    ASSERT_TRUE(result.server) << result.failure.reason;
    const CompletionRequest request{.base_url = result.server->base_url(),
                                    .body_json = make_chat_body({{core::Role::user, "Hi"}}, settings, 1)};
    EXPECT_EQ(complete_one(*completer, request).generation.finish, expected);
  }
}

}  // namespace
}  // namespace quantladder::llama
