// What a tensor does, by its name.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "quantladder/core/anatomy.h"

namespace quantladder::gguf {

// "blk.3.attn_q.weight" is of layer 3 and called "attn_q"; of no layer: "output.weight" and "output".
struct TensorName {
  std::optional<int> layer;
  std::string_view stem;  // of the argument's text
};
TensorName parse_tensor_name(std::string_view name);

// `first_mtp_layer`: all blocks from it on predict further tokens; nullopt: there are none.
core::TensorRole role_of(std::string_view name, std::optional<std::uint64_t> first_mtp_layer);

}  // namespace quantladder::gguf
