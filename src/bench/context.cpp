#include "quantladder/bench/context.h"

#include <fmt/format.h>

#include <filesystem>

#include "bench/draft.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/llama/trained_context.h"

namespace quantladder::bench {
namespace {

std::optional<std::uint64_t> trained_context(const core::Model& model) {
  if (!is_there(model.file)) return std::nullopt;
  try {
    return llama::find_trained_context(gguf::read_gguf(model.file), model.server.extra_args);
  } catch (const core::Error&) {
    return std::nullopt;  // check_model_files tells it
  }
}

void check_context(const core::Model& model, const core::GgufFacts& facts) {
  const auto trained = llama::find_trained_context(facts, model.server.extra_args);
  const auto asked = static_cast<std::uint64_t>(model.server.ctx);
  if (!trained || asked <= *trained) return;
  throw core::Error(
      core::ErrorKind::usage,
      fmt::format("ctx {} is more than the {} tokens that {} was trained for: set \"ctx\" in \"server\" to "
                  "at most {}, or extend the model's context in extra_args (rope scaling, YaRN, "
                  "--override-kv {}.context_length=int:{})",
                  asked, *trained, std::filesystem::path(model.file).filename().string(), *trained, facts.architecture,
                  asked));
}

}  // namespace

bool is_there(const std::string& file) {
  std::error_code unreadable;
  return !file.empty() && std::filesystem::exists(file, unreadable);
}

DefaultContext default_context(const std::vector<core::Model>& models, int most) {
  DefaultContext chosen{.ctx = most, .note = ""};
  for (const auto& model : models) {
    const auto trained = trained_context(model);
    if (!trained || *trained >= static_cast<std::uint64_t>(chosen.ctx)) continue;
    chosen.ctx = static_cast<int>(*trained);
    chosen.note = fmt::format("ctx is {} instead of {}: {} was trained for {} tokens of context", chosen.ctx, most,
                              std::filesystem::path(model.file).filename().string(), chosen.ctx);
  }
  return chosen;
}

void check_model_files(const Experiment& experiment, const std::vector<std::string>& only_models) {
  for (const ModelConfig& config : experiment.models) {
    const core::Model& model = config.model;
    if (!core::covers(only_models, model.id)) continue;
    try {
      if (is_there(model.file)) check_context(model, gguf::read_gguf(model.file));
      check_draft(model);
    } catch (const core::Error& error) {
      throw core::Error(error.kind(), fmt::format("{}: model {}: {}", experiment.source, model.id, error.what()));
    }
  }
}

}  // namespace quantladder::bench
