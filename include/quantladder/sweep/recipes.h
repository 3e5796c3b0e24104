// Recipes as data: read from a file, and held against the source and the program that they are for.
#pragma once

#include <filesystem>
#include <vector>

#include "quantladder/core/recipe.h"

namespace quantladder::sweep {

// Reads {"recipes": [{"id", "type", ...}]}. Throws core::Error(usage) naming the file, the place and the remedy.
std::vector<core::Recipe> read_recipes(const std::filesystem::path& file);

// The recipes that ship: recipes.json beside the project's configurations. Throws core::Error(environment) where it is
// not there.
std::filesystem::path default_recipes();

// "Q4_K_M; attn_ q8_0, output q6_K; imatrix": for reports.
std::string in_words(const core::Recipe& recipe);

}  // namespace quantladder::sweep
