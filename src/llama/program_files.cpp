#include "llama/program_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <set>
#include <string_view>

#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kOwnLibraries{"libllama", "libggml", "libmtmd"};

bool is_own_library(const fs::directory_entry& entry) {
  std::error_code error;
  const std::string name = entry.path().filename().string();
  const auto begins = [&](std::string_view own) { return name.starts_with(own); };
  return entry.is_regular_file(error) && name.find(".so") != std::string::npos &&
         std::any_of(kOwnLibraries.begin(), kOwnLibraries.end(), begins);
}

// Those of a backend are large, and have no table of their own.
bool may_hold_table(const fs::path& library) {
  const std::string name = library.filename().string();
  return name.starts_with("libggml-base") || name.starts_with("libggml.so");
}

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// The names are C strings in a table: "q4_K" with a zero byte behind it. Some have capitals and some have not. A linker
// may keep one as the end of another ("q2_0" of "tq2_0"), so what stands before it says nothing.
bool has_name(const std::string& bytes, const std::string& type) {
  const std::string name = type + '\0';
  const auto hash = [](char c) { return std::hash<char>{}(lower(c)); };
  const auto equal = [](char a, char b) { return lower(a) == lower(b); };
  return std::search(bytes.begin(), bytes.end(),
                     std::boyer_moore_horspool_searcher(name.begin(), name.end(), hash, equal)) != bytes.end();
}

}  // namespace

std::vector<fs::path> own_libraries(const fs::path& program) {
  std::error_code error;
  const fs::path folder = fs::canonical(program, error).parent_path();
  std::set<fs::path> libraries;  // a link and the file it leads to are one
  for (const fs::path& place : {folder, folder.parent_path() / "lib"}) {
    for (const auto& entry : fs::directory_iterator(place, error)) {
      if (is_own_library(entry)) libraries.insert(fs::canonical(entry.path(), error));
    }
  }
  return {libraries.begin(), libraries.end()};
}

std::string program_sha256(const fs::path& program) {
  std::vector<std::string> hashes{sys::sha256_file(program)};
  for (const fs::path& library : own_libraries(program)) hashes.push_back(sys::sha256_file(library));
  return hashes.size() == 1 ? hashes.front() : sys::sha256_hex(fmt::format("{}", fmt::join(hashes, "\n")));
}

std::vector<std::string> find_lacking_types(const fs::path& program, const std::vector<std::string>& types) {
  std::vector<fs::path> files = own_libraries(program);
  std::erase_if(files, [](const fs::path& library) { return !may_hold_table(library); });
  files.push_back(program);
  std::vector<std::string> lacking = types;
  bool has_table = false;
  for (const fs::path& file : files) {
    const std::string bytes = sys::read_file(file);
    has_table = has_table || (has_name(bytes, "q8_0") && has_name(bytes, "q4_k"));
    std::erase_if(lacking, [&](const std::string& type) { return has_name(bytes, type); });
  }
  return has_table ? lacking : std::vector<std::string>{};
}

}  // namespace quantladder::llama
