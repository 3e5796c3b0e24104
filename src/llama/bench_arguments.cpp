#include "llama/bench_arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

#include "llama/argument_list.h"

namespace quantladder::llama {
namespace {

// Says how a value of llama-server's becomes one of llama-bench's, for which a comma begins another test.
enum class Form { same, slashes, semicolons, fixed };

struct CarriedOption {
  std::array<std::string_view, 2> names;  // llama-server's
  const char* flag;                       // llama-bench's
  Form form = Form::same;
  const char* value = "";  // of a fixed one: llama-server's option takes none
};

// These are what llama-server's command line may say beside the settings that have a key, and what says the same to
// llama-bench. Of two rows with one name the first counts whose flag the program knows.
constexpr std::array<CarriedOption, 28> kCarried{{
    {{"-b", "--batch-size"}, "-b"},
    {{"-ub", "--ubatch-size"}, "-ub"},
    {{"-C", "--cpu-mask"}, "-C"},
    {{"--cpu-strict", ""}, "--cpu-strict"},
    {{"--poll", ""}, "--poll"},
    {{"--prio", ""}, "--prio"},
    {{"--numa", ""}, "--numa"},
    {{"-ncmoe", "--n-cpu-moe"}, "-ncmoe"},
    {{"-cmoe", "--cpu-moe"}, "-ncmoe", Form::fixed, "999"},
    {{"-sm", "--split-mode"}, "-sm"},
    {{"-mg", "--main-gpu"}, "-mg"},
    {{"-ts", "--tensor-split"}, "-ts", Form::slashes},
    {{"-dev", "--device"}, "-dev", Form::slashes},
    {{"-ot", "--override-tensor"}, "-ot", Form::semicolons},
    {{"--rpc", ""}, "-rpc"},
    {{"-lm", "--load-mode"}, "-lm"},
    {{"-lzm", "--lazy-mode"}, "-lzm"},
    {{"--no-mmap", ""}, "-mmp", Form::fixed, "0"},
    {{"--no-mmap", ""}, "-lm", Form::fixed, "none"},
    {{"--mlock", ""}, "-lm", Form::fixed, "mlock"},
    {{"-nkvo", "--no-kv-offload"}, "-nkvo", Form::fixed, "1"},
    {{"-kvo", "--kv-offload"}, "-nkvo", Form::fixed, "0"},
    {{"--no-op-offload", ""}, "-nopo", Form::fixed, "1"},
    {{"--op-offload", ""}, "-nopo", Form::fixed, "0"},
    {{"--no-host", ""}, "--no-host", Form::fixed, "1"},
    {{"-nr", "--no-repack"}, "--repack", Form::fixed, "0"},
    {{"--repack", ""}, "--repack", Form::fixed, "1"},
    {{"-rtr", "--run-time-repack"}, "-rtr", Form::fixed, "1"},
}};

bool is_named(const CarriedOption& option, const std::string& name) {
  return std::find(option.names.begin(), option.names.end(), name) != option.names.end();
}

bool is_bench_option(const std::string& argument) {
  return argument.size() > 1 && argument[0] == '-' && std::isdigit(static_cast<unsigned char>(argument[1])) == 0;
}

std::string converted(Form form, std::string value) {
  if (form == Form::slashes) std::replace(value.begin(), value.end(), ',', '/');
  if (form == Form::semicolons) std::replace(value.begin(), value.end(), ',', ';');
  return value;
}

// extra_args as llama-bench says them.
struct Carried {
  std::map<std::string, std::string>
      values;                             // flag -> its one value: the last word counts, overrides of tensors add up
  std::set<std::string> without_meaning;  // what no llama-bench has
  std::set<std::string> not_known;        // what this one has not
};

void carry(const std::vector<std::string>& extra_args, const Flags& flags, Carried& carried) {
  for (std::size_t i = 0; i < extra_args.size(); ++i) {
    if (!is_bench_option(extra_args[i])) continue;  // the value of an option that is not carried over
    const std::string name = option_name(extra_args[i]);
    const auto fits = [&](const CarriedOption& row) { return is_named(row, name); };
    const auto* first = std::find_if(kCarried.begin(), kCarried.end(), fits);
    const auto* row = std::find_if(
        first, kCarried.end(), [&](const CarriedOption& each) { return fits(each) && flags.count(each.flag) != 0; });
    if (row == kCarried.end()) {
      (first == kCarried.end() ? carried.without_meaning : carried.not_known).insert(name);
    } else if (row->form == Form::fixed) {
      carried.values[row->flag] = row->value;
    } else if (++i < extra_args.size()) {
      std::string& value = carried.values[row->flag];
      const bool adds = row->form == Form::semicolons && !value.empty();
      value = (adds ? value + ";" : "") + converted(row->form, extra_args[i]);
    }
  }
}

// Adds what has a key of its own. `not_known` gets what the program does not list.
void add_settings(const core::ServerSettings& server, ArgumentList& arguments, std::set<std::string>& not_known) {
  const auto add = [&](const char* flag, const auto& value) {
    if (value && arguments.known(flag)) arguments.add(flag, fmt::format("{}", *value));
    if (value && !arguments.known(flag)) not_known.insert(flag);
  };
  add("-ngl", server.gpu_layers);
  add("-ctk", server.cache_type_k);
  add("-ctv", server.cache_type_v);
  add("-t", server.threads);
  const std::string* flash = arguments.value_of("-fa");
  if (server.flash_attention && flash == nullptr) not_known.insert("-fa");
  if (server.flash_attention && flash != nullptr) arguments.add_switch("-fa", "-no-fa", *server.flash_attention);
  // The server decides it so; the default of some llama-benches is off.
  if (!server.flash_attention && flash != nullptr && names_word(*flash, "auto")) arguments.add("-fa", "auto");
}

std::string joined(const std::set<int>& numbers) {
  return numbers.empty() ? "0" : fmt::format("{}", fmt::join(numbers, ","));
}

void add_tests(const std::vector<core::SpeedTest>& tests, ArgumentList& arguments) {
  std::set<int> prompts;
  std::set<int> generated;
  std::set<int> depths;
  for (const auto& test : tests) {
    if (test.prompt > 0) prompts.insert(test.prompt);
    if (test.generated > 0) generated.insert(test.generated);
    depths.insert(test.depth);
  }
  arguments.add("-p", joined(prompts));  // both always: each has a default of its own
  arguments.add("-n", joined(generated));
  arguments.add_if_known("-d", joined(depths));
  arguments.add("-r", std::to_string(tests.front().repetitions));
}

std::vector<std::string> describe_not_shared(const core::ServerSettings& server, const ArgumentList& arguments,
                                             const Carried& carried) {
  std::vector<std::string> sentences;
  const std::string* flash = arguments.value_of("-fa");
  if (!server.flash_attention && flash != nullptr && !names_word(*flash, "auto")) {
    sentences.emplace_back("flash_attention is not set, and llama-bench's default may not be the server's");
  }
  if (!carried.without_meaning.empty()) {
    sentences.push_back(fmt::format("llama-bench measures without {}: it has nothing of that kind",
                                    fmt::join(carried.without_meaning, ", ")));
  }
  if (!carried.not_known.empty()) {
    sentences.push_back(
        fmt::format("llama-bench measures without {}: this one does not know it", fmt::join(carried.not_known, ", ")));
  }
  return sentences;
}

}  // namespace

std::vector<std::vector<core::SpeedTest>> group_tests(const std::vector<core::SpeedTest>& tests) {
  using Sizes = std::set<std::pair<int, int>>;
  std::map<std::pair<int, int>, Sizes> at_depth;  // (repetitions, depth) -> what is timed there
  for (const auto& test : tests) at_depth[{test.repetitions, test.depth}].insert({test.prompt, test.generated});
  std::map<std::pair<int, Sizes>, std::vector<core::SpeedTest>> groups;
  for (const auto& [key, sizes] : at_depth) {
    const auto [repetitions, depth] = key;
    for (const auto& [prompt, generated] : sizes) {
      groups[{repetitions, sizes}].push_back({prompt, generated, depth, repetitions});
    }
  }
  std::vector<std::vector<core::SpeedTest>> result;
  for (auto& [key, group] : groups) result.push_back(std::move(group));
  return result;
}

std::optional<std::string> find_obstacle(const core::Model& model, const Flags& flags, const core::SpeedTest& test) {
  if (!model.endpoint.empty()) return "llama-bench loads a file, and an endpoint names none";
  if ((model.file + model.hf).find(',') != std::string::npos) {
    return "llama-bench takes what stands behind a comma for another model: rename " + model.file + model.hf;
  }
  if (!model.hf.empty() && flags.count("-hf") == 0) return "this llama-bench knows no -hf: name the model's file";
  if (test.depth > 0 && flags.count("-d") == 0) {
    return fmt::format("this llama-bench knows no -d, so it cannot measure behind {} tokens", test.depth);
  }
  return std::nullopt;
}

BenchCommand make_bench_command(const core::Model& model, const std::string& program, const Flags& flags,
                                const std::vector<core::SpeedTest>& tests) {
  ArgumentList arguments(&flags);
  arguments.add(program);
  arguments.add(model.hf.empty() ? "-m" : "-hf", model.hf.empty() ? model.file : model.hf);
  add_tests(tests, arguments);
  const std::string* formats = arguments.value_of("-o");
  arguments.add("-o", formats != nullptr && names_word(*formats, "jsonl") ? "jsonl" : "json");
  arguments.add_if_known("--progress");
  Carried carried;
  add_settings(model.server, arguments, carried.not_known);
  carry(model.server.extra_args, flags, carried);
  for (const auto& [flag, value] : carried.values) arguments.add(flag, value);
  auto not_shared = describe_not_shared(model.server, arguments, carried);
  return {arguments.take(), std::move(not_shared)};
}

}  // namespace quantladder::llama
