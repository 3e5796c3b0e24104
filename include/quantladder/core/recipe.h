// How one file is quantized from another: what llama-quantize is told.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace quantladder::core {

// Tensors whose names the regular expression is found in get this type. Of several rules the first that fits decides.
struct TensorRule {
  std::string tensors;
  std::string type;  // of a tensor, as llama.cpp writes it: "q8_0"

  friend bool operator==(const TensorRule&, const TensorRule&) = default;
};

struct Recipe {
  std::string id;
  std::string type;  // of the file: "Q4_K_M"
  std::vector<TensorRule> tensor_types;
  std::string output;           // type of the output tensor; empty: as `type` has it. Goes before the rules
  std::string embedding;        // likewise, of the token embedding
  bool pure = false;            // one type for all, without the mixtures of `type`
  std::optional<bool> imatrix;  // nullopt: with one where there is one
  std::string about;            // for reports; empty: nothing

  friend bool operator==(const Recipe&, const Recipe&) = default;
};

}  // namespace quantladder::core
