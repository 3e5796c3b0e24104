#include "llama/arguments.h"

#include <gmock/gmock.h>

namespace quantladder::llama {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::Not;

core::Model full_model() {
  core::Model model;
  model.file = "/models/a b.gguf";
  model.server.ctx = 4096;
  model.server.parallel = 3;
  model.server.gpu_layers = 99;
  model.server.flash_attention = true;
  model.server.cache_type_k = "q8_0";
  model.server.cache_type_v = "q4_0";
  model.server.threads = 7;
  model.server.chat_template_file = "t.jinja";
  model.server.extra_args = {"-lv", "4"};
  return model;
}

TEST(ServeCommand, SaysEverythingThatDecidesAnswersAndSpeed) {
  EXPECT_THAT(serve_command(full_model()),
              ElementsAre("llama-server", "-m", "/models/a b.gguf", "-c", "12288", "-np", "3", "-no-kvu", "-fit", "off",
                          "-ngl", "99", "-fa", "on", "-ctk", "q8_0", "-ctv", "q4_0", "-t", "7", "--jinja",
                          "--chat-template-file", "t.jinja", "-lv", "4"));
}

TEST(ServeCommand, WhatIsNotSetIsLeftToTheServer) {
  core::Model model;
  model.hf = "org/repo:Q4_K_M";
  EXPECT_THAT(serve_command(model), ElementsAre("llama-server", "-hf", "org/repo:Q4_K_M", "-c", "8192", "-np", "1",
                                                "-no-kvu", "-fit", "off", "--jinja"));
}

TEST(ServeCommand, ADraftModelIsNamedWithWhatItMayDraft) {
  core::Model model;
  model.file = "/m/a.gguf";
  model.server.draft = core::Draft{.file = "/m/small.gguf", .max_tokens = 4, .min_probability = 0.5, .gpu_layers = 9};
  EXPECT_THAT(serve_command(model),
              ElementsAre("llama-server", "-m", "/m/a.gguf", "-c", "8192", "-np", "1", "-no-kvu", "-fit", "off", "-md",
                          "/m/small.gguf", "--spec-type", "draft-simple", "--spec-draft-n-max", "4", "--draft-p-min",
                          "0.5", "-ngld", "9", "--jinja"));
}

TEST(ServeCommand, ADraftWithoutAModelOfItsOwnIsATypeAlone) {
  core::Model model;
  model.file = "/m/a.gguf";
  model.server.draft = core::Draft{.type = core::Drafter::mtp, .max_tokens = 2};
  EXPECT_THAT(serve_command(model), IsSupersetOf({"--spec-type", "draft-mtp", "--spec-draft-n-max", "2"}));
  EXPECT_THAT(serve_command(model), Not(Contains("-md")));
  model.server.draft = core::Draft{.type = core::Drafter::ngram_mod};
  EXPECT_THAT(serve_command(model), IsSupersetOf({"--spec-type", "ngram-mod"}));
}

TEST(LaunchCommand, AnOlderProgramIsToldOfTheDraftInItsOwnWords) {
  core::Model model;
  model.file = "/m/a.gguf";
  model.server.draft = core::Draft{.file = "/m/small.gguf", .max_tokens = 4};
  const auto command = launch_command(model, "llama-server", 1, {{"-md", "FNAME"}, {"--draft-max", "N"}});
  EXPECT_THAT(command, IsSupersetOf({"-md", "/m/small.gguf", "--draft-max", "4"}));
  EXPECT_THAT(command, Not(Contains("--spec-type")));
}

TEST(ServeCommand, TheContextOfAllSlotsIsMoreThanAnIntHolds) {
  core::Model model;
  model.server.ctx = 1 << 24;
  model.server.parallel = 256;
  EXPECT_THAT(serve_command(model), Contains("4294967296"));
}

TEST(ServeCommand, FlashAttentionOffIsSaid) {
  core::Model model;
  model.server.flash_attention = false;
  EXPECT_THAT(serve_command(model), Contains("off").Times(2));
}

TEST(ServeCommand, AnswersByDefaultAsTheTasksWereAnswered) {
  core::RequestSettings requests;
  requests.sampling = {.profile = "p",
                       .temperature = 0.6,
                       .top_p = 0.95,
                       .top_k = 20,
                       .min_p = 0.0,
                       .presence_penalty = 1.5,
                       .repeat_penalty = 1.05};
  requests.thinking = core::Thinking::off;
  const auto command = serve_command(core::Model{}, requests);
  EXPECT_THAT(std::vector<std::string>(command.end() - 14, command.end()),
              ElementsAre("--temp", "0.6", "--top-p", "0.95", "--top-k", "20", "--min-p", "0", "--presence-penalty",
                          "1.5", "--repeat-penalty", "1.05", "--chat-template-kwargs", R"({"enable_thinking":false})"));
}

TEST(LaunchCommand, AddsWhatMeasuringNeedsBeforeTheUsersArguments) {
  core::Model model;
  model.file = "m.gguf";
  model.server.extra_args = {"-lv", "4"};
  const Flags all{{"-no-kvu", ""}, {"-fit", "[on|off]"},         {"--jinja", ""},   {"--cache-ram", "N"},
                  {"--no-ui", ""}, {"--sse-ping-interval", "N"}, {"--metrics", ""}, {"--no-webui", ""}};
  EXPECT_THAT(launch_command(model, "/bin/llama-server", 8123, all),
              ElementsAre("/bin/llama-server", "-m", "m.gguf", "-c", "8192", "-np", "1", "-no-kvu", "-fit", "off",
                          "--jinja", "--host", "127.0.0.1", "--port", "8123", "--cache-ram", "0", "--sse-ping-interval",
                          "1", "--metrics", "--no-ui", "-lv", "4"));
}

TEST(LaunchCommand, FlagsTheProgramDoesNotListAreLeftOut) {
  core::Model model;
  model.file = "m.gguf";
  EXPECT_THAT(launch_command(model, "s", 1, {{"-m", "FNAME"}, {"--metrics", ""}, {"--no-webui", ""}}),
              ElementsAre("s", "-m", "m.gguf", "-c", "8192", "-np", "1", "--host", "127.0.0.1", "--port", "1",
                          "--metrics", "--no-webui"));
}

TEST(LaunchCommand, AsksForTheLogThatTellsOfBuffersOnlyWhereThatIsNoDebugging) {
  core::Model model;
  model.file = "m.gguf";
  model.server.extra_args = {"-ub", "64"};
  EXPECT_THAT(launch_command(model, "s", 1, {{"-lv", "trace"}}),
              ElementsAre("s", "-m", "m.gguf", "-c", "8192", "-np", "1", "--host", "127.0.0.1", "--port", "1", "-lv",
                          "4", "-ub", "64"));
  EXPECT_THAT(launch_command(model, "s", 1, {{"-lv", "N"}}), Not(Contains("-lv")));
}

// A help that could not be read must not have a flag passed that ends the program.
TEST(LaunchCommand, WhatIsNotRecognisedIsNotSent) {
  core::Model model;
  model.file = "m.gguf";
  EXPECT_THAT(launch_command(model, "s", 1, {}),
              ElementsAre("s", "-m", "m.gguf", "-c", "8192", "-np", "1", "--host", "127.0.0.1", "--port", "1"));
}

std::vector<std::string> flash_arguments(bool on, const std::vector<std::string>& help) {
  core::Model model;
  model.file = "m.gguf";
  model.server.flash_attention = on;
  const auto command = launch_command(model, "s", 1, flags_from(help));
  return {command.begin() + 7, command.end() - 4};
}

TEST(FlashAttention, IsSaidInTheWordsOfTheProgramsHelp) {
  EXPECT_THAT(flash_arguments(true, {"-fa, --flash-attn [on|off|auto]"}), ElementsAre("-fa", "on"));
  EXPECT_THAT(flash_arguments(false, {"-fa, --flash-attn (auto|on|off|0|1)"}), ElementsAre("-fa", "off"));
  EXPECT_THAT(flash_arguments(true, {"-fa, --flash-attn <0|1>"}), ElementsAre("-fa", "1"));
  EXPECT_THAT(flash_arguments(false, {"-fa, --flash-attn {true,false}"}), ElementsAre("-fa", "false"));
  EXPECT_THAT(flash_arguments(true, {"-fa, --flash-attn FA"}), ElementsAre("-fa", "on"));
}

TEST(FlashAttention, TakesNoValueOnOlderBuilds) {
  EXPECT_THAT(flash_arguments(true, {"-fa, --flash-attn"}), ElementsAre("-fa"));
  EXPECT_THAT(flash_arguments(false, {"-fa, --flash-attn"}), ElementsAre());
  EXPECT_THAT(flash_arguments(false, {"-fa, --flash-attn", "-no-fa, --no-flash-attn"}), ElementsAre("-no-fa"));
}

TEST(FlashAttention, IsStillSaidWhereTheHelpTellsNothing) {
  EXPECT_THAT(flash_arguments(true, {}), ElementsAre("-fa", "on"));
}

TEST(ScrubEnvironment, RemovesWhatWouldConfigureTheServer) {
  const char* environment[] = {"PATH=/bin", "LLAMA_ARG_CTX_SIZE=1", "LLAMA_CACHE=/c", "LLAMA_ARG_ALIAS=x=y", nullptr};
  const auto scrubbed = scrub_environment(environment);
  EXPECT_THAT(scrubbed.kept, ElementsAre("PATH=/bin", "LLAMA_CACHE=/c"));
  EXPECT_THAT(scrubbed.removed, ElementsAre("LLAMA_ARG_ALIAS", "LLAMA_ARG_CTX_SIZE"));
}

// Options that llama-server's help names with another variable than LLAMA_ARG_*.
TEST(ScrubEnvironment, RemovesTheOptionsWithNamesOfTheirOwn) {
  const char* environment[] = {"LLAMA_API_KEY=secret", "MTMD_BACKEND_DEVICE=none", nullptr};
  EXPECT_THAT(scrub_environment(environment).removed, ElementsAre("LLAMA_API_KEY", "MTMD_BACKEND_DEVICE"));
}

TEST(ScrubEnvironment, KeepsWhatMovesFilesOrOpensDownloadsOrFitsTheMachine) {
  const char* environment[] = {"HF_TOKEN=t",       "LLAMA_CACHE=/c",         "LLAMA_LOG_FILE=/l",
                               "LLAMA_API_KEYS=x", "CUDA_VISIBLE_DEVICES=1", nullptr};
  EXPECT_THAT(scrub_environment(environment).removed, ElementsAre());
}

}  // namespace
}  // namespace quantladder::llama
