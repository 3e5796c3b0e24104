#include "quantladder/gguf/gguf.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "gguf/bytes.h"
#include "gguf/cache_shape.h"
#include "gguf/wrong_kind.h"
#include "quantladder/gguf/anatomy.h"
#include "quantladder/gguf/model_file.h"
#include "quantladder/sys/files.h"

namespace quantladder::gguf {
namespace {

void check_ends(const ModelFile& model) {
  for (const Tensor& tensor : model.tensors) {
    const Shard& shard = model.shards[tensor.shard];
    const std::uint64_t room = shard.data_bytes();
    if (tensor.info.offset <= room && tensor.bytes <= room - tensor.info.offset) continue;
    refuse(shard.path, "tensor data reaches beyond the end of the file (an incomplete download?)");
  }
}

void check_tensors(const std::filesystem::path& path, const ModelFile& model) {
  const bool has_weights = std::any_of(model.tensors.begin(), model.tensors.end(),
                                       [](const Tensor& tensor) { return tensor.info.elements > 0; });
  if (!has_weights) {
    refuse(path, model.header.token_count() > 0 ? "a vocabulary without weights, no model: name the model's own file"
                                                : "holds no tensors, so it is no model");
  }
  const auto expected = model.header.number("split.tensors.count");
  if (expected && *expected != model.tensors.size()) {
    refuse(path, "its shards hold " + std::to_string(model.tensors.size()) + " tensors, the model has " +
                     std::to_string(*expected) + ": one of them is another model's");
  }
}

}  // namespace

std::string tokenizer_hash(const Header& header) {
  std::string all;
  all.reserve(header.tokens.size() + header.merges.size() + 64);
  for (const char* key : {"tokenizer.ggml.model", "tokenizer.ggml.pre"}) all.append(header.text(key)).push_back('\0');
  all.append(header.tokens).append(1, '\0').append(header.merges);
  return sys::sha256_hex(all);
}

std::string hash_model(const std::filesystem::path& path, const OnFile& on_file) {
  std::vector<std::string> hashes;
  for (const auto& shard : gguf_shards(path)) {
    if (on_file) on_file(shard.string(), std::filesystem::file_size(shard));
    hashes.push_back(sys::sha256_file(shard));
  }
  if (hashes.size() == 1) return hashes.front();
  return sys::sha256_hex(fmt::format("{}", fmt::join(hashes, "\n")));
}

core::GgufFacts facts_of(const ModelFile& model, const LackedTypes& lacked) {
  const Header& header = model.header;
  core::GgufFacts facts;
  facts.architecture = header.text("general.architecture");
  facts.name = header.text("general.name");
  if (const auto type = header.number("general.file_type")) {
    facts.file_type = file_type_name(static_cast<std::uint32_t>(*type));
  }
  facts.context_length = model.number("context_length").value_or(0);
  facts.vocabulary = header.token_count();
  facts.tokenizer_sha256 = tokenizer_hash(header);
  const std::string chat_template = header.text("tokenizer.chat_template");
  if (!chat_template.empty()) facts.chat_template_sha256 = sys::sha256_hex(chat_template);
  for (const Tensor& tensor : model.tensors) {
    facts.tensor_bytes += tensor.bytes;
    facts.parameters += tensor.info.elements;
    ++facts.tensor_types[tensor.type_name()];
  }
  for (const Shard& shard : model.shards) facts.file_bytes += shard.file_bytes;
  facts.kv_cache = cache_shape(model);
  facts.anatomy = describe(model);
  facts.anatomy->findings = lint(model, *facts.anatomy, lacked);
  return facts;
}

ModelFile read_whole_model(const std::filesystem::path& path) {
  ModelFile model = read_model_file(path);
  if (const auto kind = find_wrong_kind(model)) refuse(path, *kind);
  check_ends(model);
  check_tensors(path, model);
  return model;
}

core::GgufFacts read_gguf(const std::filesystem::path& path, const LackedTypes& lacked) {
  return facts_of(read_whole_model(path), lacked);
}

}  // namespace quantladder::gguf
