#include "bench/vram_limit.h"

#include <fmt/format.h>

#include "quantladder/core/error.h"
#include "quantladder/core/host.h"
#include "quantladder/llama/server.h"

namespace quantladder::bench {
namespace {

bool has_no_gpu(const core::Model& model) {
  try {
    return llama::runs_on_cpu(model);
  } catch (const core::Error&) {
    return false;  // a program that isn't there is told by its start
  }
}

std::string find_reason(const core::ModelFacts& facts, double max_gib) {
  if (!facts.gguf || has_no_gpu(facts.model)) return "";
  const core::LeastVram least = core::least_vram(*facts.gguf, facts.model.server);
  const double gib = core::to_gib(least.bytes);
  if (!least.not_known.empty() || gib <= max_gib) return "";
  return fmt::format(
      "not started: its weights and KV cache need {:.2f} GiB of VRAM at least, and the limit max_vram_gib is {:g}", gib,
      max_gib);
}

}  // namespace

VramLimit::VramLimit(const Experiment& experiment, const std::optional<core::Manifest>& manifest) {
  const auto limit = experiment.limits.find("max_vram_gib");
  if (limit == experiment.limits.end() || !manifest) return;
  // What distances are from is measured for their sake, whether it would be chosen or not.
  for (const core::ModelFacts& facts : manifest->models) reasons_[facts.model.id] = find_reason(facts, limit->second);
}

const std::string& VramLimit::reason_against(const std::string& model) const {
  static const std::string none;
  const auto found = reasons_.find(model);
  return found == reasons_.end() ? none : found->second;
}

}  // namespace quantladder::bench
