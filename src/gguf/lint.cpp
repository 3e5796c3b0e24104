#include <algorithm>
#include <array>
#include <set>

#include "gguf/lint_rules.h"
#include "quantladder/gguf/anatomy.h"

namespace quantladder::gguf {
namespace {

using core::Severity;

struct Rule {
  std::string_view id;
  Severity severity;
  std::string_view remedy;
  Observations (*check)(const Subject& subject);
};

constexpr const char* kOtherFile = "take another file of this model, or make one from the F16";
constexpr const char* kMeasure = "compare it with another file of this model before you use it";
constexpr const char* kAgain = "download the file again; if its hash is as published, tell its maker";

constexpr std::array<Rule, 23> kRules{{
    {"no-text-model", Severity::error, "name the model's own file", no_text_model},
    {"beyond-file", Severity::error, kAgain, beyond_file},
    {"tensors-overlap", Severity::error, kAgain, tensors_overlap},
    {"gap-too-small", Severity::error, kAgain, gap_too_small},
    {"misaligned", Severity::error, kAgain, misaligned},
    {"layer-incomplete", Severity::error, kAgain, layer_incomplete},
    {"fp4-outside-experts", Severity::warning, kOtherFile, fp4_outside_experts},
    {"attention-below-experts", Severity::warning, kOtherFile, attention_below_experts},
    {"role-below-nominal", Severity::warning, kOtherFile, role_below_nominal},
    {"linear-attention-low", Severity::warning, kOtherFile, linear_attention_low},
    {"tied-embedding-low", Severity::warning, kOtherFile, tied_embedding_low},
    {"per-layer-embedding-low", Severity::warning, kOtherFile, per_layer_embedding_low},
    {"router-quantized", Severity::warning, kOtherFile, router_quantized},
    {"no-imatrix", Severity::note, kMeasure, no_imatrix},
    {"pre-tokenizer", Severity::warning, "convert the model again with a recent llama.cpp", pre_tokenizer},
    {"no-stop", Severity::warning, "take a file with a mended header, or set \"stop\" in the configuration", no_stop},
    {"output-low", Severity::note, kMeasure, output_low},
    {"thin-imatrix", Severity::note, kMeasure, thin_imatrix},
    {"label-lies", Severity::note, "go by the bits per weight, not by the name", label_lies},
    {"mixed-role", Severity::note, "", mixed_role},
    {"fallback-types", Severity::note, "", fallback_types},
    {"fork-type", Severity::note, "use a program that has these types", fork_type},
    {"no-template", Severity::note, "give one with \"chat_template_file\"", no_template},
}};

std::vector<std::string> lacked_types(const ModelFile& model, const LackedTypes& lacked) {
  if (!lacked) return {};
  std::set<std::string> names;
  for (const Tensor& tensor : model.tensors) {
    if (tensor.type) names.insert(tensor.type->name);
  }
  return lacked({names.begin(), names.end()});
}

}  // namespace

std::optional<TensorType> Subject::nominal_type() const {
  return nominal ? find_tensor_type(nominal->tensor_type) : std::nullopt;
}

Observations about(const ModelFile& model, const std::function<bool(const Tensor&)>& breaks, std::string reason) {
  Observation found{.reason = std::move(reason)};
  for (const Tensor& tensor : model.tensors) {
    if (breaks(tensor)) found.tensors.push_back(tensor.info.name);
  }
  return found.tensors.empty() ? Observations{} : Observations{std::move(found)};
}

std::vector<core::Finding> lint(const ModelFile& model, const core::Anatomy& anatomy, const LackedTypes& lacked) {
  Subject subject{model, anatomy, {}, lacked_types(model, lacked)};
  if (const auto number = model.header.number("general.file_type")) {
    subject.nominal = find_file_type(static_cast<std::uint32_t>(*number));
  }
  std::vector<core::Finding> findings;
  for (const Rule& rule : kRules) {
    for (Observation& found : rule.check(subject)) {
      findings.push_back({std::string(rule.id), found.severity.value_or(rule.severity), std::move(found.tensors),
                          std::move(found.reason), std::string(rule.remedy)});
    }
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto& a, const auto& b) { return a.severity > b.severity; });
  return findings;
}

}  // namespace quantladder::gguf
