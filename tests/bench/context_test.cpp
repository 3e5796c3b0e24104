#include "quantladder/bench/context.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "support/gguf_bytes_builder.h"

namespace quantladder::bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Context : public ::testing::Test {
 protected:
  // 0: the header does not say.
  std::string model(const std::string& name, std::uint32_t trained) {
    test::GgufBytesBuilder builder;
    builder.text("general.architecture", "llama").tensor("w", {32}, 0, 0).data(128);
    if (trained != 0) builder.number("llama.context_length", trained);
    builder.write(folder_.path() / name);
    return (folder_.path() / name).string();
  }
  // `entries`: further keys of each model, after its file.
  Experiment experiment(const std::string& more, const std::vector<std::string>& entries) {
    std::string models;
    for (const auto& entry : entries) {
      models += fmt::format(R"({}{{"id": "m{}", "file": {}}})", models.empty() ? "" : ", ", models.size(), entry);
    }
    return parse_config("{\"name\": \"t\", " + more + " \"models\": [" + models + "]}", folder_.path() / "t.json");
  }
  std::string refusal(const Experiment& experiment, const std::vector<std::string>& only = {}) {
    try {
      check_model_files(experiment, only);
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return error.what();
    }
    return "accepted";
  }
  sys::TempDir folder_;
};

TEST_F(Context, OfComparedFilesIsTheLeastTrainedOneForAll) {
  const auto compared = make_comparison({model("big.gguf", 131072), model("small.gguf", 8192), model("no.gguf", 0)});
  for (const auto& config : compared.models) {
    EXPECT_EQ(config.model.server.ctx, 8192);
    EXPECT_EQ(config.request.max_tokens, 4096);
  }
  EXPECT_EQ(compared.context_note,
            "ctx is 8192 instead of 16384: small.gguf was trained for 8192 tokens of context; max_tokens is 4096");
  EXPECT_EQ(refusal(compared), "accepted");
}

TEST_F(Context, OfComparedFilesIsTheUsualOneWhereAllWereTrainedForIt) {
  const auto compared = make_comparison({model("a.gguf", 131072), model("b.gguf", 16384)});
  EXPECT_EQ(compared.models[0].model.server.ctx, 16384);
  EXPECT_EQ(compared.models[0].request.max_tokens, 8192);
  EXPECT_EQ(compared.context_note, "");
}

TEST_F(Context, LeavesHalfToThePromptHoweverSmallItIs) {
  const auto compared = make_comparison({model("tiny.gguf", 512)});
  EXPECT_EQ(compared.models[0].model.server.ctx, 512);
  EXPECT_EQ(compared.models[0].request.max_tokens, 256);
}

TEST_F(Context, ThatIsTooSmallForAnyAnswerIsRefusedWithTheFile) {
  try {
    make_comparison({model("odd.gguf", 1)});
    FAIL() << "accepted";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("ctx"), HasSubstr("1")));
  }
}

TEST_F(Context, ThatAConfigurationDoesNotNameFollowsTheModels) {
  const auto small = "\"" + model("small.gguf", 4096) + "\"";
  const auto big = "\"" + model("big.gguf", 32768) + "\"";
  const auto both = experiment("", {big, small});
  EXPECT_EQ(both.models[0].model.server.ctx, 4096);
  EXPECT_EQ(both.models[0].request.max_tokens, 3072);
  EXPECT_THAT(both.context_note, AllOf(HasSubstr("4096 instead of 8192"), HasSubstr("small.gguf")));
  EXPECT_EQ(refusal(both), "accepted");
  EXPECT_EQ(experiment("", {big}).models[0].model.server.ctx, 8192);
  EXPECT_EQ(experiment("", {R"("/nowhere/m.gguf")"}).models[0].model.server.ctx, 8192);
}

TEST_F(Context, OfOneModelWithItsOwnDoesNotDecideTheOthers) {
  const auto small = "\"" + model("small.gguf", 4096) + R"(", "server": {"ctx": 2048})";
  const auto big = "\"" + model("big.gguf", 32768) + "\"";
  const auto both = experiment("", {small, big});
  EXPECT_EQ(both.models[0].model.server.ctx, 2048);
  EXPECT_EQ(both.models[1].model.server.ctx, 8192);
}

TEST_F(Context, BeyondTheTrainedOneIsRefusedWithKeyValueModelAndRemedy) {
  const auto asks = experiment(R"("server": {"ctx": 8193, "parallel": 4},)", {"\"" + model("m.gguf", 8192) + "\""});
  EXPECT_THAT(refusal(asks), AllOf(HasSubstr("t.json: model m0: "), HasSubstr("ctx 8193"), HasSubstr("8192 tokens"),
                                   HasSubstr("m.gguf"), HasSubstr("at most 8192"), HasSubstr("extra_args")));
}

TEST_F(Context, OfEachSlotCountsNotThatOfAllTogether) {
  const auto fits = experiment(R"("server": {"ctx": 8192, "parallel": 4},)", {"\"" + model("m.gguf", 8192) + "\""});
  EXPECT_EQ(refusal(fits), "accepted");
}

TEST_F(Context, MayBeExtended) {
  const auto extended =
      experiment(R"("server": {"ctx": 32768, "extra_args": ["--rope-scaling", "yarn", "--rope-scale", "4"]},)",
                 {"\"" + model("m.gguf", 8192) + "\""});
  EXPECT_EQ(refusal(extended), "accepted");
  const auto short_of_it =
      experiment(R"("server": {"ctx": 32768, "extra_args": ["--override-kv", "llama.context_length=int:16384"]},)",
                 {"\"" + model("m.gguf", 8192) + "\""});
  EXPECT_THAT(refusal(short_of_it), HasSubstr("16384 tokens"));
}

TEST_F(Context, OfWhatNobodyKnowsIsNotRefused) {
  EXPECT_EQ(refusal(experiment(R"("server": {"ctx": 65536},)", {"\"" + model("no.gguf", 0) + "\""})), "accepted");
  EXPECT_EQ(refusal(experiment(R"("server": {"ctx": 65536},)", {R"("/nowhere/m.gguf")"})), "accepted");
  const auto elsewhere = parse_config(
      R"({"name": "t", "server": {"ctx": 65536}, "models": [{"id": "e", "endpoint": "http://h:1"}, {"id": "h", "hf": "a/b"}]})",
      "t.json");
  EXPECT_EQ(refusal(elsewhere), "accepted");
}

TEST_F(Context, OfAModelThatIsNotMeasuredNowIsNotChecked) {
  const auto small = "\"" + model("small.gguf", 4096) + "\"";
  const auto asks = experiment(R"("server": {"ctx": 8192},)", {"\"" + model("big.gguf", 8192) + "\"", small});
  EXPECT_EQ(refusal(asks, {"m0"}), "accepted");
  EXPECT_NE(refusal(asks), "accepted");
}

}  // namespace
}  // namespace quantladder::bench
