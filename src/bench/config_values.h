// Values that several parts of a configuration have. All fail with file, place and remedy: core::Error(usage).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "quantladder/sys/checked_json.h"

namespace quantladder::bench {

bool is_file(const std::filesystem::path& path);

int ranged_int(sys::CheckedObject& object, const char* key, int fallback, int low, int high);

// Reads a number above 0. The limit is far above any sense, and far below what a clock can count.
double positive(sys::CheckedObject& object, const char* key, double fallback);

// Relative paths are relative to the configuration (`folder`), so that it works from any folder.
std::string resolved_path(sys::CheckedObject& object, const char* key, const std::string& path,
                          const std::filesystem::path& folder);

// A bare name is looked up on PATH by whoever starts it.
std::string resolved_program(sys::CheckedObject& object, const char* key, const std::string& program,
                             const std::filesystem::path& folder);

// Reads a text that is not empty; nullopt without the key.
std::optional<std::string> optional_text(sys::CheckedObject& object, const char* key);

// A name that can be a folder's.
void check_id(sys::CheckedObject& object, const char* key, const std::string& id);

}  // namespace quantladder::bench
