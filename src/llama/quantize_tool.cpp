#include "quantladder/llama/quantize_tool.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <regex>
#include <sstream>

#include "llama/arguments.h"
#include "llama/binary.h"
#include "llama/server_log.h"
#include "quantladder/llama/tools.h"
#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kDryRunPatience{10};
constexpr std::chrono::hours kMakingPatience{48};  // a large model on a slow disk
constexpr std::size_t kMostOutput = 16 << 20;      // a line for each tensor

// The file types of its help: "  15  or  Q4_K_M  :  4.58G, ...".
std::vector<std::string> parse_types(const std::string& help) {
  static const std::regex line_of_type(R"(^\s+\d+\s+or\s+(\S+)\s*:)");
  std::vector<std::string> types;
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (std::regex_search(line, found, line_of_type)) types.push_back(found[1]);
  }
  return types;
}

// "[ 228/ 236] blk.17.attn_q.weight - [...], type = f16, size = 1.25 MiB -> 0.35 MiB (iq4_nl)": the type that comes out
// stands in brackets where it is another one.
struct TensorLine {
  int all = 0;  // tensors
  std::string name;
  std::string type;
};
std::optional<TensorLine> parse_tensor_line(const std::string& line) {
  static const std::regex pattern(R"(^\[\s*\d+/\s*(\d+)\]\s+(\S+)\s+-\s+\[.*\],\s+type\s+=\s+(\S+?),(.*)$)");
  static const std::regex changed(R"(->.*\((\S+)\)\s*$)");
  std::smatch found;
  if (!std::regex_match(line, found, pattern)) return std::nullopt;
  TensorLine tensor{std::stoi(found[1]), found[2], found[3]};
  const std::string rest = found[4];
  if (std::smatch to; std::regex_search(rest, to, changed)) tensor.type = to[1];
  return tensor;
}

// The file that is made keeps the name of its importance matrix as it was typed: so that is typed without a folder.
sys::SpawnOptions spawn_of(const Quantizer& quantizer, QuantizeJob job, bool dry_run) {
  const fs::path imatrix = job.imatrix;
  job.imatrix = imatrix.filename().string();
  job.source = fs::absolute(job.source).string();
  job.target = fs::absolute(job.target).string();
  return {.argv = quantize_command(quantizer.facts.path, job, dry_run),
          .env = scrub_environment(environ).kept,
          .working_dir = imatrix.parent_path().string()};
}

std::string fault_of(const sys::RunResult& run) {
  if (run.end == sys::RunEnd::timed_out) return "it took too long";
  if (run.status.success()) return "";
  const std::string words = telling_line(run.err);
  return sys::to_string(run.status) + (words.empty() ? "" : ": " + words);
}

}  // namespace

Quantizer find_quantizer(const core::ServerSettings& server) {
  const BinaryKnowledge& known = know_tool(Tool::quantize, server);
  return {known.facts, parse_types(known.help)};
}

std::vector<std::string> quantize_command(const std::string& program, const QuantizeJob& job, bool dry_run) {
  std::vector<std::string> argv{program};
  const auto add = [&](std::initializer_list<std::string> words) { argv.insert(argv.end(), words); };
  if (dry_run) add({"--dry-run"});
  if (job.allow_requantize) add({"--allow-requantize"});
  if (job.recipe.pure) add({"--pure"});
  if (!job.imatrix.empty()) add({"--imatrix", job.imatrix});
  if (!job.recipe.output.empty()) add({"--output-tensor-type", job.recipe.output});
  if (!job.recipe.embedding.empty()) add({"--token-embedding-type", job.recipe.embedding});
  for (const core::TensorRule& rule : job.recipe.tensor_types) add({"--tensor-type", rule.tensors + "=" + rule.type});
  // Without a target it would take a type that it does not know for the target's name.
  add({job.source, job.target, job.recipe.type, std::to_string(job.threads)});
  return argv;
}

DryRun parse_dry_run(const std::string& output) {
  DryRun result;
  std::istringstream lines(output);
  int all = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("will require an imatrix") != std::string::npos) result.needs_imatrix = true;
    if (const auto tensor = parse_tensor_line(line)) {
      result.types[tensor->name] = tensor->type;
      all = tensor->all;
    }
  }
  if (result.types.empty() || static_cast<int>(result.types.size()) != all)
    result.fault = fmt::format("it named {} of {} tensors", result.types.size(), all);
  return result;
}

DryRun dry_run(const Quantizer& quantizer, const QuantizeJob& job) {
  const auto run =
      sys::run_program(spawn_of(quantizer, job, true), {.timeout = kDryRunPatience, .max_output = kMostOutput});
  if (std::string fault = fault_of(run); !fault.empty()) return {.fault = std::move(fault)};
  return parse_dry_run(run.out + "\n" + run.err);
}

Quantized quantize(const Quantizer& quantizer, const QuantizeJob& job, std::stop_token stop) {
  const auto begin = std::chrono::steady_clock::now();
  const auto run = sys::run_program(spawn_of(quantizer, job, false),
                                    {.timeout = kMakingPatience, .stop = std::move(stop), .max_output = kMostOutput});
  Quantized result{.fault = fault_of(run), .stopped = run.end == sys::RunEnd::stopped};
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace quantladder::llama
