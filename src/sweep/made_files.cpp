#include "quantladder/sweep/made_files.h"

#include <fmt/format.h>

#include <cmath>

#include "quantladder/core/error.h"
#include "quantladder/gguf/anatomy.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/gguf/model_file.h"
#include "quantladder/sys/files.h"
#include "sweep/imatrix_facts.h"
#include "sweep/made_folder.h"

namespace quantladder::sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "quantladder made file 1";
constexpr double kSizeTolerance = 0.001;             // of the predicted size, ...
constexpr std::uint64_t kHeaderTolerance = 1 << 16;  // ... and what the program adds to the header

std::string key_of(const Plan& plan, const core::Recipe& recipe) {
  std::string all = fmt::format("{}\n{}\n{}\n{} {}\n", kFormat, plan.source_sha256,
                                uses_imatrix(plan, recipe) ? plan.imatrix->key : "", plan.quantizer.facts.sha256,
                                plan.quantizer.facts.version);
  const llama::QuantizeJob job{.recipe = recipe, .allow_requantize = plan.settings.allow_requantize};
  for (const std::string& word : llama::quantize_command("", job)) all += word + "\n";
  return sys::sha256_hex(all).substr(0, 32);
}

// Returns what is wrong with the file that the program wrote; empty: it is the candidate.
std::string find_fault(const fs::path& file, const Candidate& candidate) {
  try {
    const gguf::ModelFile model = gguf::read_model_file(file);
    if (model.tensors.size() != candidate.types.size())
      return fmt::format("it has {} tensors of {}", model.tensors.size(), candidate.types.size());
    for (const gguf::Tensor& tensor : model.tensors) {
      const auto planned = candidate.types.find(tensor.info.name);
      if (planned == candidate.types.end())
        return fmt::format("it has a tensor {} that the source has not", tensor.info.name);
      if (planned->second != tensor.type_name())
        return fmt::format("{} is {}, and the dry run said {}", tensor.info.name, tensor.type_name(), planned->second);
    }
    const core::GgufFacts facts = gguf::facts_of(model);
    const double off = std::abs(static_cast<double>(facts.file_bytes) - static_cast<double>(candidate.bytes));
    if (off > kSizeTolerance * static_cast<double>(candidate.bytes) + static_cast<double>(kHeaderTolerance))
      return fmt::format("it has {} bytes, and {} were predicted", facts.file_bytes, candidate.bytes);
    for (const core::Finding& finding : facts.anatomy->findings) {
      if (finding.severity == core::Severity::error) return finding.id + ": " + finding.reason;
    }
    return "";
  } catch (const core::Error& error) {
    return error.what();
  }
}

Facts facts_of_candidate(const Plan& plan, const Candidate& candidate, const llama::QuantizeJob& job, double seconds) {
  return {{"recipe", candidate.recipe.id},
          {"source_sha256", plan.source_sha256},
          {"imatrix", candidate.imatrix ? facts_of_origin(*candidate.imatrix) : Facts()},
          {"quantizer_sha256", plan.quantizer.facts.sha256},
          {"quantizer_version", plan.quantizer.facts.version},
          {"command", llama::quantize_command(plan.quantizer.facts.path, job)},
          {"seconds", seconds}};
}

Written write_candidate(const Plan& plan, const Candidate& candidate, const fs::path& part, std::stop_token stop) {
  const llama::QuantizeJob job{.source = plan.settings.source,
                               .target = part.string(),
                               .recipe = candidate.recipe,
                               .imatrix = uses_imatrix(plan, candidate.recipe) ? plan.imatrix->file.string() : "",
                               .allow_requantize = plan.settings.allow_requantize,
                               .threads = plan.settings.threads};
  const llama::Quantized quantized = llama::quantize(plan.quantizer, job, std::move(stop));
  if (quantized.stopped) return {.made = {.stopped = true}};
  if (!quantized.fault.empty()) return {.made = {.fault = "llama-quantize: " + quantized.fault}};
  if (std::string fault = find_fault(part, candidate); !fault.empty())
    return {.made = {.fault = "what llama-quantize wrote is not what it announced: " + fault}};
  return {.facts = facts_of_candidate(plan, candidate, job, quantized.seconds)};
}

// What the file was made with is what its facts say: the matrix that there is now may be another one with the same key.
void take(const Facts& facts, Candidate& candidate) {
  candidate.imatrix = origin_of_facts(facts.value("imatrix", Facts()));
  candidate.sha256 = facts.value("sha256", "");
}

void look_again(Candidate& candidate, const Say& say) {
  candidate.is_made = false;
  candidate.sha256.clear();
  candidate.header.clear();
  if (const auto facts = find_made(candidate.file, candidate.recipe.id, say)) {
    take(*facts, candidate);
    candidate.is_made = true;
  } else if (const auto before = find_let_go(candidate.file)) {
    take(*before, candidate);
    candidate.header = header_of(candidate.file);
  }
}

}  // namespace

void look_up(const Plan& plan, Candidate& candidate, const Say& say) {
  candidate.file = made_folder() / (key_of(plan, candidate.recipe) + ".gguf");
  look_again(candidate, say);
}

Made make(const Plan& plan, Candidate& candidate, std::stop_token stop, const Say& say) {
  if (uses_imatrix(plan, candidate.recipe)) candidate.imatrix = plan.imatrix->origin;
  const Written written = make_once(candidate.file, candidate.recipe.id, stop, say,
                                    [&](const fs::path& part) { return write_candidate(plan, candidate, part, stop); });
  if (written.made.stopped || !written.made.fault.empty()) return written.made;
  take(written.facts, candidate);
  candidate.is_made = true;
  return written.made;
}

std::optional<sys::FileLock> hold(Candidate& candidate) {
  auto lock = hold_made(candidate.file);
  candidate.is_made = lock && find_made(candidate.file, candidate.recipe.id, {});
  if (!candidate.is_made) return std::nullopt;
  return lock;
}

void let_go(Candidate& candidate) {
  if (!candidate.is_made) return;
  const bool gone = let_go_of(
      candidate.file, [](const fs::path& file) { return gguf::read_model_file(file).shards.front().data_start; });
  if (!gone) return;
  look_again(candidate, {});
}

}  // namespace quantladder::sweep
