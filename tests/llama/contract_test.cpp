// What quantladder relies on in a llama-server. Compiled twice: with the fake server and with the real one, so that
// the fake can't drift away from what it stands for.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "backend.h"
#include "llama/curl.h"
#include "quantladder/llama/completer.h"
#include "quantladder/llama/server.h"
#include "quantladder/llama/settings_check.h"
#include "quantladder/sys/files.h"
#include "support/complete_one.h"
#include "support/eventually.h"

namespace quantladder::llama {
namespace {

using core::Finish;
using Json = nlohmann::json;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kProgram =
    "```python\ndef merge(items):\n    \"\"\"Quotes, \\\\ backslashes, h\xC3\xA9llo \xE4\xB8\x96\xE7\x95\x8C.\"\"\"\n"
    "    return sorted(items)\n```\n";

class Contract : public ::testing::Test {
 protected:
  void SetUp() override { restart({}); }

  void restart(const std::vector<std::string>& extra_args) {
    auto model = test::contract_model();
    model.server.ctx = 2048;
    model.server.parallel = 4;
    model.server.start_timeout_s = 120;
    model.server.extra_args = extra_args;
    const auto log = (folder_.path() / "server.log").string();
    auto result = make_server_launcher()->start(model, log, {});
    ASSERT_TRUE(result.server) << result.failure.reason;
    server_ = std::move(result.server);
  }

  // A literal of the grammar is written like a JSON string.
  core::RequestSettings saying(const std::string& text, core::Thinking thinking = core::Thinking::off) {
    core::RequestSettings settings;
    settings.thinking = thinking;
    settings.max_tokens = 1000;
    settings.request_extra_json = Json{{"grammar", "root ::= " + Json(text).dump()}}.dump();
    return settings;
  }

  CompletionRequest request(const core::RequestSettings& settings, const std::string& prompt = "Write a program.") {
    return {.base_url = server_->base_url(),
            .body_json = make_chat_body({{core::Role::user, prompt}}, settings, 5),
            .seed = 5,
            .deadline = std::chrono::seconds(120)};
  }

  // How a stream ended that met `what` when the server had made some of its tokens. Where this process slept meanwhile
  // the stream may be over before that: once more then.
  core::Generation stream_that_meets(const std::function<void()>& what) {
    core::Generation generation;
    for (int attempt = 0; attempt < 5; ++attempt) {
      if (attempt > 0) restart({});
      auto long_one = request(saying("unused"));
      long_one.body_json = make_probe_body(1500, 4);
      completer_->submit(long_one);
      std::optional<CompletionResult> over;
      while (!over && tokens_made() < 50) over = completer_->next(std::chrono::milliseconds(2));  // it has a deadline
      if (!over) {
        what();
        over = completer_->next(std::chrono::seconds(120));
      }
      if (over) generation = over->generation;
      if (generation.finish != Finish::length) break;
    }
    return generation;
  }

  // Of the stream that runs now.
  int tokens_made() const {
    const auto slots =
        Json::parse(http_get(server_->base_url() + "/slots", "", {.limit = std::chrono::seconds(10)}).body, nullptr,
                    /*allow_exceptions=*/false);
    int most = 0;
    for (std::size_t i = 0; slots.is_array() && i < slots.size(); ++i) {
      if (!slots[i].value("is_processing", false)) continue;
      most = std::max(most, slots[i].value(Json::json_pointer("/next_token/0/n_decoded"), 0));
    }
    return most;
  }

  core::Generation complete(const CompletionRequest& request) { return complete_one(*completer_, request).generation; }

  sys::TempDir folder_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Completer> completer_ = make_completer();
};

TEST_F(Contract, TheLogOfAStartTellsOfItsBuffers) {
  const auto& buffers = server_->facts().buffers;
  for (const auto kind : {core::BufferKind::model, core::BufferKind::kv_cache, core::BufferKind::compute}) {
    EXPECT_GT(core::bytes_of(buffers, kind).value_or(0), 0U) << core::to_id(kind);
  }
}

TEST_F(Contract, AGivenTextArrivesByteForByteWithItsCounts) {
  const auto generation = complete(request(saying(kProgram)));
  EXPECT_EQ(generation.finish, Finish::stop) << generation.fault;
  EXPECT_EQ(generation.text, kProgram);
  EXPECT_EQ(generation.reasoning, "");
  ASSERT_TRUE(generation.timings);
  ASSERT_TRUE(generation.usage);
  EXPECT_EQ(generation.timings->cache_n, 0);
  EXPECT_GT(generation.timings->prompt_n, 0);
  EXPECT_EQ(generation.usage->completion_tokens, generation.timings->predicted_n);
  EXPECT_GT(generation.tokens_per_s(), 0);
  EXPECT_THAT(generation.doubts, IsEmpty());
}

TEST_F(Contract, TheSamePromptAgainTakesNothingFromACache) {
  complete(request(saying("x = 1\n")));
  const auto again = complete(request(saying("x = 1\n")));
  EXPECT_EQ(again.timings->cache_n, 0);
  EXPECT_THAT(again.doubts, IsEmpty());
}

TEST_F(Contract, ThinkingIsStreamedApart) {
  const auto generation = complete(request(saying("plan A\n</think>\n\nx = 1\n", core::Thinking::on)));
  EXPECT_EQ(generation.finish, Finish::stop) << generation.fault;
  EXPECT_THAT(generation.reasoning, AnyOf("plan A", "plan A\n"));
  EXPECT_EQ(generation.text, "x = 1\n");
  ASSERT_TRUE(generation.first_reasoning_ms && generation.first_content_ms && generation.first_byte_ms);
  EXPECT_LE(*generation.first_byte_ms, *generation.first_reasoning_ms);
  EXPECT_LE(*generation.first_reasoning_ms, *generation.first_content_ms);
}

TEST_F(Contract, TheTokenLimitEndsAsLength) {
  auto settings = saying(kProgram);
  settings.max_tokens = 5;
  const auto generation = complete(request(settings));
  EXPECT_EQ(generation.finish, Finish::length) << generation.fault;
  EXPECT_EQ(generation.usage->completion_tokens, 5);
  EXPECT_EQ(kProgram.rfind(generation.text, 0), 0U) << generation.text;
}

TEST_F(Contract, AProbeGeneratesExactlyItsLength) {
  auto probe = request(saying("unused"));
  probe.body_json = make_probe_body(40, 3);
  const auto generation = complete(probe);
  EXPECT_EQ(generation.finish, Finish::length) << generation.fault;
  EXPECT_EQ(generation.tokens(), 40);
  EXPECT_EQ(generation.timings->cache_n, 0);
  EXPECT_GT(generation.tokens_per_s(), 0);
}

TEST_F(Contract, APromptOfTokensIsReadAndAnsweredAtExactlyItsLength) {
  core::RequestSettings settings;
  settings.max_tokens = 33;
  settings.sampling = {.temperature = 0.7, .top_k = 20, .presence_penalty = 1.5};
  const std::vector<std::int32_t> prompt{7, 3, 99, 12, 5, 44, 3, 3, 17, 80, 21, 6, 31, 2, 45, 70, 11};
  auto timed = request(saying("unused"));
  timed.path = kCompletionPath;
  timed.body_json = make_token_body(prompt, settings, 5);
  for (int i = 0; i < 2; ++i) {
    const auto generation = complete(timed);
    EXPECT_EQ(generation.finish, Finish::length) << generation.fault;
    ASSERT_TRUE(generation.timings);
    EXPECT_EQ(generation.timings->prompt_n, 17);
    EXPECT_EQ(generation.timings->predicted_n, 33);
    EXPECT_EQ(generation.timings->cache_n, 0);
    EXPECT_GT(generation.timings->predicted_ms, 0);
  }
}

TEST_F(Contract, StreamsInEverySlotKeepTheirTextsApart) {
  const auto text_of = [](std::uint64_t tag) { return "answer = " + std::to_string(tag * 111) + "\n"; };
  for (std::uint64_t tag = 1; tag <= 8; ++tag) {  // twice the slots: half of them wait
    auto one = request(saying(text_of(tag)));
    one.tag = tag;
    completer_->submit(one);
  }
  std::map<std::uint64_t, std::string> texts;
  for (int i = 0; i < 8; ++i) {
    const auto result = completer_->next(std::chrono::seconds(120));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->generation.finish, Finish::stop) << result->generation.fault;
    EXPECT_THAT(result->generation.doubts, IsEmpty());
    texts[result->tag] = result->generation.text;
  }
  for (std::uint64_t tag = 1; tag <= 8; ++tag) EXPECT_EQ(texts[tag], text_of(tag));
}

TEST_F(Contract, APromptBeyondTheContextIsAnHttpError) {
  const auto generation = complete(request(saying("x"), std::string(20000, 'x')));
  EXPECT_EQ(generation.finish, Finish::http_error);
  EXPECT_EQ(generation.http_status, 400);
  EXPECT_THAT(generation.fault, HasSubstr("exceeds the available context size (2048 tokens)"));
}

TEST_F(Contract, SettingsAreReadBackAsTheyWereSent) {
  auto settings = saying("x");
  settings.sampling = {
      .temperature = 0.6, .top_p = 0.95, .top_k = 20, .min_p = 0.0, .presence_penalty = 1.5, .repeat_penalty = 1.05};
  settings.stop = {"### Question", "\n\n"};
  const auto check = check_settings({server_->base_url()}, settings);
  EXPECT_TRUE(check.supported) << check.note;
  EXPECT_THAT(check.differences, IsEmpty());
}

TEST_F(Contract, AMisspeltSamplerIsFoundOut) {
  core::RequestSettings settings;
  settings.max_tokens = 10;
  settings.request_extra_json = R"({"repetition_penalty": 1.05})";
  EXPECT_THAT(check_settings({server_->base_url()}, settings).differences,
              ElementsAre("repetition_penalty: the server ignores it"));
}

TEST_F(Contract, TheStartRecordsWhatWasStarted) {
  const auto& facts = server_->facts();
  EXPECT_EQ(facts.slot_ctx, 2048);
  EXPECT_EQ(facts.slots, 4);
  EXPECT_THAT(facts.version, HasSubstr("version: "));
  EXPECT_EQ(facts.binary_sha256.size(), 64U);
  EXPECT_THAT(facts.props_json, HasSubstr("total_slots"));
  EXPECT_NE(facts.build_info, "");
}

TEST_F(Contract, AServerKilledMidStreamIsNoAnswer) {
  const auto generation = stream_that_meets([&] { ::kill(server_->pid(), SIGKILL); });
  EXPECT_THAT(generation.finish, AnyOf(Finish::lost_server, Finish::broken_stream)) << generation.fault;
  EXPECT_FALSE(generation.arrivals_ms.empty());
  EXPECT_TRUE(test::eventually([&] { return !server_->alive(); }));
}

TEST_F(Contract, StopsThoughAStreamWasJustCancelled) {
  const auto generation = stream_that_meets([&] { completer_->cancel_all(); });
  ASSERT_EQ(generation.finish, Finish::cancelled) << generation.fault;
  EXPECT_FALSE(generation.arrivals_ms.empty());
  const int pid = server_->pid();
  server_->stop();
  EXPECT_FALSE(server_->alive());
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST_F(Contract, ATakenPortIsReportedAsSuch) {
  auto model = test::contract_model();
  model.server.extra_args = {"--port", server_->base_url().substr(server_->base_url().rfind(':') + 1)};
  model.server.start_timeout_s = 30;
  const auto result = make_server_launcher()->start(model, (folder_.path() / "second.log").string(), {});
  EXPECT_EQ(result.server, nullptr);
  EXPECT_THAT(result.failure.reason, HasSubstr("couldn't bind HTTP server socket"));
}

}  // namespace
}  // namespace quantladder::llama
