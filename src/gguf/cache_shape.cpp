#include "gguf/cache_shape.h"

#include <algorithm>
#include <array>

#include "gguf/bytes.h"
#include "quantladder/core/words.h"

namespace quantladder::gguf {
namespace {

// All layers look back at everything.
constexpr std::string_view kPlain =
    "llama mistral3 qwen qwen2 qwen2moe qwen2vl qwen3 qwen3moe qwen3vl qwen3vlmoe phi2 phi3 phimoe gemma starcoder "
    "starcoder2 stablelm internlm2 falcon gpt2 gptneox bloom mpt command-r dbrx olmo olmoe deepseek baichuan chatglm "
    "glm4 glm4moe granite granitemoe smollm3 ernie4_5 ernie4_5-moe hunyuan-dense hunyuan-moe seed_oss exaone arcee "
    "nemotron dots1 bailingmoe bailingmoe2 minicpm orion xverse codeshell refact grok arctic apertus minimax-m2";

// Some layers look back at a window only: all but the last of each period, where the file does not say which.
struct Windowed {
  std::string_view architecture;
  std::uint64_t period;  // 0: only the file tells
  std::uint64_t window;  // where the file tells none; 0: then there is none
};
constexpr std::array<Windowed, 6> kWindowed{
    {{"gemma2", 2, 4096}, {"gemma3", 6, 0}, {"gemma4", 0, 0}, {"gpt-oss", 2, 0}, {"cohere2", 4, 0}, {"olmo2", 4, 0}}};

constexpr std::uint64_t kMostLayers = 4096;
constexpr std::uint64_t kWidestRow = 1 << 24;

std::uint64_t bytes_of_value(std::uint32_t type) {
  constexpr std::array<std::uint64_t, 8> kBytes{1, 1, 2, 2, 4, 4, 0, 1};  // integers and truth values
  return type < kBytes.size() ? kBytes[type] : 0;
}

// Returns a number for each layer: the file's one for all, or its list of them; empty where it has neither.
std::vector<std::uint64_t> by_layer(const ModelFile& model, const std::string& key, std::uint64_t layers) {
  if (const auto one = model.number(key)) return std::vector<std::uint64_t>(layers, *one);
  const auto found = model.header.arrays.find(model.header.text("general.architecture") + "." + key);
  if (found == model.header.arrays.end() || found->second.count < layers) return {};
  const std::uint64_t each = bytes_of_value(found->second.type);
  if (each == 0) return {};
  Bytes in(model.shards.front().path);
  in.skip(found->second.start);
  std::vector<std::uint64_t> values;
  for (std::uint64_t layer = 0; layer < layers; ++layer) values.push_back(in.read_integer(each));
  return values;
}

// Returns the window of each layer; empty where the file does not tell which have one.
std::vector<std::uint64_t> windows_of(const ModelFile& model, const Windowed* row, std::uint64_t layers) {
  std::vector<std::uint64_t> windows(layers, 0);
  if (row == nullptr) return windows;
  const std::uint64_t window = model.number("attention.sliding_window").value_or(row->window);
  if (window == 0) return windows;
  const std::uint64_t period = model.number("attention.sliding_window_pattern").value_or(row->period);
  const bool is_list = !model.number("attention.sliding_window_pattern");
  const auto list = by_layer(model, "attention.sliding_window_pattern", layers);
  if (list.empty() && period == 0) return {};
  for (std::uint64_t layer = 0; layer < layers; ++layer) {
    const bool narrow = is_list && !list.empty() ? list[layer] != 0 : period == 0 || layer % period < period - 1;
    if (narrow) windows[layer] = window;
  }
  return windows;
}

core::CacheShape not_known(std::string why) { return {.layers = {}, .not_known = std::move(why)}; }

void add(core::CacheShape& shape, core::CacheLayers layer) {
  const auto same = std::find_if(shape.layers.begin(), shape.layers.end(), [&](const core::CacheLayers& each) {
    return each.k_row == layer.k_row && each.v_row == layer.v_row && each.window == layer.window;
  });
  if (same == shape.layers.end()) {
    shape.layers.push_back(layer);
  } else {
    ++same->layers;
  }
}

core::CacheShape make_shape(const ModelFile& model, const Windowed* row) {
  const std::uint64_t blocks = model.number("block_count").value_or(0);
  const std::uint64_t layers = blocks - std::min(blocks, model.number("nextn_predict_layers").value_or(0));
  if (layers == 0 || layers > kMostLayers) return not_known("its header does not say how many layers it has");
  const auto heads = by_layer(model, "attention.head_count", layers);
  auto kv_heads = by_layer(model, "attention.head_count_kv", layers);
  if (kv_heads.empty()) kv_heads = heads;
  if (heads.empty() || heads.front() == 0) return not_known("its header does not say how many heads it has");
  const auto windows = windows_of(model, row, layers);
  if (windows.empty()) return not_known("its header does not say which layers look back at a window only");
  const std::uint64_t width = model.number("embedding_length").value_or(0) / heads.front();
  const std::uint64_t k = model.number("attention.key_length").value_or(width);
  const std::uint64_t v = model.number("attention.value_length").value_or(width);
  if (k == 0 || v == 0) return not_known("its header does not say how wide its heads are");
  const std::uint64_t shared = model.number("attention.shared_kv_layers").value_or(0);
  core::CacheShape shape;
  for (std::uint64_t layer = 0; layer + std::min(shared, layers) < layers; ++layer) {
    const bool narrow = windows[layer] > 0;
    const std::uint64_t k_head = narrow ? model.number("attention.key_length_swa").value_or(k) : k;
    const std::uint64_t v_head = narrow ? model.number("attention.value_length_swa").value_or(v) : v;
    if (std::max(k_head, v_head) > kWidestRow || kv_heads[layer] > kWidestRow / std::max(k_head, v_head))
      return not_known("its header gives rows that are wider than any model's");
    add(shape, {1, kv_heads[layer] * k_head, kv_heads[layer] * v_head, windows[layer]});
  }
  return shape;
}

}  // namespace

core::CacheShape cache_shape(const ModelFile& model) {
  const std::string architecture = model.header.text("general.architecture");
  const auto* row = std::find_if(kWindowed.begin(), kWindowed.end(),
                                 [&](const Windowed& each) { return each.architecture == architecture; });
  if (row != kWindowed.end()) return make_shape(model, row);
  if (core::has_word(kPlain, architecture)) return make_shape(model, nullptr);
  const bool recurrent = std::any_of(model.tensors.begin(), model.tensors.end(), [](const Tensor& tensor) {
    return tensor.role == core::TensorRole::linear_attention;
  });
  return not_known(recurrent ? "it is a recurrent or hybrid model"
                             : "how an architecture of its kind keeps its cache is not known");
}

}  // namespace quantladder::gguf
