#include "quantladder/sweep/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>

#include "quantladder/core/error.h"
#include "quantladder/gguf/anatomy.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/gguf/model_file.h"
#include "quantladder/sweep/made_files.h"
#include "quantladder/sweep/recipes.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/sys/files.h"

namespace quantladder::sweep {
namespace {

constexpr double kGib = 1024.0 * 1024 * 1024;
constexpr std::uint64_t kSpareBytes = 64 << 20;  // that the files leave free on their disk

// CPU seconds for 1e9 weights, of one thread: measured with a model of 268 M weights, where a type is named; types of
// few bits search longest.
struct CostRow {
  std::string_view begins;
  double seconds;
};
constexpr std::array<CostRow, 10> kCosts{{
    {"Q8_0", 9},
    {"Q6_K", 13},
    {"Q4_0", 7.5},
    {"Q5_0", 6.3},
    {"Q", 13.5},
    {"IQ4", 78},
    {"IQ", 110},
    {"TQ", 10},
    {"MXFP4", 10},
    {"NVFP4", 10},
}};

double seconds_for(const gguf::Tensor& tensor, const std::string& type) {
  const auto* row =
      std::find_if(kCosts.begin(), kCosts.end(), [&](const auto& each) { return type.starts_with(each.begins); });
  return row == kCosts.end() ? 0 : row->seconds * static_cast<double>(tensor.info.elements) / 1e9;
}

[[noreturn]] void refuse(const std::string& what) { throw core::Error(core::ErrorKind::usage, what); }

std::string place_of(const core::SweepSettings& settings, const core::Recipe& recipe) {
  return fmt::format("{}: recipe {}", settings.recipes_file, recipe.id);
}

void check_source(const core::SweepSettings& settings, const gguf::ModelFile& source) {
  for (const gguf::Tensor& tensor : source.tensors) {
    const std::string type = tensor.type_name();
    if (!tensor.info.is_matrix() || type == "F16" || type == "BF16" || type == "F32") continue;
    if (settings.allow_requantize) return;
    refuse(
        fmt::format("{}: {} is {}: what is made of a quantized file has the losses of both; name the F16 it was made "
                    "from, or accept that with --allow-requantize",
                    settings.source, tensor.info.name, type));
  }
}

// A misspelt type would be taken for something else: the program reads its arguments by their place.
void check_type(const core::SweepSettings& settings, const core::Recipe& recipe,
                const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), recipe.type) != known.end()) return;
  const std::string near = sys::nearest_word(recipe.type, {known.begin(), known.end()});
  refuse(fmt::format("{}: llama-quantize makes no {}{}; `llama-quantize --help` lists its types",
                     place_of(settings, recipe), recipe.type, near.empty() ? "" : " (did you mean " + near + "?)"));
}

void check_rules(const core::SweepSettings& settings, const core::Recipe& recipe, const gguf::ModelFile& source) {
  for (const core::TensorRule& rule : recipe.tensor_types) {
    const std::regex pattern(rule.tensors);
    const bool fits = std::any_of(source.tensors.begin(), source.tensors.end(), [&](const gguf::Tensor& tensor) {
      return tensor.info.is_matrix() && std::regex_search(tensor.info.name, pattern);
    });
    if (!fits) {
      refuse(fmt::format("{}: no tensor of {} has a name with '{}'; `quantladder inspect --json` lists the tensors",
                         place_of(settings, recipe), settings.source, rule.tensors));
    }
  }
}

bool uses_imatrix(const core::SweepSettings& settings, const core::Recipe& recipe) {
  return !settings.imatrix.empty() && recipe.imatrix.value_or(true);
}

std::uint64_t padded(std::uint64_t bytes, std::uint64_t alignment) {
  return (bytes + alignment - 1) / alignment * alignment;
}

// Fills in what the types of its tensors tell.
void weigh(Candidate& candidate, const gguf::ModelFile& source) {
  std::uint64_t data = 0;
  std::uint64_t parameters = 0;
  std::uint64_t header = 0;
  for (const gguf::Shard& shard : source.shards) header += shard.data_start;
  std::uint64_t file = header;
  for (const gguf::Tensor& tensor : source.tensors) {
    const auto type = gguf::find_tensor_type_called(candidate.types.at(tensor.info.name));
    const std::uint64_t bytes = gguf::bytes_of(tensor.info, *type);
    data += bytes;
    file += padded(bytes, source.shards.front().alignment);
    parameters += tensor.info.elements;
    candidate.cpu_seconds += seconds_for(tensor, type->name);
  }
  candidate.bytes = file;
  candidate.bits_per_weight = 8.0 * static_cast<double>(data) / static_cast<double>(parameters);
}

Candidate ask(const Plan& plan, const core::Recipe& recipe, const gguf::ModelFile& source) {
  const core::SweepSettings& settings = plan.settings;
  const bool with_imatrix = uses_imatrix(settings, recipe);
  const llama::DryRun dry = llama::dry_run(plan.quantizer, {.source = settings.source,
                                                            .target = "candidate.gguf",
                                                            .recipe = recipe,
                                                            .imatrix = with_imatrix ? settings.imatrix : "",
                                                            .allow_requantize = settings.allow_requantize});
  if (!dry.fault.empty()) refuse(fmt::format("{}: llama-quantize: {}", place_of(settings, recipe), dry.fault));
  if (dry.needs_imatrix) {
    refuse(fmt::format("{}: {} is not made without an importance matrix; give one with --imatrix{}",
                       place_of(settings, recipe), recipe.type,
                       settings.imatrix.empty() ? "" : ", and leave \"imatrix\": false out"));
  }
  Candidate candidate{.recipe = recipe};
  for (const gguf::Tensor& tensor : source.tensors) {
    const auto found = dry.types.find(tensor.info.name);
    const auto type = found == dry.types.end() ? std::nullopt : gguf::find_tensor_type_called(found->second);
    if (!type) {
      refuse(fmt::format("{}: llama-quantize does not say what becomes of {}", place_of(settings, recipe),
                         tensor.info.name));
    }
    candidate.types[tensor.info.name] = type->name;
  }
  weigh(candidate, source);
  return candidate;
}

void leave_out_large(const core::SweepSettings& settings, Candidate& candidate) {
  if (!settings.most_bytes || candidate.bytes <= *settings.most_bytes) return;
  candidate.left_out = fmt::format("{:.3f} GiB is more than {:.3f}", static_cast<double>(candidate.bytes) / kGib,
                                   static_cast<double>(*settings.most_bytes) / kGib);
}

// Two recipes may come to the same, as a rule does that says what is so anyway.
void leave_out_same(Plan& plan) {
  for (auto candidate = plan.candidates.begin(); candidate != plan.candidates.end(); ++candidate) {
    const auto same = std::find_if(plan.candidates.begin(), candidate, [&](const Candidate& other) {
      return other.types == candidate->types &&
             uses_imatrix(plan.settings, other.recipe) == uses_imatrix(plan.settings, candidate->recipe);
    });
    if (same == candidate || !candidate->left_out.empty()) continue;
    candidate->left_out = "it comes to the same as " + same->recipe.id;
    plan.notes.push_back(fmt::format("{}: {}", candidate->recipe.id, candidate->left_out));
  }
}

void check_disk(const Plan& plan) {
  const std::uint64_t need = plan.bytes_to_make();
  const auto gib = [](std::uint64_t bytes) { return static_cast<double>(bytes) / kGib; };
  if (plan.settings.budget_bytes && need > *plan.settings.budget_bytes) {
    refuse(
        fmt::format("{}: the candidates take {:.2f} GiB, and the budget (--budget, budget_gib) is {:.2f}; raise it, or "
                    "leave recipes out with "
                    "--max-size",
                    plan.settings.recipes_file, gib(need), gib(*plan.settings.budget_bytes)));
  }
  const std::uint64_t free = sys::free_bytes(made_folder());
  if (need == 0 || free >= need + kSpareBytes) return;
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("{}: the candidates take {:.2f} GiB, and {:.2f} GiB are free; make room (`quantladder "
                                "cache` lists what lies there), leave some out with --max-size, or name another cache "
                                "with QUANTLADDER_CACHE",
                                made_folder().string(), gib(need), gib(free)));
}

}  // namespace

std::uint64_t Plan::bytes_to_make() const {
  std::uint64_t bytes = 0;
  for (const Candidate& candidate : candidates) {
    if (candidate.left_out.empty() && !candidate.is_made) bytes += candidate.bytes;
  }
  return bytes;
}

double Plan::cpu_seconds_to_make() const {
  double seconds = 0;
  for (const Candidate& candidate : candidates) {
    if (candidate.left_out.empty() && !candidate.is_made) seconds += candidate.cpu_seconds;
  }
  return seconds;
}

std::string imatrix_of(const Plan& plan, const core::Recipe& recipe) {
  return uses_imatrix(plan.settings, recipe) ? plan.settings.imatrix : "";
}

std::vector<std::string> make_command(const Plan& plan, const core::Recipe& recipe) {
  return llama::quantize_command("llama-quantize", {.source = plan.settings.source,
                                                    .target = recipe.id + ".gguf",
                                                    .recipe = recipe,
                                                    .imatrix = imatrix_of(plan, recipe),
                                                    .allow_requantize = plan.settings.allow_requantize,
                                                    .threads = plan.settings.threads});
}

Plan plan_candidates(const core::SweepSettings& settings) {
  Plan plan{.settings = settings};
  gguf::read_gguf(settings.source);  // refuses what is no whole model
  const gguf::ModelFile source = gguf::read_model_file(settings.source);
  check_source(settings, source);
  if (!settings.imatrix.empty() && !std::filesystem::is_regular_file(settings.imatrix))
    refuse(settings.imatrix + ": no such file; --imatrix names what llama-imatrix wrote");
  plan.quantizer = llama::find_quantizer(settings.server);
  for (const core::Recipe& recipe : settings.recipes) {
    check_type(settings, recipe, plan.quantizer.types);
    check_rules(settings, recipe, source);
  }
  for (const core::Recipe& recipe : settings.recipes) {
    plan.candidates.push_back(ask(plan, recipe, source));
    leave_out_large(settings, plan.candidates.back());
  }
  leave_out_same(plan);
  plan.source_sha256 = gguf::hash_model(settings.source);
  if (!settings.imatrix.empty()) plan.imatrix_sha256 = sys::sha256_file(settings.imatrix);
  for (Candidate& candidate : plan.candidates)
    look_up(plan, candidate, [&](const std::string& note) { plan.notes.push_back(note); });
  check_disk(plan);
  return plan;
}

}  // namespace quantladder::sweep
