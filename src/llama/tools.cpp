#include "quantladder/llama/tools.h"

#include <fmt/format.h>

#include <filesystem>

#include "llama/binary.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

namespace fs = std::filesystem;

// Looks in the folder of the program as it was named, else in that of the file which it is a link to.
std::optional<std::string> find_beside(const std::string& program, const std::string& binary) {
  const auto server = sys::find_program(binary);
  if (!server) return std::nullopt;
  if (auto found = sys::find_program((fs::path(*server).parent_path() / program).string())) return found;
  std::error_code broken;
  const fs::path target = fs::canonical(*server, broken);
  return broken ? std::nullopt : sys::find_program((target.parent_path() / program).string());
}

}  // namespace

const std::array<ToolRow, 4>& tools() {
  static constexpr std::array<ToolRow, 4> kTable{{
      {Tool::bench, "llama-bench", "measures speed without a server"},
      {Tool::perplexity, "llama-perplexity", "measures perplexity and KL divergence"},
      {Tool::imatrix, "llama-imatrix", "makes importance matrices"},
      {Tool::quantize, "llama-quantize", "makes quantized files"},
  }};
  return kTable;
}

const char* program_of(Tool tool) { return tools().at(static_cast<std::size_t>(tool)).program; }

std::optional<std::string> find_tool(Tool tool, const core::ServerSettings& server) {
  const std::string program = program_of(tool);
  if (server.tools) return sys::find_program((fs::path(*server.tools) / program).string());
  if (auto beside = find_beside(program, server.binary)) return beside;
  return sys::find_program(program);
}

const BinaryKnowledge& know_tool(Tool tool, const core::ServerSettings& server) {
  if (const auto path = find_tool(tool, server)) return know_program(*path);
  const std::string program = program_of(tool);
  throw core::Error(
      core::ErrorKind::environment,
      server.tools ? fmt::format("no {} in {}: correct server.tools", program, *server.tools)
                   : fmt::format("no {} beside '{}' or on PATH: install llama.cpp with it (scripts/demo shows how), "
                                 "or name its folder in server.tools",
                                 program, server.binary));
}

BinaryFacts inspect_tool(Tool tool, const core::ServerSettings& server) { return know_tool(tool, server).facts; }

}  // namespace quantladder::llama
