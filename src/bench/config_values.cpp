#include "bench/config_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {

namespace fs = std::filesystem;
using sys::CheckedObject;

bool is_file(const fs::path& path) {
  std::error_code unreadable;
  return fs::is_regular_file(path, unreadable);
}

int ranged_int(CheckedObject& object, const char* key, int fallback, int low, int high) {
  const std::int64_t value = object.optional_integer(key).value_or(fallback);
  if (value < low || value > high) object.fail(key, fmt::format("{} is outside [{}, {}]", value, low, high));
  return static_cast<int>(value);
}

double positive(CheckedObject& object, const char* key, double fallback) {
  constexpr double kMost = 1e7;
  const double value = object.optional_number(key).value_or(fallback);
  if (!(value > 0 && value <= kMost))
    object.fail(key, fmt::format("{} is not above 0 and at most {:.0f}", value, kMost));
  return value;
}

std::string resolved_path(CheckedObject& object, const char* key, const std::string& path, const fs::path& folder) {
  fs::path expanded;
  try {
    expanded = sys::expand_path(path);
  } catch (const core::Error& error) {
    object.fail(key, error.what());
  }
  if (!sys::is_utf8(expanded.string()))
    object.fail(key, "the path is not UTF-8, so no record could name it; rename it");
  return expanded.is_absolute() ? expanded.string() : (folder / expanded).lexically_normal().string();
}

std::string resolved_program(CheckedObject& object, const char* key, const std::string& program,
                             const fs::path& folder) {
  const bool bare = program.find('/') == std::string::npos && !program.starts_with('$');
  return bare ? program : resolved_path(object, key, program, folder);
}

std::optional<std::string> optional_text(CheckedObject& object, const char* key) {
  auto text = object.optional_string(key);
  if (text && text->empty()) object.fail(key, "must not be empty; leave the key out instead");
  return text;
}

void check_id(CheckedObject& object, const char* key, const std::string& id) {
  constexpr std::size_t kLongest = 100;  // it becomes part of file names
  const bool fine = !id.empty() && id.front() != '.' && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '_' || c == '-';
  });
  if (!fine) object.fail(key, fmt::format("'{}' is not a name of letters, digits, '.', '_' and '-'", id));
  if (id.size() > kLongest) object.fail(key, fmt::format("'{}' is longer than {} characters", id, kLongest));
}

}  // namespace quantladder::bench
