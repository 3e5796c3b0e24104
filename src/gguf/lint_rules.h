// The rules of lint: what each looks at and what it says.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/anatomy.h"
#include "quantladder/gguf/model_file.h"

namespace quantladder::gguf {

struct Subject {
  const ModelFile& model;
  const core::Anatomy& anatomy;
  std::optional<FileType> nominal;  // what general.file_type says; nullopt: nothing known
  std::vector<std::string> lacked;  // of the model's types, those that the program which is to load it does not have

  std::optional<TensorType> nominal_type() const;
};

// A rule that was broken, and where.
struct Observation {
  std::vector<std::string> tensors;
  std::string reason;
  std::optional<core::Severity> severity;  // nullopt: as the rule's
};
using Observations = std::vector<Observation>;

// Returns one observation about all tensors that `breaks` holds for; none where there is no such tensor.
Observations about(const ModelFile& model, const std::function<bool(const Tensor&)>& breaks, std::string reason);

// Which types the tensors have (lint_types.cpp).
Observations fp4_outside_experts(const Subject& subject);
Observations attention_below_experts(const Subject& subject);
Observations role_below_nominal(const Subject& subject);
Observations linear_attention_low(const Subject& subject);
Observations tied_embedding_low(const Subject& subject);
Observations per_layer_embedding_low(const Subject& subject);
Observations output_low(const Subject& subject);
Observations router_quantized(const Subject& subject);
Observations label_lies(const Subject& subject);
Observations mixed_role(const Subject& subject);
Observations fallback_types(const Subject& subject);
Observations fork_type(const Subject& subject);

// Where the tensors lie, and whether all are there (lint_layout.cpp).
Observations tensors_overlap(const Subject& subject);
Observations gap_too_small(const Subject& subject);
Observations beyond_file(const Subject& subject);
Observations misaligned(const Subject& subject);
Observations layer_incomplete(const Subject& subject);

// What the metadata say (lint_metadata.cpp).
Observations no_text_model(const Subject& subject);
Observations no_imatrix(const Subject& subject);
Observations thin_imatrix(const Subject& subject);
Observations pre_tokenizer(const Subject& subject);
Observations no_stop(const Subject& subject);
Observations no_template(const Subject& subject);

}  // namespace quantladder::gguf
