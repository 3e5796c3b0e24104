#include <gmock/gmock.h>

#include "llama/arguments.h"

namespace quantladder::llama {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string problem_of(const std::vector<std::string>& extra_args) {
  return find_owned_option(extra_args).value_or("allowed");
}

core::Model model_with_everything() {
  core::Model model;
  model.file = "m.gguf";
  model.server.gpu_layers = 1;
  model.server.flash_attention = true;
  model.server.cache_type_k = model.server.cache_type_v = "q8_0";
  model.server.threads = 1;
  model.server.chat_template_file = "t.jinja";
  return model;
}

TEST(OwnedOptions, AreAllThatQuantladderSaysItself) {
  const Flags all = flags_from({"-no-kvu", "-fit [on|off]", "--jinja", "-fa [on|off|auto]", "--cache-ram N",
                                "--sse-ping-interval N", "--metrics", "--no-ui", "--no-webui"});
  for (const auto& word : launch_command(model_with_everything(), "llama-server", 1, all)) {
    const bool option = word.front() == '-';
    EXPECT_EQ(problem_of({word}) != "allowed", option) << word;
  }
}

TEST(OwnedOptions, AreFoundUnderEveryNameOfTheirs) {
  for (const char* name : {"--model",
                           "-mu",
                           "--model-url",
                           "-hf",
                           "-hfr",
                           "--hf-repo",
                           "-hff",
                           "--hf-file",
                           "-dr",
                           "--docker-repo",
                           "--ctx-size",
                           "--parallel",
                           "--n-gpu-layers",
                           "--gpu-layers",
                           "--flash-attn",
                           "--cache-type-k",
                           "--cache-type-v",
                           "--threads",
                           "--api-key",
                           "--api-key-file",
                           "--kv-unified",
                           "-kvu",
                           "--no-jinja",
                           "--fit",
                           "-cram"}) {
    EXPECT_NE(problem_of({name}), "allowed") << name;
  }
}

TEST(OwnedOptions, ThatNameAModelAmongPresetsAreFound) {
  for (const char* name :
       {"--gpt-oss-20b-default", "--fim-qwen-7b-spec", "--models-dir", "--vision-gemma-4b-default"}) {
    EXPECT_THAT(problem_of({name}), HasSubstr("which model is measured")) << name;
  }
}

TEST(OwnedOptions, ThatNameWhatDraftsAreFound) {
  for (const char* name : {"-md", "--model-draft", "--spec-draft-model", "--spec-type", "--spec-draft-n-max",
                           "--draft-max", "--draft-p-min", "-ngld", "--spec-default"}) {
    EXPECT_THAT(problem_of({name}), HasSubstr("set draft")) << name;
  }
  EXPECT_THAT(problem_of({"-hfd", "org/small"}), HasSubstr("download it and set draft"));
  EXPECT_THAT(problem_of({"--spec-synth-len", "3"}), HasSubstr("no measurement"));
}

TEST(OwnedOptions, AreFoundInTheOtherSpellingsThatServersTake) {
  EXPECT_THAT(problem_of({"--ctx_size", "9"}), AllOf(HasSubstr("'--ctx-size'"), HasSubstr("set ctx")));
  EXPECT_THAT(problem_of({"--port=1"}), HasSubstr("'--port'"));
}

TEST(OwnedOptions, AreFoundBehindOthers) {
  EXPECT_THAT(problem_of({"-ub", "256", "-m", "other.gguf"}), HasSubstr("'-m'"));
}

TEST(OwnedOptions, AreNoneOfThoseWithoutAKey) {
  EXPECT_EQ(problem_of({"--n-cpu-moe",
                        "20",
                        "-cmoe",
                        "-ot",
                        "exps=CPU",
                        "--override-tensor",
                        "x=CPU",
                        "--mlock",
                        "--no-mmap",
                        "-lm",
                        "mmap",
                        "-b",
                        "512",
                        "-ub",
                        "256",
                        "-dev",
                        "none",
                        "-sm",
                        "row",
                        "-ts",
                        "3,1",
                        "-mg",
                        "0",
                        "--rope-scaling",
                        "yarn",
                        "-devd",
                        "none",
                        "--spec-draft-n-min",
                        "1",
                        "--spec-ngram-mod-n-max",
                        "32",
                        "-ctkd",
                        "q8_0",
                        "-td",
                        "4",
                        "--lora",
                        "a.gguf",
                        "--control-vector",
                        "v.gguf",
                        "-tb",
                        "8",
                        "--numa",
                        "isolate",
                        "-lv",
                        "4",
                        "--swa-full",
                        "--override-kv",
                        "k=int:1",
                        "--temp",
                        "0.5",
                        "--chat-template",
                        "chatml",
                        "--no-warmup",
                        "--reasoning-budget",
                        "0",
                        "--rpc",
                        "box:1",
                        "-C",
                        "ff"}),
            "allowed");
}

}  // namespace
}  // namespace quantladder::llama
