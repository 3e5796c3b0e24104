// What is refused before llama-quantize is asked. All throw core::Error(usage) with file, place and remedy.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/sweep.h"
#include "quantladder/gguf/model_file.h"

namespace quantladder::sweep {

[[noreturn]] void refuse(const std::string& what);
std::string place_of(const core::SweepSettings& settings, const core::Recipe& recipe);  // "recipes.json: recipe q8_0"

void check_source(const core::SweepSettings& settings, const gguf::ModelFile& source);
void check_imatrix_source(const core::SweepSettings& settings);
// `known`: types that the program makes.
void check_type(const core::SweepSettings& settings, const core::Recipe& recipe, const std::vector<std::string>& known);
void check_rules(const core::SweepSettings& settings, const core::Recipe& recipe, const gguf::ModelFile& source);

}  // namespace quantladder::sweep
