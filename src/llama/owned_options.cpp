#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "llama/argument_list.h"
#include "quantladder/core/words.h"
#include "quantladder/llama/server.h"

namespace quantladder::llama {
namespace {

struct OwnedOption {
  std::string_view names;  // as llama-server's help spells them; with a '*' at its end: every option that begins so
  const char* remedy;
};

// These are what launch_command says, and what would say it otherwise. The last word counts on llama-server's command
// line, so one of these among extra_args would have another model measured than the one that is hashed, named and
// compared. Presets (--gpt-oss-20b-default and the like) name a model too. Adapters, devices, tensor placement, batch
// sizes and rope have no key of their own, nor has what fits a draft to a machine: they stay the user's.
constexpr auto kOwnedOptions = std::to_array<OwnedOption>({
    {"-m --model -mu --model-url -dr --docker-repo -hf -hfr --hf-repo -hff --hf-file --models-* "
     "--embd-gemma-default --embd-bge-small-en-default --embd-e5-small-en-default --embd-gte-small-default "
     "--fim-qwen-* --gpt-oss-* --vision-gemma-*",
     "which model is measured is said by the model's file or hf"},
    {"-hft --hf-token", "the command line is kept with the results: put it into the variable HF_TOKEN"},
    {"--host --port --reuse-port --api-prefix --api-key --api-key-file --ssl-key-file --ssl-cert-file",
     "the server listens on a free port of this machine, where only quantladder asks it"},
    {"-c --ctx-size", "set ctx, the context of one slot"},
    {"-np --parallel", "set parallel"},
    {"-kvu --kv-unified -no-kvu --no-kv-unified --kv-unified-per-slot",
     "each slot has its own share of the context, so that no request starves another"},
    {"-fit --fit -fitt --fit-target -fitc --fit-ctx", "nothing is fitted silently: set ctx and gpu_layers"},
    {"-ngl --gpu-layers --n-gpu-layers", "set gpu_layers"},
    {"-fa --flash-attn", "set flash_attention"},
    {"-ctk --cache-type-k", "set cache_type_k"},
    {"-ctv --cache-type-v", "set cache_type_v"},
    {"-t --threads", "set threads"},
    {"--chat-template-file", "set chat_template_file"},
    {"-md --model-draft --spec-draft-model --spec-type --spec-default --spec-draft-n-max --draft --draft-n --draft-max "
     "--spec-draft-p-min --draft-p-min -ngld --gpu-layers-draft --n-gpu-layers-draft --spec-draft-ngl",
     "set draft"},
    {"-hfd -hfrd --hf-repo-draft --spec-draft-hf", "what drafts is known by its hash: download it and set draft"},
    {"--spec-synth-*", "a made-up acceptance is no measurement"},
    {"--jinja --no-jinja", "chat templates are always rendered by jinja"},
    {"-cram --cache-ram --cache-prompt --no-cache-prompt --cache-reuse --cache-idle-slots --no-cache-idle-slots",
     "prompts are never cached: leave it out"},
    {"--sse-ping-interval", "a ping each second lets a streaming server notice that it shall stop"},
    {"--metrics", "it is always on"},
    {"--ui --webui --no-ui --no-webui", "the web page is always off"},
});

bool is_among(std::string_view patterns, const std::string& name) {
  return core::any_word(patterns, [&](std::string_view pattern) { return core::fits_pattern(name, pattern); });
}

}  // namespace

std::optional<std::string> find_owned_option(const std::vector<std::string>& extra_args) {
  for (const auto& argument : extra_args) {
    const std::string name = option_name(argument);
    const auto* found = std::find_if(kOwnedOptions.begin(), kOwnedOptions.end(),
                                     [&](const auto& option) { return is_among(option.names, name); });
    if (found != kOwnedOptions.end()) return fmt::format("'{}' is no extra: {}", name, found->remedy);
  }
  return std::nullopt;
}

}  // namespace quantladder::llama
