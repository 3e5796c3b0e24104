// A model's file as it lies on the disk: the metadata of its first shard and the tensors of all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/anatomy.h"
#include "quantladder/gguf/header.h"
#include "quantladder/gguf/types.h"

namespace quantladder::gguf {

struct Tensor {
  TensorInfo info;
  core::TensorRole role = core::TensorRole::other;
  std::optional<int> layer;        // nullopt: of no block
  std::optional<TensorType> type;  // nullopt: not known
  std::uint64_t bytes = 0;         // that the type needs; of an unknown one all up to the next tensor
  std::size_t shard = 0;

  std::string type_name() const { return tensor_type_name(info.type); }
  double bits() const {
    return info.elements == 0 ? 0 : 8.0 * static_cast<double>(bytes) / static_cast<double>(info.elements);
  }
};

// Returns the bytes that the tensor takes in this type; the largest number where they would be more.
std::uint64_t bytes_of(const TensorInfo& tensor, const TensorType& type);

struct Shard {
  std::filesystem::path path;
  std::uint64_t file_bytes = 0;
  std::uint64_t data_start = 0;
  std::uint64_t alignment = 32;

  std::uint64_t data_bytes() const { return file_bytes > data_start ? file_bytes - data_start : 0; }
};

struct ModelFile {
  Header header;  // of the first shard, without its tensors
  std::vector<Shard> shards;
  std::vector<Tensor> tensors;  // shard by shard, in the order of their data

  std::optional<std::uint64_t> number(const std::string& key) const;  // of "ARCHITECTURE.key"
  const Tensor* find_tensor(const std::string& name) const;           // nullptr where there is none
};

// Reads the headers of all shards. Throws core::Error(usage) naming the file and what is wrong: missing, not GGUF, cut
// within the header, a shard of something else. What else may be wrong with it is for lint() to find.
ModelFile read_model_file(const std::filesystem::path& path);
// Reads likewise, and refuses what is no whole model: something else, data beyond the file's end, shards that lack
// some.
ModelFile read_whole_model(const std::filesystem::path& path);

}  // namespace quantladder::gguf
