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
#include "cli/say.h"
#include "quantladder/app/inputs.h"
#include "quantladder/app/pictures.h"
#include "quantladder/app/self_test.h"
#include "quantladder/bench/config.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/judge/judge.h"
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

struct Found {
  std::string found;
  Health health = Health::good;
  std::string remedy = "";
  core::ErrorKind kind = core::ErrorKind::environment;  // of what is bad: the machine, or what was asked for
};
struct Check : Found {
  std::string what;
};

// Whatever a probe throws is its finding; its message ends with the remedy already.
template <class Probe>
Check checked(const std::string& what, Probe probe) {
  try {
    return {probe(), what};
  } catch (const core::Error& error) {
    return {{error.what(), Health::bad, "", error.kind()}, what};
  }
}

Found check_host() {
  const core::HostFacts host = sys::read_host_facts();
  return {fmt::format("{}, {}, {} cores, {:.0f} GiB{}", host.os, host.cpu, host.cores, core::to_gib(host.memory_bytes),
                      host.load_1min ? fmt::format(", load {:.1f}", *host.load_1min) : "")};
}

Found check_program(const llama::BinaryFacts& facts) {
  return {fmt::format("{} ({})", facts.path, facts.version.empty() ? "does not tell its version" : facts.version)};
}

// Only the suites that need one of them cannot run without it.
Found check_tool(const llama::ToolRow& row, const core::ServerSettings& server) {
  if (llama::find_tool(row.tool, server)) return check_program(llama::inspect_tool(row.tool, server));
  return {fmt::format("not found; {}", row.does), Health::doubtful,
          server.tools ? fmt::format("correct server.tools: it is not in {}", *server.tools)
                       : "put it beside llama-server or on PATH, or name its folder in server.tools"};
}

void check_llama(const core::ServerSettings& server, std::vector<Check>& checks) {
  checks.push_back(checked("llama-server", [&] { return check_program(llama::inspect_binary(server.binary)); }));
  for (const auto& row : llama::tools())
    checks.push_back(checked(row.program, [&] { return check_tool(row, server); }));
}

Found check_sandbox(const judge::SandboxFacts& facts) {
  const Health health = facts.tier == SandboxTier::full         ? Health::good
                        : facts.tier == SandboxTier::namespaces ? Health::doubtful
                                                                : Health::bad;
  std::string found = facts.detail;
  core::add_part(found, facts.problem, "; ");
  return {fmt::format("tier {}: {}", core::to_id(facts.tier), found), health, facts.remedy};
}

Found check_python(const judge::SandboxFacts& facts) {
  if (facts.python.empty()) return {"no interpreter imports pytest", Health::bad, "apt install python3-pytest"};
  const char* where = facts.tier == SandboxTier::none ? "outside of a sandbox" : "inside the sandbox";
  return {fmt::format("{} (Python {}) imports pytest {}", facts.python, facts.python_version, where)};
}

// Only the tasks that need it cannot run without it, unless it should have been prepared now.
Found check_runtime(const judge::RuntimeFacts& facts, bool is_prepared) {
  if (!facts.problem.empty()) return {facts.problem, is_prepared ? Health::bad : Health::doubtful, facts.remedy};
  return {fmt::format("{} ({}) works for answers", facts.version, facts.place)};
}

std::string name_of(const judge::RuntimeFacts& facts) {
  return facts.suite.empty() ? facts.name : fmt::format("{}/{}", facts.suite, facts.name);
}

Found check_meter() {
  const auto meter = sys::make_memory_meter();
  if (meter->sees_gpu()) return {meter->describe()};
  return {meter->describe(), Health::doubtful,
          "for VRAM and power: NVIDIA's driver with nvidia-smi on PATH, or an amdgpu card"};
}

// Returns the folder itself or, where it is still to be made, the nearest one above it.
fs::path nearest_existing(fs::path folder) {
  folder = fs::absolute(folder);
  std::error_code unreadable;
  while (!fs::exists(folder, unreadable) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

// Returns the errno of making something there, 0 when it works: permissions alone do not tell of a read-only file
// system.
int try_to_write(const fs::path& folder) {
  std::string trial = (folder / ".quantladder-doctor-XXXXXX").string();
  if (mkdtemp(trial.data()) == nullptr) return errno;
  rmdir(trial.c_str());
  return 0;
}

Found check_disk() {
  constexpr std::uint64_t kEnough = 2ULL << 30;
  const fs::path folder = nearest_existing("results");
  if (const int error = try_to_write(folder); error != 0) {
    return {fmt::format("{}: results can't be written there ({})", folder.string(), strerror(error)), Health::bad,
            "start quantladder in another folder, or give --out DIR"};
  }
  const std::uint64_t free = sys::free_bytes(folder);
  const std::string found = fmt::format("{:.1f} GiB free for results in {}", core::to_gib(free), folder.string());
  if (free > kEnough) return {found};
  return {found, Health::doubtful, "records of a long run take up to about 1 GiB"};
}

Found check_pictures() {
  const auto program = app::find_picture_program();
  if (program) return {*program + " draws charts as PNG"};
  return {"nothing draws charts as PNG (report --png); they stay SVG", Health::doubtful, app::kPictureRemedy};
}

// One second of what `selftest` does.
Found check_client() {
  const auto figures = app::measure_client(app::self_test_script(std::chrono::seconds(1), 1), 16);
  const auto doubt = llama::lag_doubt(figures.lag);
  if (!doubt) return {app::describe_client(figures)};
  return {app::describe_client(figures) + "; " + *doubt, Health::doubtful,
          "end what else is running before you measure"};
}

Found check_suites(const std::vector<tasks::Suite>& suites) {
  std::string text;
  for (const auto& suite : bench::describe_suites(suites)) core::add_part(text, describe(suite), "; ");
  return {text};
}

Found check_model(const core::Model& model) {
  if (model.api_key_env && std::getenv(model.api_key_env->c_str()) == nullptr) {
    return {fmt::format("the variable {} (api_key_env) is not set", *model.api_key_env), Health::bad,
            "export the endpoint's key in it"};
  }
  if (!model.endpoint.empty()) return {"endpoint " + model.endpoint + " (asked when the run starts)"};
  if (!model.hf.empty()) return {"-hf " + model.hf + " (fetched by llama-server)"};
  const core::GgufFacts facts = gguf::read_gguf(model.file);
  return {fmt::format("{}, {}, {:.2f} GiB, {:.2f} bits per weight", facts.architecture, facts.file_type,
                      core::to_gib(facts.file_bytes), facts.bits_per_weight())};
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

// What the command was asked to look at.
struct Asked {
  std::optional<bench::Experiment> experiment;
  std::vector<tasks::Suite> suites;  // whose runtimes are looked for
};

bool asked_for_config(const DoctorOptions& options) {
  return options.inputs.size() == 1 && app::is_config(options.inputs.front());
}

Found load(const DoctorOptions& options, Asked& asked) {
  if (asked_for_config(options)) {
    asked.experiment = bench::load_config(options.inputs.front());
    try {
      asked.suites = app::load_suites_of(*asked.experiment);
    } catch (const core::Error&) {  // a line of its own says so
    }
    return {options.inputs.front()};
  }
  for (const std::string& name : options.inputs) asked.suites.push_back(tasks::load_suite(tasks::find_suite(name)));
  if (!options.inputs.empty()) return check_suites(asked.suites);
  for (const auto& folder : tasks::find_suites()) asked.suites.push_back(tasks::load_suite(folder));
  return check_suites(asked.suites);
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
  // What can't be read is one bad line; the machine is looked at all the same.
  Asked asked;
  const Check read =
      checked(asked_for_config(options) ? "configuration" : "suite", [&] { return load(options, asked); });
  judge::JudgeOptions judging = options.sandbox;
  if (judging.python.empty() && asked.experiment) judging.python = asked.experiment->judging.python;
  const auto prepare = options.prepare ? judge::Prepare::packages : judge::Prepare::nothing;
  const judge::MachineFacts machine = judge::probe_machine(judging, asked.suites, {prepare, say});
  checks.push_back(checked("sandbox", [&] { return check_sandbox(machine.sandbox); }));
  checks.push_back(checked("python", [&] { return check_python(machine.sandbox); }));
  for (const auto& runtime : machine.runtimes.found)
    checks.push_back({check_runtime(runtime, options.prepare), name_of(runtime)});
  checks.push_back(checked("memory meter", check_meter));
  checks.push_back(checked("disk", check_disk));
  checks.push_back(checked("pictures", check_pictures));
  checks.push_back(checked("client", check_client));
  if (asked_for_config(options)) checks.push_back(read);
  if (asked.experiment) {
    check_experiment(*asked.experiment, checks);
  } else {
    check_llama({}, checks);
    if (!asked_for_config(options)) checks.push_back(read);
  }
  if (options.output == Output::json) {
    print_json(checks);
  } else {
    print(checks);
  }
  return to_exit_code(checks);
}

}  // namespace quantladder::cli
