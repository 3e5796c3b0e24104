// What a model's file is made of: the types of its tensors by role and by layer, and what is odd about them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

// What a tensor does. In the order in which reports list them.
enum class TensorRole {
  embedding,
  per_layer_embedding,
  output,
  attention_q,
  attention_k,
  attention_v,
  attention_kv,
  attention_qkv,
  attention_out,
  attention_other,
  linear_attention,
  ffn_gate,
  ffn_up,
  ffn_down,
  shared_experts,
  experts_gate_up,
  experts_down,
  router,
  mtp,
  norm,
  projector,
  other,
};
// Roles that are judged and told together.
enum class RoleGroup { embedding, output, attention, linear_attention, ffn, shared_experts, experts, rest };

struct RoleRow {
  TensorRole value;
  std::string_view id;
  RoleGroup group;
};
template <>
inline constexpr std::array<RoleRow, 22> kIds<TensorRole>{{
    {TensorRole::embedding, "embedding", RoleGroup::embedding},
    {TensorRole::per_layer_embedding, "per-layer embedding", RoleGroup::embedding},
    {TensorRole::output, "output", RoleGroup::output},
    {TensorRole::attention_q, "attention q", RoleGroup::attention},
    {TensorRole::attention_k, "attention k", RoleGroup::attention},
    {TensorRole::attention_v, "attention v", RoleGroup::attention},
    {TensorRole::attention_kv, "attention kv", RoleGroup::attention},
    {TensorRole::attention_qkv, "attention qkv", RoleGroup::attention},
    {TensorRole::attention_out, "attention out", RoleGroup::attention},
    {TensorRole::attention_other, "attention other", RoleGroup::attention},
    {TensorRole::linear_attention, "linear attention", RoleGroup::linear_attention},
    {TensorRole::ffn_gate, "ffn gate", RoleGroup::ffn},
    {TensorRole::ffn_up, "ffn up", RoleGroup::ffn},
    {TensorRole::ffn_down, "ffn down", RoleGroup::ffn},
    {TensorRole::shared_experts, "shared experts", RoleGroup::shared_experts},
    {TensorRole::experts_gate_up, "experts gate, up", RoleGroup::experts},
    {TensorRole::experts_down, "experts down", RoleGroup::experts},
    {TensorRole::router, "router", RoleGroup::rest},
    {TensorRole::mtp, "MTP", RoleGroup::rest},
    {TensorRole::norm, "norm", RoleGroup::rest},
    {TensorRole::projector, "projector", RoleGroup::rest},
    {TensorRole::other, "other", RoleGroup::rest},
}};
template <>
inline constexpr std::array<NamedValue<RoleGroup>, 8> kIds<RoleGroup>{{
    {RoleGroup::embedding, "embedding"},
    {RoleGroup::output, "output"},
    {RoleGroup::attention, "attention"},
    {RoleGroup::linear_attention, "linear attention"},
    {RoleGroup::ffn, "ffn"},
    {RoleGroup::shared_experts, "shared experts"},
    {RoleGroup::experts, "experts"},
    {RoleGroup::rest, "rest"},
}};

// note: worth knowing. warning: a known loss of quality. error: the file is damaged or cannot be loaded.
enum class Severity { note, warning, error };
template <>
inline constexpr std::array<NamedValue<Severity>, 3> kIds<Severity>{
    {{Severity::note, "note"}, {Severity::warning, "warning"}, {Severity::error, "error"}}};

struct Finding {
  std::string id;  // "fp4-outside-experts": docs/anatomy.md explains each
  Severity severity = Severity::note;
  std::vector<std::string> tensors;  // that it is about; empty: the whole file
  std::string reason;                // one sentence
  std::string remedy;                // what to do; empty: nothing
};

// Weights are the elements of tensors with two or more dimensions.
struct WeightShare {
  std::uint64_t weights = 0;
  std::uint64_t bytes = 0;
  std::map<std::string, std::uint64_t> types;  // type name -> weights of that type

  double bits() const { return weights == 0 ? 0 : 8.0 * static_cast<double>(bytes) / static_cast<double>(weights); }
  void add(const WeightShare& other);
  std::string main_type() const;  // of most weights; empty without weights
};
struct RoleShare {
  TensorRole role = TensorRole::other;
  WeightShare share;
};
struct LayerShare {
  int layer = 0;
  WeightShare share;
};

// An importance matrix of fewer chunks of text leaves much to chance.
inline constexpr std::uint64_t kFewImatrixChunks = 50;

// What an importance matrix left in the file that was quantized with it.
struct ImatrixFacts {
  std::string file;     // as its maker typed it
  std::string dataset;  // likewise
  std::optional<std::uint64_t> entries;
  std::optional<std::uint64_t> chunks;
};

struct Anatomy {
  std::optional<std::uint64_t> layers;
  std::optional<std::uint64_t> experts;  // of a layer
  std::optional<std::uint64_t> experts_used;
  std::optional<std::uint64_t> mtp_layers;
  bool tied_output = false;  // the embedding is the output as well
  WeightShare all;
  std::vector<RoleShare> roles;
  std::vector<LayerShare> by_layer;
  std::optional<ImatrixFacts> imatrix;  // nullopt: the file does not say that there was one
  std::vector<Finding> findings;

  // "Q4_K, attention Q8_0, output Q6_K, imatrix": the type of most weights, then where another one prevails.
  std::string in_words() const;
};

// What two files of one model have different.
struct FileDifference {
  // A key of the metadata, or a tensor, with what each file has; empty: nothing.
  struct Part {
    std::string name;
    std::string a;
    std::string b;
  };
  struct RolePart {
    TensorRole role = TensorRole::other;
    WeightShare a;
    WeightShare b;
  };
  std::vector<Part> metadata;
  std::vector<RolePart> roles;    // whose types differ
  std::vector<Part> tensors;      // whose types or shapes differ, or that one file lacks
  int equal_types = 0;            // tensors with the same name, shape and type
  std::optional<int> equal_data;  // of these, such with the same data; nullopt: nobody looked
  std::vector<Finding> findings;
};

}  // namespace quantladder::core
