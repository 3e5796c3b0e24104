#include "quantladder/sweep/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quantladder/core/error.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/gguf/model_file.h"
#include "quantladder/llama/imatrix_tool.h"
#include "quantladder/sweep/made_files.h"
#include "quantladder/sys/files.h"
#include "sweep/imatrix_job.h"
#include "sweep/recipe_checks.h"

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

bool is_with_imatrix(const core::SweepSettings& settings, const core::Recipe& recipe) {
  return (!settings.imatrix.empty() || settings.imatrix_text) && recipe.imatrix.value_or(true);
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

// `imatrix`: what stands for the sweep's.
Candidate ask(const Plan& plan, const core::Recipe& recipe, const gguf::ModelFile& source, const std::string& imatrix) {
  const core::SweepSettings& settings = plan.settings;
  const llama::DryRun dry = llama::dry_run(plan.quantizer, {.source = settings.source,
                                                            .target = "candidate.gguf",
                                                            .recipe = recipe,
                                                            .imatrix = is_with_imatrix(settings, recipe) ? imatrix : "",
                                                            .allow_requantize = settings.allow_requantize});
  if (!dry.fault.empty()) refuse(fmt::format("{}: llama-quantize: {}", place_of(settings, recipe), dry.fault));
  if (dry.needs_imatrix) {
    refuse(fmt::format(
        "{}: {} is not made without an importance matrix; give one with --imatrix, or a text to make it of "
        "with --imatrix-text{}",
        place_of(settings, recipe), recipe.type, recipe.imatrix == false ? ", and leave \"imatrix\": false out" : ""));
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

std::uint64_t weights_of(const gguf::ModelFile& source) {
  std::uint64_t weights = 0;
  for (const gguf::Tensor& tensor : source.tensors) weights += tensor.info.elements;
  return weights;
}

// What is said of a matrix that is thin for sure, before it is made: where it is not made, its text's bytes are as many
// tokens at most.
void note_thin_imatrix(Plan& plan) {
  if (!plan.imatrix || !plan.imatrix->text) return;
  const std::string note = thin_note(plan.imatrix->origin.chunks.value_or(plan.imatrix->chunks_at_most));
  if (!note.empty()) plan.notes.push_back(note);
}

void leave_out_large(const core::SweepSettings& settings, Candidate& candidate) {
  if (!settings.most_bytes || candidate.bytes <= *settings.most_bytes) return;
  candidate.left_out = fmt::format("{:.3f} GiB is more than {:.3f}", static_cast<double>(candidate.bytes) / kGib,
                                   static_cast<double>(*settings.most_bytes) / kGib);
}

void ask_for_all(Plan& plan, const gguf::ModelFile& source) {
  const sys::TempDir folder("quantladder-sweep");
  std::string imatrix = plan.settings.imatrix;
  if (plan.settings.imatrix_text) {
    imatrix = (folder.path() / "stand-in.gguf").string();
    write_stand_in(imatrix);
  }
  for (const core::Recipe& recipe : plan.settings.recipes) {
    plan.candidates.push_back(ask(plan, recipe, source, imatrix));
    leave_out_large(plan.settings, plan.candidates.back());
  }
}

// Two recipes may come to the same, as a rule does that says what is so anyway.
void leave_out_same(Plan& plan) {
  for (auto candidate = plan.candidates.begin(); candidate != plan.candidates.end(); ++candidate) {
    const auto same = std::find_if(plan.candidates.begin(), candidate, [&](const Candidate& other) {
      return other.types == candidate->types &&
             is_with_imatrix(plan.settings, other.recipe) == is_with_imatrix(plan.settings, candidate->recipe);
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
  std::uint64_t sum = 0;
  std::uint64_t largest = 0;
  for (const Candidate& candidate : candidates) {
    if (!candidate.left_out.empty() || candidate.is_made) continue;
    largest = std::max(largest, candidate.bytes);
    sum += candidate.is_to_be_made() ? candidate.bytes : 0;
  }
  return settings.keep == core::Keep::none ? largest : sum;
}

std::uint64_t Plan::largest_bytes() const {
  std::uint64_t largest = 0;
  for (const Candidate& candidate : candidates) {
    if (candidate.left_out.empty()) largest = std::max(largest, candidate.bytes);
  }
  return largest;
}

double Plan::cpu_seconds_to_make() const {
  double seconds = 0;
  for (const Candidate& candidate : candidates) seconds += candidate.is_to_be_made() ? candidate.cpu_seconds : 0;
  return seconds;
}

double Plan::cpu_seconds_of_all() const {
  double seconds = 0;
  for (const Candidate& candidate : candidates) seconds += candidate.left_out.empty() ? candidate.cpu_seconds : 0;
  return seconds;
}

bool Plan::has_imatrix_to_make() const {
  return imatrix && !imatrix->is_made && std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& each) {
           return each.is_to_be_made() && uses_imatrix(*this, each.recipe);
         });
}

bool uses_imatrix(const Plan& plan, const core::Recipe& recipe) { return is_with_imatrix(plan.settings, recipe); }

std::vector<std::vector<std::string>> make_commands(const Plan& plan, const core::Recipe& recipe) {
  llama::QuantizeJob job{.source = plan.settings.source,
                         .target = recipe.id + ".gguf",
                         .recipe = recipe,
                         .allow_requantize = plan.settings.allow_requantize,
                         .threads = plan.settings.threads};
  std::vector<std::vector<std::string>> commands;
  if (uses_imatrix(plan, recipe)) {
    const auto& text = plan.imatrix->text;
    job.imatrix = text ? "imatrix.gguf" : plan.imatrix->file.string();
    if (text) commands.push_back(llama::imatrix_command(model_of(plan.settings), job_of(*text), job.imatrix));
  }
  commands.push_back(llama::quantize_command("llama-quantize", job));
  return commands;
}

Plan plan_candidates(const core::SweepSettings& settings) {
  Plan plan{.settings = settings};
  const auto note = [&](const std::string& line) { plan.notes.push_back(line); };
  const gguf::ModelFile source = gguf::read_whole_model(settings.source);
  check_source(settings, source);
  check_imatrix_source(settings);
  plan.quantizer = llama::find_quantizer(settings.server);
  for (const core::Recipe& recipe : settings.recipes) {
    check_type(settings, recipe, plan.quantizer.types);
    check_rules(settings, recipe, source);
  }
  ask_for_all(plan, source);
  leave_out_same(plan);
  plan.source_sha256 = gguf::hash_model(settings.source);
  plan.imatrix = find_imatrix(settings, plan.source_sha256, weights_of(source), note);
  for (Candidate& candidate : plan.candidates) look_up(plan, candidate, note);
  note_thin_imatrix(plan);
  check_disk(plan);
  return plan;
}

}  // namespace quantladder::sweep
