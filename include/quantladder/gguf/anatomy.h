// What a model's file is made of, and what is odd about it.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/anatomy.h"
#include "quantladder/core/model.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/gguf/model_file.h"

namespace quantladder::gguf {

// Everything but the findings.
core::Anatomy describe(const ModelFile& model);
// Everything, findings included.
core::GgufFacts facts_of(const ModelFile& model, const LackedTypes& lacked = {});

// Holds the file against the rules of docs/anatomy.md: errors first, then warnings, then notes. Reads no tensor data.
std::vector<core::Finding> lint(const ModelFile& model, const core::Anatomy& anatomy, const LackedTypes& lacked = {});

}  // namespace quantladder::gguf
