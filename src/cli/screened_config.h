// The configuration that `sweep` and `choose` stand for.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/commands.h"

namespace quantladder::cli {

std::string absolute_path(const std::string& file);

// "models/Qwen3-8B-F16.gguf" -> "sweep-Qwen3-8B-F16"; a name has no other characters than these.
std::string name_after(const std::string& verb, const std::string& file);

// Returns the text of a configuration that a run keeps as config.json. `suites`: measured where the options name none.
// `models`: the key that says what the models are, with its value.
std::string screened_config(const std::string& name, const ScreeningOptions& options, nlohmann::ordered_json suites,
                            const char* key, const nlohmann::ordered_json& models);

// Fidelity in three blocks, of which the first shows what is far off, in minutes on a CPU; and speed.
nlohmann::ordered_json suites_that_screen();

}  // namespace quantladder::cli
