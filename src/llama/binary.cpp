#include "llama/binary.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <sstream>
#include <tuple>

#include "llama/program_files.h"
#include "quantladder/core/error.h"
#include "quantladder/core/printable.h"
#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

// A GPU build loads its backends before it prints anything.
constexpr std::chrono::seconds kProgramPatience{60};

std::string output_of(const std::string& path, const char* flag) {
  const auto run = sys::run_program({path, flag}, kProgramPatience);
  return run.out + "\n" + run.err;  // --version answers on stderr, --help on stdout
}

BinaryKnowledge ask(const std::string& path) {
  BinaryKnowledge known;
  known.facts.path = path;
  known.facts.version = parse_version_line(output_of(path, "--version"));
  known.facts.sha256 = program_sha256(path);
  known.help = output_of(path, "--help");
  known.flags = parse_help_flags(known.help);
  known.has_devices = known.flags.count("--list-devices") != 0 && parse_has_devices(output_of(path, "--list-devices"));
  return known;
}

}  // namespace

std::string parse_version_line(const std::string& output) {
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("version:")) return core::make_one_line(line);
  }
  return {};
}

bool parse_has_devices(const std::string& output) {
  std::istringstream lines(output);
  bool in_list = false;
  for (std::string line; std::getline(lines, line);) {
    const auto text = core::make_one_line(line);
    if (in_list && line.rfind("  ", 0) == 0 && !text.empty()) return text != "(none)";
    in_list = in_list || text == "Available devices:";
  }
  return false;
}

const BinaryKnowledge& know_program(const std::string& path) {
  static std::mutex mutex;
  static std::map<std::tuple<std::string, std::uintmax_t, std::filesystem::file_time_type>, BinaryKnowledge> known;
  const std::lock_guard lock(mutex);
  const auto key = std::tuple(path, std::filesystem::file_size(path), std::filesystem::last_write_time(path));
  auto found = known.find(key);
  if (found == known.end()) found = known.emplace(key, ask(path)).first;
  return found->second;
}

const BinaryKnowledge& know_binary(const std::string& binary) {
  const auto path = sys::find_program(binary);
  if (!path) {
    throw core::Error(core::ErrorKind::environment,
                      "no program '" + binary +
                          "': install llama.cpp (scripts/demo shows how), or set server.binary in the configuration");
  }
  const BinaryKnowledge& known = know_program(*path);
  if (known.facts.version.empty()) {
    throw core::Error(core::ErrorKind::environment,
                      *path +
                          ": prints no \"version:\" line when asked for --version, so it is no llama-server that "
                          "could be measured; correct server.binary or PATH");
  }
  return known;
}

Flags flags_of(const core::ServerSettings& server) {
  return server.program_options ? flags_from(*server.program_options) : know_binary(server.binary).flags;
}

BinaryFacts inspect_binary(const std::string& binary) { return know_binary(binary).facts; }

std::vector<std::string> types_lacked_by_program(const core::Model& model, const std::vector<std::string>& types) {
  if (!model.endpoint.empty()) return {};
  const auto path = sys::find_program(model.server.binary);
  return path ? find_lacking_types(*path, types) : std::vector<std::string>{};
}

bool runs_on_cpu(const core::Model& model) {
  if (!model.endpoint.empty()) return false;  // somebody else's machine, as far as is known
  if (model.server.gpu_layers == 0) return true;
  const auto& extra = model.server.extra_args;
  const auto device =
      std::find_if(extra.begin(), extra.end(), [](const auto& arg) { return arg == "-dev" || arg == "--device"; });
  if (device != extra.end() && std::next(device) != extra.end() && *std::next(device) == "none") return true;
  return !know_binary(model.server.binary).has_devices;
}

}  // namespace quantladder::llama
