// The memory that a model needs as configured, from its file's header alone, and the buffers that its server told of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

struct GgufFacts;
struct ModelFacts;
struct ServerSettings;

// Layers whose KV caches have one shape.
struct CacheLayers {
  int layers = 0;
  std::uint64_t k_row = 0;   // elements of the keys of one token in one layer
  std::uint64_t v_row = 0;   // of its values
  std::uint64_t window = 0;  // tokens that such a layer looks back at most; 0: at all of them

  friend bool operator==(const CacheLayers&, const CacheLayers&) = default;
};
struct CacheShape {
  std::vector<CacheLayers> layers;  // empty: see not_known
  std::string not_known;            // one clause: why its size cannot be told from the header
};

// What part of the model a buffer of the server is for.
enum class BufferKind { model, kv_cache, recurrent_state, output, compute };
template <>
inline constexpr std::array<NamedValue<BufferKind>, 5> kIds<BufferKind>{{
    {BufferKind::model, "model"},
    {BufferKind::kv_cache, "kv cache"},
    {BufferKind::recurrent_state, "recurrent state"},
    {BufferKind::output, "output"},
    {BufferKind::compute, "compute"},
}};

// All buffers of one kind in one place, as the server's log has them.
struct MemoryBuffer {
  BufferKind kind = BufferKind::model;
  std::string place;  // "CUDA0", "CPU_Mapped", "CPU_REPACK", "CUDA_Host"
  double mib = 0;     // to a hundredth for each line of the log

  // Returns whether it lies in main memory: of the CPU, or what a device reaches there ("CUDA_Host").
  bool is_on_host() const;
};
// nullopt: there is none of this kind.
std::optional<std::uint64_t> bytes_of(const std::vector<MemoryBuffer>& buffers, BufferKind kind);
// Weights that were copied into another order for the CPU: their originals in the mapped file stay resident beside
// them.
std::uint64_t repacked_bytes(const std::vector<MemoryBuffer>& buffers);

struct MemoryNeed {
  std::uint64_t weights_bytes = 0;              // the data of all tensors
  std::optional<std::uint64_t> kv_cache_bytes;  // nullopt: see no_cache_reason
  std::string no_cache_reason;                  // one clause
  std::optional<std::uint64_t> compute_bytes;   // nullopt: no start has told it yet
  std::uint64_t sum() const { return weights_bytes + kv_cache_bytes.value_or(0) + compute_bytes.value_or(0); }
};
// `compute_bytes`: what an earlier start told of its compute and output buffers, which no header tells. Pure.
MemoryNeed predict_need(const GgufFacts& file, const ServerSettings& server,
                        std::optional<std::uint64_t> compute_bytes = {});

// The same of a model whose file was read, with what its draft takes on top.
MemoryNeed predict_need(const ModelFacts& facts);

// The part of the weights and the KV cache that lies in VRAM once all layers are there: the least that they need of it,
// without a draft.
struct LeastVram {
  std::uint64_t bytes = 0;
  std::string
      not_known;  // one clause why bytes tell nothing: not all layers go there, or nobody said; empty: they tell
};
LeastVram least_vram(const GgufFacts& file, const ServerSettings& server);

// The type of a KV cache: a block of so many elements takes so many bytes.
struct CacheType {
  const char* name;
  std::uint32_t block_elements;
  std::uint32_t block_bytes;
};
const std::vector<CacheType>& cache_types();  // that llama-server has

}  // namespace quantladder::core
