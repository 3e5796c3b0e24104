// A model's draft: what a configuration may say of it, and which files fit.
#include "bench/draft.h"

#include <fmt/format.h>

#include "bench/config_text.h"
#include "quantladder/bench/context.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/sys/files.h"
#include "support/gguf_bytes_builder.h"

namespace quantladder::bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string with_draft(const std::string& keys) {
  return with_model("", ", \"server\": { \"draft\": { " + keys + " } }");
}

TEST(DraftKeys, AreRead) {
  const auto draft = parsed(with_draft(R"("file": "small.gguf", "max_tokens": 4, "min_probability": 0.5,
                                          "gpu_layers": 9)"))
                         .models[0]
                         .model.server.draft;
  EXPECT_EQ(draft, (core::Draft{.type = core::Drafter::model,
                                .file = "/etc/exp/small.gguf",
                                .max_tokens = 4,
                                .min_probability = 0.5,
                                .gpu_layers = 9}));
}

TEST(DraftKeys, OfAnArmAreItsOwn) {
  const Experiment experiment = parsed(
      with_model("", R"(, "arms": [ { "id": "plain" }, { "id": "mtp", "server": { "draft": { "type": "mtp" } } } ])"));
  EXPECT_FALSE(experiment.find("a@plain")->model.server.draft);
  EXPECT_EQ(experiment.find("a@mtp")->model.server.draft->type, core::Drafter::mtp);
}

TEST(DraftKeys, ThatDoNotGoTogetherAreRefused) {
  EXPECT_THAT(error_of(with_draft("")), AllOf(HasSubstr("/models/0/server/draft/file"), HasSubstr("name the draft")));
  EXPECT_THAT(error_of(with_draft(R"("type": "mtp", "file": "a.gguf")")), HasSubstr("without a model of its own"));
  EXPECT_THAT(error_of(with_draft(R"("type": "ngram-mod", "max_tokens": 4)")), HasSubstr("--spec-ngram-mod-*"));
  EXPECT_THAT(error_of(with_draft(R"("type": "mtp", "gpu_layers": 4)")), HasSubstr("no layers of its own"));
  EXPECT_THAT(error_of(with_draft(R"("type": "eagle")")), HasSubstr("ngram-cache"));
  EXPECT_THAT(error_of(with_draft(R"("file": "a.gguf", "max_tokens": 0)")), HasSubstr("max_tokens"));
  EXPECT_THAT(error_of(with_draft(R"("file": "a.gguf", "min_probability": 2)")), HasSubstr("outside [0, 1]"));
}

TEST(DraftKeys, OfAnEndpointAreRefused) {
  EXPECT_THAT(error_of(R"({"name": "t", "models": [{"id": "a", "endpoint": "http://127.0.0.1:1",
                           "server": {"draft": {"type": "ngram-mod"}}}]})"),
              AllOf(HasSubstr("draft"), HasSubstr("does not start an endpoint")));
}

class DraftFiles : public ::testing::Test {
 protected:
  std::string write(const std::string& name, std::uint32_t mtp_layers = 0, const std::string& token = "x") {
    test::GgufBytesBuilder builder;
    builder.text("general.architecture", "llama").text("tokenizer.ggml.model", "gpt2");
    builder.texts("tokenizer.ggml.tokens", {"a", "b", "c", "d", "e", token}).tensor("w", {32}, 0, 0).data(128);
    if (mtp_layers > 0) builder.number("llama.nextn_predict_layers", mtp_layers);
    const std::string path = (folder_.path() / name).string();
    builder.write(path);
    return path;
  }
  core::Model model(const core::Draft& draft) {
    core::Model model{.id = "m", .file = write("model.gguf")};
    model.server.draft = draft;
    return model;
  }
  std::string refusal(const core::Model& model) {
    Experiment experiment;
    experiment.source = "e.json";
    experiment.models.push_back({.model = model});
    try {
      check_model_files(experiment, {});
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return error.what();
    }
    return "accepted";
  }
  sys::TempDir folder_;
};

TEST_F(DraftFiles, OfTheSameFamilyAreTaken) {
  const core::Model drafted = model({.file = write("small.gguf")});
  EXPECT_EQ(refusal(drafted), "accepted");
  const core::ModelFacts facts = describe_without_hash({.model = drafted});
  ASSERT_TRUE(facts.draft_gguf);
  EXPECT_EQ(facts.draft_gguf->vocabulary, 6U);
}

TEST_F(DraftFiles, OfAnotherVocabularyAreRefusedBecauseTheServerWouldGoOnWithoutThem) {
  EXPECT_THAT(refusal(model({.file = write("small.gguf", 0, "y")})),
              AllOf(HasSubstr("e.json: model m: draft: small.gguf cannot draft for model.gguf"),
                    HasSubstr("its token 5 is 'y', the model's 'x'"), HasSubstr("same family")));
}

TEST_F(DraftFiles, ThatAreMissingOrNoModelsAreRefused) {
  EXPECT_THAT(refusal(model({.file = "/nowhere/small.gguf"})), HasSubstr("/nowhere/small.gguf"));
  const std::string path = (folder_.path() / "text.gguf").string();
  sys::write_file(path, "no model at all");
  EXPECT_THAT(refusal(model({.file = path})), AllOf(HasSubstr("text.gguf"), HasSubstr("GGUF")));
}

TEST_F(DraftFiles, OfAModelThatIsNotHereAreStillRead) {
  core::Model elsewhere = model({.file = "/nowhere/small.gguf"});
  elsewhere.hf = "org/big";
  elsewhere.file.clear();
  EXPECT_THAT(refusal(elsewhere), HasSubstr("/nowhere/small.gguf"));
}

TEST_F(DraftFiles, MtpTakesLayersThatAreThere) {
  EXPECT_THAT(refusal(model({.type = core::Drafter::mtp})),
              AllOf(HasSubstr("model.gguf has no MTP layers"), HasSubstr("name a draft model's file")));
  core::Model with_layers = model({.type = core::Drafter::mtp});
  with_layers.file = write("mtp.gguf", 1);
  EXPECT_EQ(refusal(with_layers), "accepted");
}

}  // namespace
}  // namespace quantladder::bench
