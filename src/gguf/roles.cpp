#include "gguf/roles.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "quantladder/core/words.h"

namespace quantladder::gguf {
namespace {

using core::TensorRole;

// Stems, or with '*' at one end what they end or begin with. The first row with one that fits decides.
struct Pattern {
  std::string_view stems;
  TensorRole role;
};
constexpr auto kPatterns = std::to_array<Pattern>({
    {"nextn.*", TensorRole::mtp},
    {"*_norm *.norm *_norm_2 *_ln", TensorRole::norm},
    {"ffn_gate_inp ffn_gate_inp_shexp exp_probs_b ffn_gate_tid2eid", TensorRole::router},
    {"token_embd position_embd token_types", TensorRole::embedding},
    {"per_layer_token_embd", TensorRole::per_layer_embedding},
    {"output cls cls.output dense_2 dense_3", TensorRole::output},
    {"ffn_down_exps ffn_down_chexps ffn_down.*", TensorRole::experts_down},
    {"ffn_gate_exps ffn_up_exps ffn_gate_up_exps *_chexps ffn_gate.* ffn_up.*", TensorRole::experts_gate_up},
    {"ffn_gate_shexp ffn_up_shexp ffn_down_shexp", TensorRole::shared_experts},
    {"ssm_* shortconv.* time_mix_* channel_mix_*", TensorRole::linear_attention},
    {"attn_q attn_q_a attn_q_b", TensorRole::attention_q},
    {"attn_k attn_k_b", TensorRole::attention_k},
    {"attn_v attn_v_b", TensorRole::attention_v},
    {"attn_kv*", TensorRole::attention_kv},
    {"attn_qkv", TensorRole::attention_qkv},
    {"attn_output attn_output_a attn_output_b attn_o attn_out", TensorRole::attention_out},
    {"attn_* indexer.*", TensorRole::attention_other},
    {"ffn_down", TensorRole::ffn_down},
    {"ffn_gate", TensorRole::ffn_gate},
    {"ffn_up", TensorRole::ffn_up},
});

bool fits(std::string_view pattern, std::string_view stem) {
  return pattern.starts_with('*') ? stem.ends_with(pattern.substr(1)) : core::fits_pattern(stem, pattern);
}

// A projector's tensors stand in a file of their own, or in the model's.
bool is_of_projector(std::string_view name) {
  for (const char* start : {"v.", "a.", "mm.", "resampler."}) {
    if (name.starts_with(start)) return true;
  }
  return false;
}

// Takes `start` off the front of `text`, where it stands there.
bool take_start(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

}  // namespace

TensorName parse_tensor_name(std::string_view name) {
  TensorName parsed{std::nullopt, name};
  std::string_view rest = name;
  if (!take_start(rest, "enc.")) take_start(rest, "dec.");
  if (take_start(rest, "blk.")) {
    int layer = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), layer);
    const auto digits = static_cast<std::size_t>(end - rest.data());
    if (error == std::errc() && layer >= 0 && digits < rest.size() && rest[digits] == '.') {
      parsed.layer = layer;
      parsed.stem = rest.substr(digits + 1);
    }
  }
  for (const std::string_view end : {".weight", ".bias"}) {
    if (parsed.stem.ends_with(end)) {
      parsed.stem.remove_suffix(end.size());
      break;
    }
  }
  return parsed;
}

core::TensorRole role_of(std::string_view name, std::optional<std::uint64_t> first_mtp_layer) {
  const TensorName parsed = parse_tensor_name(name);
  if (parsed.layer && first_mtp_layer && static_cast<std::uint64_t>(*parsed.layer) >= *first_mtp_layer)
    return TensorRole::mtp;
  if (is_of_projector(name)) return TensorRole::projector;
  std::string_view stem = parsed.stem;
  take_start(stem, "cross_");
  const auto* found = std::find_if(kPatterns.begin(), kPatterns.end(), [&](const Pattern& pattern) {
    return core::any_word(pattern.stems, [&](std::string_view each) { return fits(each, stem); });
  });
  return found == kPatterns.end() ? TensorRole::other : found->role;
}

}  // namespace quantladder::gguf
