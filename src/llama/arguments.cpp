#include "llama/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "llama/argument_list.h"
#include "quantladder/core/words.h"

namespace quantladder::llama {
namespace {

// Older programs have other names for some, and no --spec-type: there a draft model is all there is.
void add_draft(ArgumentList& arguments, const core::Draft& draft) {
  const std::string type(core::row_of(draft.type).spec_type);
  if (draft.file.empty()) {
    arguments.add("--spec-type", type);
  } else {
    arguments.add("-md", draft.file);
    arguments.add_if_known("--spec-type", type);
  }
  const bool is_old = !arguments.known("--spec-draft-n-max") && arguments.known("--draft-max");
  if (draft.max_tokens) arguments.add(is_old ? "--draft-max" : "--spec-draft-n-max", std::to_string(*draft.max_tokens));
  if (draft.min_probability) arguments.add("--draft-p-min", fmt::format("{}", *draft.min_probability));
  if (draft.gpu_layers) arguments.add("-ngld", std::to_string(*draft.gpu_layers));
}

// Adds what decides the answers and the speed.
void add_serving(ArgumentList& arguments, const core::Model& model) {
  const auto& server = model.server;
  if (model.hf.empty()) {
    arguments.add("-m", model.file);
  } else {
    arguments.add("-hf", model.hf);
  }
  // The server divides it among its slots.
  arguments.add("-c", std::to_string(std::int64_t{server.ctx} * server.parallel));
  arguments.add("-np", std::to_string(server.parallel));
  arguments.add_if_known("-no-kvu");      // each slot its own share: no request can starve another
  arguments.add_if_known("-fit", "off");  // no silent change of context or layers to what fits today
  if (server.gpu_layers) arguments.add("-ngl", std::to_string(*server.gpu_layers));
  if (server.flash_attention) arguments.add_switch("-fa", "-no-fa", *server.flash_attention);
  if (server.cache_type_k) arguments.add("-ctk", *server.cache_type_k);
  if (server.cache_type_v) arguments.add("-ctv", *server.cache_type_v);
  if (server.threads) arguments.add("-t", std::to_string(*server.threads));
  if (server.draft) add_draft(arguments, *server.draft);
  arguments.add_if_known("--jinja");
  if (server.chat_template_file) arguments.add("--chat-template-file", *server.chat_template_file);
}

template <typename Value>
void add_number(ArgumentList& arguments, const char* flag, const std::optional<Value>& value) {
  if (value) arguments.add_if_known(flag, fmt::format("{}", *value));
}

void add_defaults(ArgumentList& arguments, const core::RequestSettings& requests) {
  const core::Sampling& sampling = requests.sampling;
  add_number(arguments, "--temp", sampling.temperature);
  add_number(arguments, "--top-p", sampling.top_p);
  add_number(arguments, "--top-k", sampling.top_k);
  add_number(arguments, "--min-p", sampling.min_p);
  add_number(arguments, "--presence-penalty", sampling.presence_penalty);
  add_number(arguments, "--repeat-penalty", sampling.repeat_penalty);
  if (requests.thinking == core::Thinking::unset) return;
  arguments.add_if_known("--chat-template-kwargs",
                         fmt::format(R"({{"enable_thinking":{}}})", requests.thinking == core::Thinking::on));
}

void add_measuring(ArgumentList& arguments, int port) {
  arguments.add("--host", "127.0.0.1");
  arguments.add("--port", std::to_string(port));
  arguments.add_if_known("--cache-ram", "0");
  arguments.add_if_known("--sse-ping-interval", "1");
  arguments.add_if_known("--metrics");
  arguments.add_if_known(arguments.known("--no-ui") ? "--no-ui" : "--no-webui");
  // The level at which the start tells of its buffers; it adds lines for each request, and none for each token.
  const std::string* levels = arguments.value_of("-lv");
  if (levels != nullptr && names_word(*levels, kTraceLevel)) arguments.add("-lv", "4");
}

// llama-server's help names these beside LLAMA_ARG_*. Its third one, HF_TOKEN, opens downloads and changes no answer;
// nor do LLAMA_CACHE, LLAMA_LOG_* and HF_*, which say where files lie. GGML_*, CUDA_* and their like stay too: they fit
// a build to a machine, and there is no other way to say them.
constexpr std::string_view kOptionsOfOtherNames = "LLAMA_API_KEY MTMD_BACKEND_DEVICE";

bool is_option(std::string_view name) {
  return name.starts_with("LLAMA_ARG_") || core::has_word(kOptionsOfOtherNames, name);
}

}  // namespace

std::vector<std::string> launch_command(const core::Model& model, const std::string& binary, int port,
                                        const Flags& flags) {
  ArgumentList arguments(&flags);
  arguments.add(binary);
  add_serving(arguments, model);
  add_measuring(arguments, port);
  arguments.add_all(model.server.extra_args);  // last: the user's word counts
  return arguments.take();
}

std::vector<std::string> serve_command(const core::Model& model, const core::RequestSettings& requests) {
  return serve_command(model, requests, nullptr);
}

std::vector<std::string> known_serve_command(const core::Model& model, const core::RequestSettings& requests) {
  know_binary(model.server.binary);
  const Flags flags = flags_of(model.server);
  return serve_command(model, requests, &flags);
}

std::vector<std::string> serve_command(const core::Model& model, const core::RequestSettings& requests,
                                       const Flags* flags) {
  ArgumentList arguments(flags);
  arguments.add(model.server.binary);
  add_serving(arguments, model);
  arguments.add_all(model.server.extra_args);
  add_defaults(arguments, requests);  // last: what a request says outranks the server's arguments
  return arguments.take();
}

ScrubbedEnvironment scrub_environment(const char* const* environment) {
  ScrubbedEnvironment result;
  for (; *environment != nullptr; ++environment) {
    const std::string entry = *environment;
    std::string name = entry.substr(0, entry.find('='));
    if (is_option(name)) {
      result.removed.push_back(std::move(name));
    } else {
      result.kept.push_back(entry);
    }
  }
  std::sort(result.removed.begin(), result.removed.end());
  return result;
}

}  // namespace quantladder::llama
