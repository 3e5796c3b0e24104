#include "quantladder/llama/gguf.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "llama/ggml_types.h"
#include "llama/gguf_header.h"
#include "llama/gguf_kind.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

// Returns the bytes by the type's block size; an unknown type reaches to where the next tensor begins (`end`).
std::uint64_t bytes_of(const GgufTensor& tensor, std::uint64_t end) {
  const auto type = find_tensor_type(tensor.type);
  if (!type) return end > tensor.offset ? end - tensor.offset : 0;
  const std::uint64_t blocks = tensor.elements / type->block_elements;
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  return blocks > kMax / type->block_bytes ? kMax : blocks * type->block_bytes;
}

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& problem) {
  throw core::Error(core::ErrorKind::usage, path.string() + ": " + problem);
}

void add_tensors(const std::filesystem::path& path, GgufHeader& header, core::GgufFacts& facts) {
  const std::uint64_t data_bytes = header.file_bytes > header.data_start ? header.file_bytes - header.data_start : 0;
  auto& tensors = header.tensors;
  std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const std::uint64_t end = i + 1 < tensors.size() ? tensors[i + 1].offset : data_bytes;
    const std::uint64_t bytes = bytes_of(tensors[i], end);
    if (tensors[i].offset > data_bytes || bytes > data_bytes - tensors[i].offset) {
      fail(path, "tensor data reaches beyond the end of the file (an incomplete download?)");
    }
    facts.tensor_bytes += bytes;
    facts.parameters += tensors[i].elements;
    ++facts.tensor_types[tensor_type_name(tensors[i].type)];
  }
  facts.file_bytes += header.file_bytes;
}

std::string tokenizer_hash(const GgufHeader& header) {
  std::string all;
  all.reserve(header.tokens.size() + header.merges.size() + 64);
  for (const char* key : {"tokenizer.ggml.model", "tokenizer.ggml.pre"}) all.append(header.text(key)).push_back('\0');
  all.append(header.tokens).append(1, '\0').append(header.merges);
  return sys::sha256_hex(all);
}

core::GgufFacts make_facts(const GgufHeader& header) {
  core::GgufFacts facts;
  facts.architecture = header.text("general.architecture");
  facts.name = header.text("general.name");
  if (const auto type = header.number("general.file_type")) {
    facts.file_type = file_type_name(static_cast<std::uint32_t>(*type));
  }
  facts.context_length = header.number(facts.architecture + ".context_length").value_or(0);
  facts.vocabulary = header.token_count;
  facts.tokenizer_sha256 = tokenizer_hash(header);
  const std::string chat_template = header.text("tokenizer.chat_template");
  if (!chat_template.empty()) facts.chat_template_sha256 = sys::sha256_hex(chat_template);
  return facts;
}

// Holds the parts of "model-00001-of-00003.gguf".
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

// Goes by what the header says, for a file's name may lie. `index` counts from 0.
void check_shard(const std::filesystem::path& path, const GgufHeader& header, std::size_t index) {
  const auto number = header.number("split.no");
  if (header.number("split.count").value_or(1) < 2 || !number || *number == index) return;
  fail(path, "holds shard " + std::to_string(*number + 1) + " of a split model, not shard " +
                 std::to_string(index + 1) + ": give the shards their own names, and name the first");
}

void check_later_shard(const std::filesystem::path& path, const GgufHeader& header, const GgufHeader& first,
                       std::size_t index) {
  check_shard(path, header, index);
  const std::string own = header.text("general.architecture");
  const bool whole = !own.empty() && !header.number("split.no");
  const bool other = !own.empty() && own != first.text("general.architecture");
  const auto differs = [&](const char* key) {
    return header.number(key) && first.number(key) && *header.number(key) != *first.number(key);
  };
  if (whole || other || differs("split.count") || differs("split.tensors.count")) {
    fail(path, "is no shard of the same model: download it again");
  }
}

void check_tensors(const std::filesystem::path& path, const GgufHeader& first, const core::GgufFacts& facts) {
  if (facts.parameters == 0) {
    fail(path, first.token_count > 0 ? "a vocabulary without weights, no model: name the model's own file"
                                     : "holds no tensors, so it is no model");
  }
  std::uint64_t tensors = 0;
  for (const auto& [type, count] : facts.tensor_types) tensors += static_cast<std::uint64_t>(count);
  const auto expected = first.number("split.tensors.count");
  if (expected && *expected != tensors) {
    fail(path, "its shards hold " + std::to_string(tensors) + " tensors, the model has " + std::to_string(*expected) +
                   ": one of them is another model's");
  }
}

}  // namespace

std::vector<std::filesystem::path> gguf_shards(const std::filesystem::path& path) {
  const auto shard = parse_shard_name(path.filename().string());
  if (!shard || shard->count < 1) return {path};
  std::vector<std::filesystem::path> paths;
  for (int i = 1; i <= shard->count; ++i) {
    paths.push_back(path.parent_path() / fmt::format("{}-{:05}-of-{:05}.gguf", shard->prefix, i, shard->count));
  }
  return paths;
}

core::GgufFacts read_gguf(const std::filesystem::path& path) {
  const auto shard = parse_shard_name(path.filename().string());
  if (shard && shard->count > 0 && shard->number != 1) {
    fail(path, "a later shard of a split model: name the first, " + gguf_shards(path).front().filename().string());
  }
  GgufHeader first = read_gguf_header(path);
  if (const auto kind = find_wrong_kind(first)) fail(path, *kind);
  check_shard(path, first, 0);
  core::GgufFacts facts = make_facts(first);
  add_tensors(path, first, facts);
  const auto shards = gguf_shards(path);
  const auto split_count = first.number("split.count").value_or(1);
  if (split_count > 1 && split_count != shards.size()) {
    fail(path, "one of " + std::to_string(split_count) + " shards, but its name does not end in -00001-of-0000N.gguf");
  }
  for (std::size_t i = 1; i < shards.size(); ++i) {
    GgufHeader header = read_gguf_header(shards[i]);
    check_later_shard(shards[i], header, first, i);
    add_tensors(shards[i], header, facts);
  }
  check_tensors(path, first, facts);
  return facts;
}

}  // namespace quantladder::llama
