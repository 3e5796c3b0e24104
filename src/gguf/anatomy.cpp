#include "quantladder/gguf/anatomy.h"

#include <algorithm>
#include <map>

namespace quantladder::gguf {
namespace {

core::WeightShare share_of(const Tensor& tensor) {
  return {tensor.info.elements, tensor.bytes, {{tensor.type_name(), tensor.info.elements}}};
}

std::optional<core::ImatrixFacts> imatrix_of(const Header& header) {
  core::ImatrixFacts facts{.file = header.text("quantize.imatrix.file"),
                           .dataset = header.text("quantize.imatrix.dataset"),
                           .entries = header.number("quantize.imatrix.entries_count"),
                           .chunks = header.number("quantize.imatrix.chunks_count")};
  const bool any = !facts.file.empty() || !facts.dataset.empty() || facts.entries || facts.chunks;
  return any ? std::optional(facts) : std::nullopt;
}

}  // namespace

core::Anatomy describe(const ModelFile& model) {
  core::Anatomy anatomy;
  anatomy.layers = model.number("block_count");
  const auto above_zero = [&](const char* key) {
    const auto number = model.number(key);
    return number.value_or(0) > 0 ? number : std::nullopt;
  };
  anatomy.experts = above_zero("expert_count");
  anatomy.experts_used = above_zero("expert_used_count");
  anatomy.mtp_layers = above_zero("nextn_predict_layers");
  anatomy.tied_output =
      model.find_tensor("output.weight") == nullptr && model.find_tensor("token_embd.weight") != nullptr;
  anatomy.imatrix = imatrix_of(model.header);
  std::map<core::TensorRole, core::WeightShare> roles;
  std::map<int, core::WeightShare> layers;
  for (const Tensor& tensor : model.tensors) {
    if (!tensor.info.is_matrix()) continue;
    const core::WeightShare share = share_of(tensor);
    anatomy.all.add(share);
    roles[tensor.role].add(share);
    if (tensor.layer) layers[*tensor.layer].add(share);
  }
  for (auto& [role, share] : roles) anatomy.roles.push_back({role, std::move(share)});
  for (auto& [layer, share] : layers) anatomy.by_layer.push_back({layer, std::move(share)});
  return anatomy;
}

}  // namespace quantladder::gguf
