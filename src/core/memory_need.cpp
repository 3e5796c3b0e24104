#include "quantladder/core/memory_need.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "quantladder/core/manifest.h"
#include "quantladder/core/model.h"
#include "quantladder/core/words.h"

namespace quantladder::core {
namespace {

// llama-server's own defaults, and the step to which it rounds the cells of a slot up.
constexpr std::uint64_t kBatch = 2048;
constexpr std::uint64_t kMicroBatch = 512;
constexpr std::uint64_t kCellStep = 256;

// These of extra_args change how many cells a windowed layer has, or what the header says.
constexpr std::string_view kDecidingOptions = "-b --batch-size -ub --ubatch-size --swa-full --override-kv";

// These leave parts of an offloaded model in main memory.
constexpr std::string_view kPlacingOptions =
    "-ot --override-tensor -cmoe --cpu-moe -ncmoe --n-cpu-moe -nkvo --no-kv-offload --rpc";

std::uint64_t padded(std::uint64_t cells) { return (cells + kCellStep - 1) / kCellStep * kCellStep; }

const CacheType* find_cache_type(const std::optional<std::string>& name) {
  const auto& types = cache_types();
  const auto found = std::find_if(types.begin(), types.end(),
                                  [&](const CacheType& type) { return type.name == name.value_or("f16"); });
  return found == types.end() ? nullptr : &*found;
}

std::uint64_t bytes_of_row(std::uint64_t elements, const CacheType& type) {
  return elements / type.block_elements * type.block_bytes;
}

// Returns why the size of the cache cannot be told.
std::string find_obstacle(const CacheShape* shape, const ServerSettings& server) {
  if (shape == nullptr) return "the run did not keep the shape of its cache";
  if (!shape->not_known.empty()) return shape->not_known;
  for (const auto& name : {server.cache_type_k, server.cache_type_v}) {
    if (find_cache_type(name) == nullptr) return "the size of the cache type " + *name + " is not known";
  }
  for (const std::string& argument : server.extra_args) {
    if (has_word(kDecidingOptions, argument)) return "extra_args has " + argument + ", which decides it";
  }
  return "";
}

std::uint64_t cache_bytes(const CacheShape& shape, const ServerSettings& server) {
  const auto slots = static_cast<std::uint64_t>(server.parallel);
  const auto whole = static_cast<std::uint64_t>(server.ctx) * slots;
  const std::uint64_t cells = padded(padded(whole) / slots);
  const std::uint64_t batch = std::min({kMicroBatch, kBatch, whole});
  const CacheType& k_type = *find_cache_type(server.cache_type_k);
  const CacheType& v_type = *find_cache_type(server.cache_type_v);
  std::uint64_t widest = 0;
  for (const CacheLayers& each : shape.layers) widest = std::max(widest, each.v_row);
  std::uint64_t bytes = 0;
  for (const CacheLayers& each : shape.layers) {
    const std::uint64_t seen = each.window == 0 ? cells : padded(std::min(cells, each.window + batch));
    // Without flash attention the values lie transposed, and all layers are as wide as the widest.
    const std::uint64_t v_row = server.flash_attention == false ? widest : each.v_row;
    const std::uint64_t cell = bytes_of_row(each.k_row, k_type) + bytes_of_row(v_row, v_type);
    bytes += static_cast<std::uint64_t>(each.layers) * seen * cell * slots;
  }
  return bytes;
}

// Returns why it is not known that all layers go to the GPU; empty: they do.
std::string find_doubt(const GgufFacts& file, const ServerSettings& server) {
  for (const std::string& argument : server.extra_args) {
    if (has_word(kPlacingOptions, argument)) return "extra_args has " + argument;
  }
  if (server.gpu_layers.value_or(-1) < 0) return "gpu_layers leaves it to the server how many layers go to the GPU";
  const auto layers = file.anatomy ? file.anatomy->layers : std::nullopt;
  if (!layers) return "it is not known how many layers it has";
  // The output counts as one more.
  if (static_cast<std::uint64_t>(*server.gpu_layers) > *layers) return "";
  return fmt::format("{} layers go to the GPU, of {} and the output", *server.gpu_layers, *layers);
}

// Embeddings stay in main memory; where the token embedding is the output as well, the GPU has a copy of it.
std::uint64_t bytes_left_behind(const Anatomy& anatomy) {
  std::uint64_t bytes = 0;
  for (const RoleShare& each : anatomy.roles) {
    const bool stays =
        each.role == TensorRole::per_layer_embedding || (each.role == TensorRole::embedding && !anatomy.tied_output);
    if (stays) bytes += each.share.bytes;
  }
  return bytes;
}

constexpr std::string_view kDraftCacheOptions =
    "-ctkd --cache-type-k-draft --spec-draft-type-k -ctvd --cache-type-v-draft --spec-draft-type-v";

// Of a draft model: its context is as long as the model's, and the types of its cache are not the model's.
void add_draft(const GgufFacts& draft, ServerSettings server, MemoryNeed& need) {
  server.cache_type_k.reset();
  server.cache_type_v.reset();
  const MemoryNeed more = predict_need(draft, server);
  need.weights_bytes += more.weights_bytes;
  if (need.no_cache_reason.empty() && !more.no_cache_reason.empty())
    need.no_cache_reason = "of its draft model " + more.no_cache_reason;
  for (const std::string& argument : server.extra_args) {
    if (has_word(kDraftCacheOptions, argument)) need.no_cache_reason = "extra_args has " + argument;
  }
  need.kv_cache_bytes =
      need.no_cache_reason.empty() ? std::optional(*need.kv_cache_bytes + *more.kv_cache_bytes) : std::nullopt;
}

std::uint64_t bytes_of_mib(double mib) { return static_cast<std::uint64_t>(std::llround(mib * (1 << 20))); }

}  // namespace

const std::vector<CacheType>& cache_types() {
  static const std::vector<CacheType> types{{"f32", 1, 4},      {"f16", 1, 2},    {"bf16", 1, 2},
                                            {"q8_0", 32, 34},   {"q4_0", 32, 18}, {"q4_1", 32, 20},
                                            {"iq4_nl", 32, 18}, {"q5_0", 32, 22}, {"q5_1", 32, 24}};
  return types;
}

bool MemoryBuffer::is_on_host() const { return place.starts_with("CPU") || place.ends_with("_Host"); }

std::optional<std::uint64_t> bytes_of(const std::vector<MemoryBuffer>& buffers, BufferKind kind) {
  std::optional<std::uint64_t> bytes;
  for (const MemoryBuffer& each : buffers) {
    if (each.kind == kind) bytes = bytes.value_or(0) + bytes_of_mib(each.mib);
  }
  return bytes;
}

std::uint64_t repacked_bytes(const std::vector<MemoryBuffer>& buffers) {
  std::uint64_t bytes = 0;
  for (const MemoryBuffer& each : buffers) {
    if (each.kind == BufferKind::model && each.place == "CPU_REPACK") bytes += bytes_of_mib(each.mib);
  }
  return bytes;
}

MemoryNeed predict_need(const GgufFacts& file, const ServerSettings& server,
                        std::optional<std::uint64_t> compute_bytes) {
  const CacheShape* shape = file.kv_cache ? &*file.kv_cache : nullptr;
  MemoryNeed need{.weights_bytes = file.tensor_bytes, .no_cache_reason = find_obstacle(shape, server)};
  need.compute_bytes = compute_bytes;
  if (need.no_cache_reason.empty()) need.kv_cache_bytes = cache_bytes(*shape, server);
  return need;
}

MemoryNeed predict_need(const ModelFacts& facts) {
  const ServerSettings& server = facts.model.server;
  MemoryNeed need = predict_need(*facts.gguf, server);
  if (facts.draft_gguf) add_draft(*facts.draft_gguf, server, need);
  if (server.draft && server.draft->type == Drafter::mtp) {
    need.kv_cache_bytes.reset();
    need.no_cache_reason = "its MTP layers have a cache of their own, which no header tells";
  }
  return need;
}

LeastVram least_vram(const GgufFacts& file, const ServerSettings& server) {
  if (server.gpu_layers == 0) return {};
  if (std::string doubt = find_doubt(file, server); !doubt.empty()) return {.not_known = std::move(doubt)};
  const MemoryNeed need = predict_need(file, server);
  const std::uint64_t left = std::min(need.weights_bytes, bytes_left_behind(*file.anatomy));
  return {.bytes = need.weights_bytes - left + need.kv_cache_bytes.value_or(0)};
}

}  // namespace quantladder::core
