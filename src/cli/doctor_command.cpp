#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/sandbox_options.h"
#include "quantladder/app/inputs.h"
#include "quantladder/bench/config.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/judge/judge.h"
#include "quantladder/llama/gguf.h"
#include "quantladder/llama/server.h"
#include "quantladder/llama/tools.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/host.h"
#include "quantladder/sys/memory_meter.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::cli {
namespace {

namespace fs = std::filesystem;
using core::SandboxTier;

enum class Health { good, doubtful, bad };

struct Check {
  std::string what;
  Health health = Health::good;
  std::string found;
  std::string remedy;
  core::ErrorKind kind = core::ErrorKind::environment;  // of what is bad: the machine, or what was asked for
};

// Whatever a probe throws is its finding; its message ends with the remedy already.
template <class Probe>
Check checked(const std::string& what, Probe probe) {
  try {
    Check check = probe();
    check.what = what;
    return check;
  } catch (const core::Error& error) {
    return {what, Health::bad, error.what(), "", error.kind()};
  }
}

Check check_host() {
  const core::HostFacts host = sys::read_host_facts();
  return {"", Health::good,
          fmt::format("{}, {}, {} cores, {:.0f} GiB{}", host.os, host.cpu, host.cores,
                      static_cast<double>(host.memory_bytes) / (1ULL << 30),
                      host.load_1min ? fmt::format(", load {:.1f}", *host.load_1min) : ""),
          ""};
}

Check check_program(const llama::BinaryFacts& facts) {
  const std::string version = facts.version.empty() ? "does not tell its version" : facts.version;
  return {"", Health::good, fmt::format("{} ({})", facts.path, version), ""};
}

// Only the suites that need one of them cannot run without it.
Check check_tool(const llama::ToolRow& row, const core::ServerSettings& server) {
  if (llama::find_tool(row.tool, server)) return check_program(llama::inspect_tool(row.tool, server));
  return {"", Health::doubtful, fmt::format("not found; {}", row.does),
          server.tools ? fmt::format("correct server.tools: it is not in {}", *server.tools)
                       : "put it beside llama-server or on PATH, or name its folder in server.tools"};
}

void check_llama(const core::ServerSettings& server, std::vector<Check>& checks) {
  checks.push_back(checked("llama-server", [&] { return check_program(llama::inspect_binary(server.binary)); }));
  for (const auto& row : llama::tools())
    checks.push_back(checked(row.program, [&] { return check_tool(row, server); }));
}

Check check_sandbox(const judge::SandboxFacts& facts) {
  const Health health = facts.tier == SandboxTier::full         ? Health::good
                        : facts.tier == SandboxTier::namespaces ? Health::doubtful
                                                                : Health::bad;
  std::string found = facts.detail;
  core::add_part(found, facts.problem, "; ");
  return {"", health, fmt::format("tier {}: {}", core::to_id(facts.tier), found), facts.remedy};
}

Check check_python(const judge::SandboxFacts& facts) {
  if (facts.python.empty()) return {"", Health::bad, "no interpreter imports pytest", "apt install python3-pytest"};
  const char* where = facts.tier == SandboxTier::none ? "outside of a sandbox" : "inside the sandbox";
  return {"", Health::good, fmt::format("{} (Python {}) imports pytest {}", facts.python, facts.python_version, where),
          ""};
}

Check check_meter() {
  const auto meter = sys::make_memory_meter();
  const bool gpu = meter->sees_gpu();
  return {"", gpu ? Health::good : Health::doubtful, meter->describe(),
          gpu ? "" : "for VRAM and power: NVIDIA's driver with nvidia-smi on PATH, or an amdgpu card"};
}

// The folder itself or, where it is still to be made, the nearest one above it.
fs::path nearest_existing(fs::path folder) {
  folder = fs::absolute(folder);
  std::error_code unreadable;
  while (!fs::exists(folder, unreadable) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

// The errno of making something there, 0 when it works: permissions alone do not tell of a read-only file system.
int try_to_write(const fs::path& folder) {
  std::string trial = (folder / ".quantladder-doctor-XXXXXX").string();
  if (mkdtemp(trial.data()) == nullptr) return errno;
  rmdir(trial.c_str());
  return 0;
}

Check check_disk() {
  constexpr std::uint64_t kEnough = 2ULL << 30;
  const fs::path folder = nearest_existing("results");
  if (const int error = try_to_write(folder); error != 0) {
    return {"", Health::bad, fmt::format("{}: results can't be written there ({})", folder.string(), strerror(error)),
            "start quantladder in another folder, or give --out DIR"};
  }
  const std::uint64_t free = sys::free_bytes(folder);
  return {"", free > kEnough ? Health::good : Health::doubtful,
          fmt::format("{:.1f} GiB free for results in {}", static_cast<double>(free) / (1ULL << 30), folder.string()),
          free > kEnough ? "" : "records of a long run take up to about 1 GiB"};
}

Check check_suites(const std::vector<tasks::Suite>& suites) {
  std::string text;
  for (const auto& suite : bench::describe_suites(suites)) core::add_part(text, describe(suite), "; ");
  return {"", Health::good, text, ""};
}

Check check_model(const core::Model& model) {
  if (model.api_key_env && std::getenv(model.api_key_env->c_str()) == nullptr) {
    return {"", Health::bad, fmt::format("the variable {} (api_key_env) is not set", *model.api_key_env),
            "export the endpoint's key in it"};
  }
  if (!model.endpoint.empty())
    return {"", Health::good, "endpoint " + model.endpoint + " (asked when the run starts)", ""};
  if (!model.hf.empty()) return {"", Health::good, "-hf " + model.hf + " (fetched by llama-server)", ""};
  const core::GgufFacts facts = llama::read_gguf(model.file);
  return {"", Health::good,
          fmt::format("{}, {}, {:.2f} GiB, {:.2f} bits per weight", facts.architecture, facts.file_type,
                      static_cast<double>(facts.file_bytes) / (1ULL << 30), facts.bits_per_weight()),
          ""};
}

void check_experiment(const bench::Experiment& experiment, std::vector<Check>& checks) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& config : experiment.models) {
    const auto& server = config.model.server;
    if (!config.model.endpoint.empty()) continue;
    if (seen.emplace(server.binary, server.tools.value_or("")).second) check_llama(server, checks);
  }
  checks.push_back(checked("suite", [&] { return check_suites(app::load_suites_of(experiment)); }));
  for (const auto& config : experiment.models) {
    checks.push_back(checked("model " + config.model.id, [&] { return check_model(config.model); }));
  }
}

const char* word(Health health) {
  switch (health) {
    case Health::good:
      return "ok";
    case Health::doubtful:
      return "note";
    case Health::bad:
      return "BAD";
  }
  return "";
}

void print(const std::vector<Check>& checks) {
  for (const auto& check : checks) {
    fmt::print("{:<5} {:<16} {}\n", word(check.health), check.what, check.found);
    if (!check.remedy.empty()) fmt::print("{:<22} -> {}\n", "", check.remedy);
  }
}

void print_json(const std::vector<Check>& checks) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const auto& check : checks) {
    json.push_back(
        {{"check", check.what}, {"health", word(check.health)}, {"found", check.found}, {"remedy", check.remedy}});
  }
  fmt::print("{}\n", json.dump(2));
}

// The machine's faults come first: with them not even a right configuration would run.
int to_exit_code(const std::vector<Check>& checks) {
  int code = kDone;
  for (const auto& check : checks) {
    if (check.health != Health::bad) continue;
    if (check.kind == core::ErrorKind::environment) return kEnvironment;
    code = kUsage;
  }
  return code;
}

}  // namespace

int doctor_command(const DoctorOptions& options) {
  std::vector<Check> checks;
  checks.push_back(checked("machine", check_host));
  // A configuration that can't be read is one bad line; the machine is looked at all the same.
  std::optional<bench::Experiment> experiment;
  const Check config = checked("configuration", [&] {
    if (!options.config.empty()) experiment = bench::load_config(options.config);
    return Check{"", Health::good, options.config, ""};
  });
  judge::JudgeOptions judging = to_judge_options(options.sandbox);
  if (judging.python.empty() && experiment) judging.python = experiment->judging.python;
  const judge::SandboxFacts sandbox = judge::probe_sandbox(judging);
  checks.push_back(checked("sandbox", [&] { return check_sandbox(sandbox); }));
  checks.push_back(checked("python", [&] { return check_python(sandbox); }));
  checks.push_back(checked("memory meter", check_meter));
  checks.push_back(checked("disk", check_disk));
  if (!options.config.empty()) checks.push_back(config);
  if (experiment) {
    check_experiment(*experiment, checks);
  } else {
    check_llama({}, checks);
    checks.push_back(checked("suite", [] { return check_suites({tasks::load_suite(tasks::find_suite("ladder"))}); }));
  }
  if (options.output == Output::json) {
    print_json(checks);
  } else {
    print(checks);
  }
  return to_exit_code(checks);
}

}  // namespace quantladder::cli
