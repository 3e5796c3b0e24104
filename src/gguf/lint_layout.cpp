#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "gguf/lint_rules.h"
#include "gguf/roles.h"
#include "quantladder/core/lists.h"
#include "quantladder/core/words.h"

namespace quantladder::gguf {
namespace {

std::uint64_t padded(std::uint64_t bytes, std::uint64_t alignment) {
  const std::uint64_t rest = bytes % alignment;
  return rest == 0 ? bytes : bytes + alignment - rest;
}

// Room of a tensor up to the next one of its shard, or to the end of the data.
struct Room {
  const Tensor& tensor;
  const Shard& shard;
  std::uint64_t bytes = 0;
  bool is_last = false;

  bool is_large_enough() const { return tensor.bytes <= bytes; }
};

std::vector<Room> rooms_of(const ModelFile& model) {
  std::vector<Room> rooms;
  for (std::size_t i = 0; i < model.tensors.size(); ++i) {
    const Tensor& tensor = model.tensors[i];
    const Shard& shard = model.shards[tensor.shard];
    const bool is_last = i + 1 == model.tensors.size() || model.tensors[i + 1].shard != tensor.shard;
    const std::uint64_t end =
        is_last ? std::max(shard.data_bytes(), tensor.info.offset) : model.tensors[i + 1].info.offset;
    rooms.push_back({tensor, shard, end - tensor.info.offset, is_last});
  }
  return rooms;
}

Observations about_rooms(const Subject& subject, const std::function<bool(const Room&)>& breaks, std::string reason) {
  Observation found{.reason = std::move(reason)};
  for (const Room& room : rooms_of(subject.model)) {
    if (breaks(room)) found.tensors.push_back(room.tensor.info.name);
  }
  return found.tensors.empty() ? Observations{} : Observations{std::move(found)};
}

}  // namespace

Observations tensors_overlap(const Subject& subject) {
  return about_rooms(
      subject, [](const Room& room) { return !room.is_last && room.bytes == 0 && room.tensor.bytes > 0; },
      "The data of the next tensor begin at the same place.");
}

Observations gap_too_small(const Subject& subject) {
  return about_rooms(
      subject, [](const Room& room) { return !room.is_last && room.bytes > 0 && !room.is_large_enough(); },
      "The next tensor begins before all bytes that the type needs: the file was written wrongly, or by a program with "
      "another layout of this type.");
}

Observations beyond_file(const Subject& subject) {
  return about_rooms(
      subject,
      [](const Room& room) {
        const std::uint64_t data = room.shard.data_bytes();
        return room.tensor.info.offset > data || (room.is_last && !room.is_large_enough());
      },
      "Tensor data reach beyond the end of the file, as after an incomplete download.");
}

Observations misaligned(const Subject& subject) {
  Observations found = about_rooms(
      subject,
      [](const Room& room) {
        const auto& type = room.tensor.type;
        const bool cut_block = type && room.tensor.info.row() % type->block_elements != 0;
        return cut_block || room.tensor.info.offset % room.shard.alignment != 0;
      },
      "The data do not begin at a multiple of the file's alignment, or a row is no whole number of blocks.");
  const Observations holes = about_rooms(
      subject,
      [](const Room& room) {
        const bool is_known = room.tensor.type.has_value() && !room.is_last && room.is_large_enough();
        return is_known && room.bytes > padded(room.tensor.bytes, room.shard.alignment);
      },
      "Bytes that belong to no tensor lie behind the data; llama.cpp refuses such a file.");
  found.insert(found.end(), holes.begin(), holes.end());
  return found;
}

namespace {

using Stems = std::set<std::string>;

// Returns the matrices of each block; those of blocks that predict further tokens are left out.
std::map<int, Stems> matrices_by_layer(const ModelFile& model) {
  std::map<int, Stems> layers;
  for (const Tensor& tensor : model.tensors) {
    const bool counts = tensor.layer && tensor.info.is_matrix() && tensor.role != core::TensorRole::mtp;
    if (counts) layers[*tensor.layer].emplace(parse_tensor_name(tensor.info.name).stem);
  }
  return layers;
}

// Returns whether the metadata describe each layer by itself, so that one may lack what the others have.
bool has_layers_of_its_own(const ModelFile& model) {
  const std::string prefix = model.header.text("general.architecture") + ".";
  return std::any_of(model.header.arrays.begin(), model.header.arrays.end(), [&](const auto& array) {
    return core::has_word("attention.head_count attention.head_count_kv feed_forward_length",
                          std::string_view(array.first).substr(std::min(prefix.size(), array.first.size())));
  });
}

// Returns the blocks that the metadata count and that have no tensor at all: "3, 4 and 12 more".
std::string missing_layers(const ModelFile& model) {
  std::set<int> present;
  for (const Tensor& tensor : model.tensors) {
    if (tensor.layer) present.insert(*tensor.layer);
  }
  if (present.empty()) return "";
  const std::uint64_t count = model.number("block_count").value_or(0);
  constexpr std::uint64_t kMostNamed = 3;
  std::string text;
  const std::uint64_t missing = count - std::min<std::uint64_t>(count, present.size());
  std::uint64_t named = 0;
  for (std::uint64_t layer = 0; layer < count && named < std::min(missing, kMostNamed); ++layer) {
    if (present.count(static_cast<int>(layer)) != 0) continue;
    core::add_part(text, std::to_string(layer));
    ++named;
  }
  return missing > named ? fmt::format("{} and {} more", text, missing - named) : text;
}

std::string what_lacks(const Stems& own, const Stems& others) {
  std::string missing;
  for (const std::string& stem : others) {
    if (own.count(stem) == 0) core::add_part(missing, stem);
  }
  return missing;
}

void compare_layers(const ModelFile& model, Observations& found) {
  const auto layers = matrices_by_layer(model);
  std::map<Stems, int> kinds;
  for (const auto& [layer, stems] : layers) ++kinds[stems];
  for (const auto& [layer, stems] : layers) {
    if (kinds[stems] > 1) continue;
    for (const auto& [kind, count] : kinds) {
      const bool has_all = std::includes(kind.begin(), kind.end(), stems.begin(), stems.end());
      if (count < 2 || kind.size() <= stems.size() || !has_all) continue;
      found.push_back(
          {{},
           fmt::format("Layer {} lacks {}, which {} other layers have.", layer, what_lacks(stems, kind), count),
           {}});
      break;
    }
  }
}

}  // namespace

Observations layer_incomplete(const Subject& subject) {
  Observations found;
  const ModelFile& model = subject.model;
  const auto expected = model.header.number("split.tensors.count");
  if (expected && *expected != model.tensors.size()) {
    found.push_back({{},
                     fmt::format("The shards hold {} tensors, the model has {}: one of them is another model's.",
                                 model.tensors.size(), *expected),
                     {}});
  }
  if (const std::string missing = missing_layers(model); !missing.empty()) {
    found.push_back({{}, fmt::format("The file has no tensors of layer {}.", missing), {}});
  }
  if (!has_layers_of_its_own(model)) compare_layers(model, found);
  return found;
}

}  // namespace quantladder::gguf
