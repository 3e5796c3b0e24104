#include "support/real_llama.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "quantladder/sys/process.h"

namespace quantladder::test {
namespace {
namespace fs = std::filesystem;

std::string in_cache() {
  const char* home = std::getenv("HOME");
  const fs::path cache = fs::path(home == nullptr ? "/" : home) / ".cache" / "quantladder";
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(cache, none)) {
    const fs::path program = entry.path() / "bin" / "llama-server";
    if (entry.path().filename().string().rfind("llama.cpp-", 0) == 0 && fs::exists(program)) return program.string();
  }
  return {};
}

}  // namespace

std::string real_llama_server() {
  for (const char* name : {"LLAMA_BIN", "QUANTLADDER_LLAMA_BIN"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return fs::is_directory(value) ? (fs::path(value) / "llama-server").string() : value;
  }
  if (const auto on_path = sys::find_program("llama-server")) return *on_path;
  if (const auto cached = in_cache(); !cached.empty()) return cached;
  throw std::runtime_error("no llama-server for the real tests: run scripts/test, or set LLAMA_BIN to its folder");
}

std::string tiny_model() { return QUANTLADDER_BINARY_DIR "/tests/tiny.gguf"; }

}  // namespace quantladder::test
