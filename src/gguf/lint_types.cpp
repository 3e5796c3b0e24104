#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "gguf/lint_rules.h"
#include "gguf/roles.h"
#include "quantladder/core/words.h"

namespace quantladder::gguf {
namespace {

using core::RoleGroup;
using core::TensorRole;

constexpr double kEnough = 5.5;  // bits of a weight where four are a published loss; Q5_K has as many
constexpr std::uint64_t kSuperBlock = 256;

bool is_one_of(std::uint32_t number, std::initializer_list<std::uint32_t> numbers) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

core::WeightShare share_of_group(const core::Anatomy& anatomy, RoleGroup group) {
  core::WeightShare whole;
  for (const core::RoleShare& each : anatomy.roles) {
    if (core::row_of(each.role).group == group) whole.add(each.share);
  }
  return whole;
}

bool is_of(const Tensor& tensor, RoleGroup group) {
  return tensor.info.is_matrix() && core::row_of(tensor.role).group == group;
}

// As llama.cpp raises some layers: the first and the last eighth, and every third between them.
bool is_raised(int layer, int layers) {
  return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
}

// Returns the bits of what stands for all weights of the group, in words.
std::string bits_of(const core::WeightShare& share) {
  return fmt::format("{:.2f} bits per weight ({})", share.bits(), share.main_type());
}

}  // namespace

Observations fp4_outside_experts(const Subject& subject) {
  return about(
      subject.model,
      [](const Tensor& tensor) {
        const bool fp4 = is_one_of(tensor.info.type, {mxfp4, nvfp4, mxfp4_r8});
        const bool is_expert = is_of(tensor, RoleGroup::experts) || tensor.info.name.find("_exps") != std::string::npos;
        return fp4 && !is_expert;
      },
      "MXFP4 and NVFP4 are made for the experts of a mixture that was trained so; elsewhere a published file with them "
      "lost far more than others of its size.");
}

Observations attention_below_experts(const Subject& subject) {
  const auto attention = share_of_group(subject.anatomy, RoleGroup::attention);
  const auto experts = share_of_group(subject.anatomy, RoleGroup::experts);
  const auto nominal = subject.nominal_type();
  constexpr double kClearly = 0.25;  // llama.cpp itself lowers attention by up to 0.12 bits, in IQ3_XXS
  if (attention.weights == 0 || experts.weights == 0 || attention.bits() > experts.bits() - kClearly) return {};
  if (nominal && attention.bits() >= nominal->bits()) return {};  // llama.cpp raises ffn_down of some layers
  return about(
      subject.model, [](const Tensor& tensor) { return is_of(tensor, RoleGroup::attention); },
      fmt::format("Attention has {}, the experts {}: every token passes through attention, so it is the wrong place to "
                  "save.",
                  bits_of(attention), bits_of(experts)));
}

Observations role_below_nominal(const Subject& subject) {
  const auto nominal = subject.nominal_type();
  if (!nominal) return {};
  Observations found;
  for (const RoleGroup group : {RoleGroup::attention, RoleGroup::output, RoleGroup::shared_experts}) {
    const auto share = share_of_group(subject.anatomy, group);
    if (share.weights == 0 || share.bits() > nominal->bits() - 0.5) continue;
    const auto here = about(
        subject.model, [&](const Tensor& tensor) { return is_of(tensor, group); },
        fmt::format("The file is called {}, but its {} has {}; llama.cpp's own rules lower no role so far.",
                    subject.nominal->name, core::to_id(group), bits_of(share)));
    found.insert(found.end(), here.begin(), here.end());
  }
  return found;
}

Observations linear_attention_low(const Subject& subject) {
  const auto nominal = subject.nominal_type();
  const double named = nominal ? nominal->bits() : kEnough;
  const bool is_hybrid = share_of_group(subject.anatomy, RoleGroup::linear_attention).weights > 0;
  const auto with = [&](double least, double most, const char* reason, core::Severity severity) {
    auto found = about(
        subject.model,
        [&](const Tensor& tensor) {
          const auto stem = parse_tensor_name(tensor.info.name).stem;
          const bool is_meant = core::has_word("ssm_out ssm_in attn_gate", stem) && tensor.info.is_matrix();
          return is_hybrid && is_meant && tensor.bits() >= least && tensor.bits() < most;
        },
        reason);
    for (Observation& each : found) each.severity = severity;
    return found;
  };
  Observations found =
      with(0, std::min(named, kEnough),
           "Linear attention has fewer bits than the file's name says: with few bits here the loss was "
           "dramatic, and the space that it saves is small.",
           core::Severity::warning);
  const auto notes = with(named, kEnough,
                          "Linear attention has below 5.5 bits per weight, as llama-quantize makes it by itself; files "
                          "with more bits here lose less.",
                          core::Severity::note);
  found.insert(found.end(), notes.begin(), notes.end());
  return found;
}

Observations tied_embedding_low(const Subject& subject) {
  if (!subject.anatomy.tied_output) return {};
  return about(
      subject.model,
      [](const Tensor& tensor) { return tensor.info.name == "token_embd.weight" && tensor.bits() < kEnough; },
      "The embedding is the output as well and has below 5.5 bits per weight: models have written gibberish so.");
}

Observations per_layer_embedding_low(const Subject& subject) {
  return about(
      subject.model,
      [](const Tensor& tensor) { return tensor.info.name == "per_layer_token_embd.weight" && tensor.bits() < kEnough; },
      "The embedding of each layer has below 5.5 bits per weight: perplexity has risen threefold and more so.");
}

Observations output_low(const Subject& subject) {
  if (subject.anatomy.all.bits() < 4) return {};
  return about(
      subject.model,
      [](const Tensor& tensor) { return tensor.info.name == "output.weight" && tensor.bits() < kEnough; },
      "The output has below 5.5 bits per weight; whether that costs anything is contested and differs between models.");
}

Observations router_quantized(const Subject& subject) {
  return about(
      subject.model,
      [](const Tensor& tensor) {
        return parse_tensor_name(tensor.info.name).stem == "ffn_gate_inp" && tensor.bits() < 16;
      },
      "The router has below 16 bits: rounding there sends tokens to other experts. llama.cpp never does this.");
}

Observations label_lies(const Subject& subject) {
  const auto nominal = subject.nominal_type();
  const core::WeightShare& all = subject.anatomy.all;
  if (!nominal || all.weights == 0) return {};
  const auto named = all.types.find(nominal->name);
  const double share =
      named == all.types.end() ? 0 : static_cast<double>(named->second) / static_cast<double>(all.weights);
  std::uint64_t bytes = 0;
  std::uint64_t elements = 0;
  for (const Tensor& tensor : subject.model.tensors) {
    bytes += tensor.bytes;
    elements += tensor.info.elements;
  }
  const double bits = 8.0 * static_cast<double>(bytes) / static_cast<double>(elements);
  const double ratio = bits / nominal->bits();
  if (share >= 0.5 && ratio <= 1.25 && ratio >= 0.75) return {};
  return {{{},
           fmt::format("The file is called {}, but {:.0f} % of its weights are {}, and it has {:.2f} bits per weight.",
                       subject.nominal->name, 100 * share, nominal->name, bits),
           {}}};
}

Observations mixed_role(const Subject& subject) {
  constexpr std::uint64_t kMostLayers = 1 << 20;
  const int layers = static_cast<int>(std::min(subject.anatomy.layers.value_or(0), kMostLayers));
  struct Types {
    std::set<std::string> all;
    std::set<std::string> not_raised;
  };
  std::map<TensorRole, Types> roles;
  for (const Tensor& tensor : subject.model.tensors) {
    if (!tensor.info.is_matrix() || !tensor.layer) continue;
    roles[tensor.role].all.insert(tensor.type_name());
    if (!is_raised(*tensor.layer, layers)) roles[tensor.role].not_raised.insert(tensor.type_name());
  }
  Observations found;
  for (const auto& [role, types] : roles) {
    if (types.all.size() <= 2 || types.not_raised.size() <= 1) continue;
    found.push_back({{},
                     fmt::format("{} has {} in different layers: its maker chose by layer.", core::to_id(role),
                                 fmt::join(types.all, ", ")),
                     {}});
  }
  return found;
}

Observations fallback_types(const Subject& subject) {
  const auto nominal = subject.nominal_type();
  if (!nominal || nominal->block_elements != kSuperBlock) return {};
  return about(
      subject.model,
      [](const Tensor& tensor) {
        const bool is_fallback = is_one_of(tensor.info.type, {q4_0, q5_0, q5_1, q8_0, iq4_nl});
        return is_fallback && tensor.info.is_matrix() && tensor.info.row() % kSuperBlock != 0;
      },
      fmt::format("Their rows are no multiple of 256, so llama.cpp took another type than {}; this is no defect.",
                  nominal->name));
}

Observations fork_type(const Subject& subject) {
  const auto is_lacked = [&](const Tensor& tensor) {
    return std::find(subject.lacked.begin(), subject.lacked.end(), tensor.type_name()) != subject.lacked.end();
  };
  const auto of = [&](std::optional<TypeOrigin> origin, const char* reason) {
    return about(
        subject.model,
        [&](const Tensor& tensor) {
          if (is_lacked(tensor)) return false;
          return origin ? tensor.type && tensor.type->origin == *origin : !tensor.type.has_value();
        },
        reason);
  };
  Observations found = about(
      subject.model, is_lacked,
      fmt::format("The llama-server that is to load the file does not have {}.", fmt::join(subject.lacked, ", ")));
  for (Observation& each : found) each.severity = core::Severity::error;
  for (const auto& part :
       {of(TypeOrigin::ik_llama_cpp, "These types are ik_llama.cpp's; llama.cpp does not load them."),
        of(TypeOrigin::removed, "These types were removed from llama.cpp; only versions of 2024 load them."),
        of(std::nullopt, "These types are not known here: they are newer, or another fork's.")}) {
    found.insert(found.end(), part.begin(), part.end());
  }
  return found;
}

}  // namespace quantladder::gguf
