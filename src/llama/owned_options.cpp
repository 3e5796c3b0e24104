#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "llama/option_name.h"
#include "quantladder/llama/server.h"

namespace quantladder::llama {
namespace {

struct OwnedOption {
  std::string_view name;  // as llama-server's help spells it; with a '*' at its end: every option that begins so
  const char* remedy;
};

constexpr const char* kWhichModel = "which model is measured is said by the model's file or hf";
constexpr const char* kAddress = "the server listens on a free port of this machine, where only quantladder asks it";
constexpr const char* kContext = "set ctx, the context of one slot";
constexpr const char* kSlots = "set parallel";
constexpr const char* kOwnShare = "each slot has its own share of the context, so that no request starves another";
constexpr const char* kNoFitting = "nothing is fitted silently: set ctx and gpu_layers";
constexpr const char* kLayers = "set gpu_layers";
constexpr const char* kFlash = "set flash_attention";
constexpr const char* kTypeK = "set cache_type_k";
constexpr const char* kTypeV = "set cache_type_v";
constexpr const char* kThreads = "set threads";
constexpr const char* kTemplate = "set chat_template_file";
constexpr const char* kJinja = "chat templates are always rendered by jinja";
constexpr const char* kPromptCache = "prompts are never cached: leave it out";
constexpr const char* kPings = "a ping each second lets a streaming server notice that it shall stop";
constexpr const char* kMetrics = "it is always on";
constexpr const char* kNoPage = "the web page is always off";
constexpr const char* kToken = "the command line is kept with the results: put it into the variable HF_TOKEN";

// What launch_command says, and what would say it otherwise. The last word counts on llama-server's command line, so
// one of these among extra_args would have another model measured than the one that is hashed, named and compared.
// Presets (--gpt-oss-20b-default and the like) name a model too. Drafts, adapters, devices, tensor placement, batch
// sizes and rope have no key of their own: they stay the user's.
constexpr std::array<OwnedOption, 71> kOwnedOptions{{
    {"-m", kWhichModel},
    {"--model", kWhichModel},
    {"-mu", kWhichModel},
    {"--model-url", kWhichModel},
    {"-dr", kWhichModel},
    {"--docker-repo", kWhichModel},
    {"-hf", kWhichModel},
    {"-hfr", kWhichModel},
    {"--hf-repo", kWhichModel},
    {"-hff", kWhichModel},
    {"--hf-file", kWhichModel},
    {"--models-*", kWhichModel},
    {"--embd-gemma-default", kWhichModel},
    {"--embd-bge-small-en-default", kWhichModel},
    {"--embd-e5-small-en-default", kWhichModel},
    {"--embd-gte-small-default", kWhichModel},
    {"--fim-qwen-*", kWhichModel},
    {"--gpt-oss-*", kWhichModel},
    {"--vision-gemma-*", kWhichModel},
    {"-hft", kToken},
    {"--hf-token", kToken},
    {"--host", kAddress},
    {"--port", kAddress},
    {"--reuse-port", kAddress},
    {"--api-prefix", kAddress},
    {"--api-key", kAddress},
    {"--api-key-file", kAddress},
    {"--ssl-key-file", kAddress},
    {"--ssl-cert-file", kAddress},
    {"-c", kContext},
    {"--ctx-size", kContext},
    {"-np", kSlots},
    {"--parallel", kSlots},
    {"-kvu", kOwnShare},
    {"--kv-unified", kOwnShare},
    {"-no-kvu", kOwnShare},
    {"--no-kv-unified", kOwnShare},
    {"--kv-unified-per-slot", kOwnShare},
    {"-fit", kNoFitting},
    {"--fit", kNoFitting},
    {"-fitt", kNoFitting},
    {"--fit-target", kNoFitting},
    {"-fitc", kNoFitting},
    {"--fit-ctx", kNoFitting},
    {"-ngl", kLayers},
    {"--gpu-layers", kLayers},
    {"--n-gpu-layers", kLayers},
    {"-fa", kFlash},
    {"--flash-attn", kFlash},
    {"-ctk", kTypeK},
    {"--cache-type-k", kTypeK},
    {"-ctv", kTypeV},
    {"--cache-type-v", kTypeV},
    {"-t", kThreads},
    {"--threads", kThreads},
    {"--chat-template-file", kTemplate},
    {"--jinja", kJinja},
    {"--no-jinja", kJinja},
    {"-cram", kPromptCache},
    {"--cache-ram", kPromptCache},
    {"--cache-prompt", kPromptCache},
    {"--no-cache-prompt", kPromptCache},
    {"--cache-reuse", kPromptCache},
    {"--cache-idle-slots", kPromptCache},
    {"--no-cache-idle-slots", kPromptCache},
    {"--sse-ping-interval", kPings},
    {"--metrics", kMetrics},
    {"--ui", kNoPage},
    {"--webui", kNoPage},
    {"--no-ui", kNoPage},
    {"--no-webui", kNoPage},
}};

}  // namespace

std::string option_name(const std::string& argument) {
  std::string name = argument.substr(0, argument.find('='));
  if (name.starts_with("--")) std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

bool is_option_named(std::string_view listed, const std::string& name) {
  const bool group = listed.back() == '*';
  return group ? name.starts_with(listed.substr(0, listed.size() - 1)) : name == listed;
}

std::optional<std::string> find_owned_option(const std::vector<std::string>& extra_args) {
  for (const auto& argument : extra_args) {
    const std::string name = option_name(argument);
    const auto* found = std::find_if(kOwnedOptions.begin(), kOwnedOptions.end(),
                                     [&](const auto& option) { return is_option_named(option.name, name); });
    if (found != kOwnedOptions.end()) return fmt::format("'{}' is no extra: {}", name, found->remedy);
  }
  return std::nullopt;
}

}  // namespace quantladder::llama
