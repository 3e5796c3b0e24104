#include "quantladder/gguf/model_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

#include "gguf/bytes.h"
#include "gguf/roles.h"
#include "quantladder/core/printable.h"
#include "quantladder/gguf/gguf.h"

namespace quantladder::gguf {
namespace {

constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();

std::uint64_t times(std::uint64_t a, std::uint64_t b) { return b != 0 && a > kMax / b ? kMax : a * b; }

// "-00001-of-00003.gguf" at the end of a file name.
struct ShardName {
  std::string prefix;
  int number = 0;
  int count = 0;
};

std::optional<ShardName> parse_shard_name(const std::string& name) {
  constexpr std::size_t kTail = sizeof("-00001-of-00003.gguf") - 1;
  if (name.size() < kTail) return std::nullopt;
  const std::string tail = name.substr(name.size() - kTail);
  if (tail[0] != '-' || tail.compare(6, 4, "-of-") != 0 || tail.compare(15, 5, ".gguf") != 0) return std::nullopt;
  const auto digits = tail.substr(1, 5) + tail.substr(10, 5);
  if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return ShardName{name.substr(0, name.size() - kTail), std::stoi(tail.substr(1, 5)), std::stoi(tail.substr(10, 5))};
}

// By what the header says, for a file's name may lie. `index` counts from 0.
void check_shard(const std::filesystem::path& path, const Header& header, std::size_t index) {
  const auto number = header.number("split.no");
  if (header.number("split.count").value_or(1) < 2 || !number || *number == index) return;
  refuse(path, "holds shard " + std::to_string(*number + 1) + " of a split model, not shard " +
                   std::to_string(index + 1) + ": give the shards their own names, and name the first");
}

void check_later_shard(const std::filesystem::path& path, const Header& header, const Header& first,
                       std::size_t index) {
  check_shard(path, header, index);
  const std::string own = header.text("general.architecture");
  const bool whole = !own.empty() && !header.number("split.no");
  const bool other = !own.empty() && own != first.text("general.architecture");
  const auto differs = [&](const char* key) {
    return header.number(key) && first.number(key) && *header.number(key) != *first.number(key);
  };
  if (whole || other || differs("split.count") || differs("split.tensors.count")) {
    refuse(path, "is no shard of the same model: download it again");
  }
}

std::optional<std::uint64_t> first_mtp_layer(const ModelFile& model) {
  const std::uint64_t mtp = model.number("nextn_predict_layers").value_or(0);
  const std::uint64_t blocks = model.number("block_count").value_or(0);
  return mtp > 0 && mtp < blocks ? std::optional(blocks - mtp) : std::nullopt;
}

void add_shard(ModelFile& model, const std::filesystem::path& path, Header& header) {
  model.shards.push_back({path, header.file_bytes, header.data_start, header.alignment});
  const Shard& shard = model.shards.back();
  const auto mtp = first_mtp_layer(model);
  std::stable_sort(header.tensors.begin(), header.tensors.end(),
                   [](const auto& a, const auto& b) { return a.offset < b.offset; });
  for (std::size_t i = 0; i < header.tensors.size(); ++i) {
    Tensor tensor{.info = std::move(header.tensors[i]), .shard = model.shards.size() - 1};
    tensor.layer = parse_tensor_name(tensor.info.name).layer;
    tensor.role = role_of(tensor.info.name, mtp);
    tensor.type = find_tensor_type(tensor.info.type);
    const std::uint64_t end = i + 1 < header.tensors.size() ? header.tensors[i + 1].offset : shard.data_bytes();
    tensor.bytes = tensor.type ? bytes_of(tensor.info, *tensor.type) : end - std::min(end, tensor.info.offset);
    model.tensors.push_back(std::move(tensor));
  }
  header.tensors.clear();
}

void check_names(const ModelFile& model) {
  std::set<std::string_view> names;
  for (const Tensor& tensor : model.tensors) {
    if (names.insert(tensor.info.name).second) continue;
    refuse(model.shards[tensor.shard].path,
           "the tensor \"" + core::printable(tensor.info.name) + "\" stands in another shard too");
  }
}

}  // namespace

std::uint64_t bytes_of(const TensorInfo& tensor, const TensorType& type) {
  if (tensor.row() == 0) return 0;
  const std::uint64_t blocks = tensor.row() / type.block_elements + (tensor.row() % type.block_elements == 0 ? 0 : 1);
  const std::uint64_t row_bytes = times(blocks, type.block_bytes);
  if (row_bytes > kMax - type.row_header_bytes) return kMax;
  return times(tensor.elements / tensor.row(), row_bytes + type.row_header_bytes);
}

std::optional<std::uint64_t> ModelFile::number(const std::string& key) const {
  return header.number(header.text("general.architecture") + "." + key);
}

const Tensor* ModelFile::find_tensor(const std::string& name) const {
  const auto found =
      std::find_if(tensors.begin(), tensors.end(), [&](const Tensor& each) { return each.info.name == name; });
  return found == tensors.end() ? nullptr : &*found;
}

std::vector<std::filesystem::path> gguf_shards(const std::filesystem::path& path) {
  const auto shard = parse_shard_name(path.filename().string());
  if (!shard || shard->count < 1) return {path};
  std::vector<std::filesystem::path> paths;
  for (int i = 1; i <= shard->count; ++i) {
    paths.push_back(path.parent_path() / fmt::format("{}-{:05}-of-{:05}.gguf", shard->prefix, i, shard->count));
  }
  return paths;
}

ModelFile read_model_file(const std::filesystem::path& path) {
  const auto name = parse_shard_name(path.filename().string());
  if (name && name->count > 0 && name->number != 1) {
    refuse(path, "a later shard of a split model: name the first, " + gguf_shards(path).front().filename().string());
  }
  ModelFile model{.header = read_header(path)};
  check_shard(path, model.header, 0);
  add_shard(model, path, model.header);
  const auto shards = gguf_shards(path);
  const auto split_count = model.header.number("split.count").value_or(1);
  if (split_count > 1 && split_count != shards.size()) {
    refuse(path,
           "one of " + std::to_string(split_count) + " shards, but its name does not end in -00001-of-0000N.gguf");
  }
  for (std::size_t i = 1; i < shards.size(); ++i) {
    Header header = read_header(shards[i]);
    check_later_shard(shards[i], header, model.header, i);
    add_shard(model, shards[i], header);
  }
  check_names(model);
  return model;
}

}  // namespace quantladder::gguf
