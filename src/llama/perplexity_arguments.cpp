#include "llama/perplexity_arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <set>
#include <string_view>

#include "llama/argument_list.h"
#include "quantladder/llama/tools.h"

namespace quantladder::llama {
namespace {

// The job says these itself: what the server is told of them means something else here.
constexpr std::array<std::string_view, 6> kOwn{"-b", "--batch-size", "-c", "--ctx-size", "-np", "--parallel"};

bool is_option_word(const std::string& argument) {
  return argument.size() > 1 && argument[0] == '-' && std::isdigit(static_cast<unsigned char>(argument[1])) == 0;
}

// Both programs read the same options of llama.cpp's: what this one lists is passed on as it is.
void pass_on(const std::vector<std::string>& extra_args, ArgumentList& arguments, std::set<std::string>& not_known) {
  bool passes = false;  // the option whose value may come next
  for (const std::string& argument : extra_args) {
    if (is_option_word(argument)) {
      const std::string name = option_name(argument);
      const bool own = std::find(kOwn.begin(), kOwn.end(), name) != kOwn.end();
      passes = !own && arguments.known(name);
      if (!own && !passes) not_known.insert(name);
    }
    if (passes) arguments.add(argument);
  }
}

void add_model_settings(const core::ServerSettings& server, ArgumentList& arguments, std::set<std::string>& not_known) {
  const auto add = [&](const char* flag, const auto& value) {
    if (!value) return;
    if (arguments.known(flag)) {
      arguments.add(flag, fmt::format("{}", *value));
    } else {
      not_known.insert(flag);
    }
  };
  add("-ngl", server.gpu_layers);
  add("-ctk", server.cache_type_k);
  add("-ctv", server.cache_type_v);
  add("-t", server.threads);
  if (server.flash_attention && arguments.known("-fa")) {
    arguments.add_switch("-fa", "-no-fa", *server.flash_attention);
  } else if (server.flash_attention) {
    not_known.insert("-fa");
  }
}

// What reads a text in chunks, and where it writes what it finds.
PerplexityCommand make_command(const core::Model& model, const PerplexityJob& job, const std::string& program,
                               Tool tool, std::initializer_list<std::string> output, const Flags& flags) {
  ArgumentList arguments(&flags);
  arguments.add(program);
  arguments.add(model.hf.empty() ? "-m" : "-hf", model.hf.empty() ? model.file : model.hf);
  arguments.add("-f", job.text_file);
  for (const std::string& word : output) arguments.add(word);
  arguments.add("-c", std::to_string(job.ctx));
  arguments.add("-b", std::to_string(job.ctx));  // one chunk at a time: what is kept grows with the batch
  if (job.chunks > 0) arguments.add("--chunks", std::to_string(job.chunks));
  if (job.parse_special) arguments.add("--parse-special");
  arguments.add_if_known("-fit", "off");  // no silent change of layers to what fits today
  std::set<std::string> not_known;
  add_model_settings(model.server, arguments, not_known);
  pass_on(model.server.extra_args, arguments, not_known);
  PerplexityCommand command;
  if (!not_known.empty()) {
    command.not_shared.push_back(
        fmt::format("{} measures without {}: it does not know it", program_of(tool), fmt::join(not_known, ", ")));
  }
  command.argv = arguments.take();
  return command;
}

}  // namespace

PerplexityCommand make_perplexity_command(const core::Model& model, const PerplexityJob& job,
                                          const std::string& program, const std::string& log_probs,
                                          const Flags& flags) {
  return make_command(model, job, program, Tool::perplexity, {"--kl-divergence-base", log_probs}, flags);
}

PerplexityCommand make_imatrix_command(const core::Model& model, const PerplexityJob& job, const std::string& program,
                                       const std::string& imatrix, const Flags& flags) {
  return make_command(model, job, program, Tool::imatrix, {"-o", imatrix}, flags);
}

}  // namespace quantladder::llama
