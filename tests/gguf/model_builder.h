// Models for tests of anatomy: tensors whose data lie one after the other, as llama-quantize writes them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "gguf/roles.h"
#include "quantladder/core/anatomy.h"
#include "quantladder/gguf/anatomy.h"
#include "quantladder/gguf/model_file.h"
#include "quantladder/sys/files.h"
#include "support/gguf_bytes_builder.h"

namespace quantladder::gguf {

class ModelBuilder {
 public:
  // By the number of general.file_type; nullopt: the file says nothing.
  explicit ModelBuilder(std::optional<std::uint32_t> file_type = {}) {
    bytes_.text("general.architecture", "llama");
    if (file_type) bytes_.number("general.file_type", *file_type);
  }

  ModelBuilder& add(const std::string& name, const std::vector<std::uint64_t>& shape, std::uint32_t type) {
    const auto known = find_tensor_type(type);
    layers_ = std::max(layers_, parse_tensor_name(name).layer.value_or(-1) + 1);
    std::uint64_t rows = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) rows *= shape[i];
    bytes_.tensor(name, shape, type, end_);
    end_ += (rows * (known->row_header_bytes + shape[0] / known->block_elements * known->block_bytes) + 31) / 32 * 32;
    return *this;
  }
  // Four layers of attention and ffn in one type each, and an embedding that is no output.
  ModelBuilder& dense(std::uint32_t attention, std::uint32_t ffn) {
    add("token_embd.weight", {256, 8}, q6_k).add("output.weight", {256, 8}, q6_k);
    for (int layer = 0; layer < 4; ++layer) {
      const std::string block = "blk." + std::to_string(layer) + ".";
      for (const char* name : {"attn_q", "attn_k", "attn_v", "attn_output"}) {
        add(block + name + ".weight", {256, 8}, attention);
      }
      for (const char* name : {"ffn_gate", "ffn_up", "ffn_down"}) add(block + name + ".weight", {256, 16}, ffn);
    }
    return *this;
  }
  test::GgufBytesBuilder& metadata() { return bytes_; }

  std::filesystem::path write(const std::string& name = "model.gguf") {
    test::GgufBytesBuilder bytes = bytes_;
    bytes.number("llama.block_count", static_cast<std::uint32_t>(layers_)).data(end_).write(folder_.path() / name);
    return folder_.path() / name;
  }
  ModelFile read(const std::string& name = "model.gguf") { return read_model_file(write(name)); }
  std::vector<core::Finding> findings(const std::string& name = "model.gguf") {
    const ModelFile model = read(name);
    return lint(model, describe(model));
  }
  // The finding of this rule; nullopt where it is not broken.
  std::optional<core::Finding> finding(const std::string& id, const std::string& name = "model.gguf") {
    const auto all = findings(name);
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id == id; });
    return found == all.end() ? std::nullopt : std::optional(*found);
  }

 private:
  sys::TempDir folder_;
  test::GgufBytesBuilder bytes_;
  std::uint64_t end_ = 0;
  int layers_ = 0;
};

}  // namespace quantladder::gguf
