#include "bench/model_config.h"

#include <fmt/format.h>

#include <limits>

#include "bench/config_values.h"
#include "bench/draft.h"
#include "bench/in_flight.h"
#include "quantladder/core/error.h"
#include "quantladder/core/names.h"
#include "quantladder/llama/completer.h"
#include "quantladder/llama/server.h"

namespace quantladder::bench {
namespace {

namespace fs = std::filesystem;
using sys::CheckedObject;

// Its results lie in a folder of that name, beside the run's own files.
void check_model_id(CheckedObject& object, const std::string& id) {
  check_id(object, "id", id);
  if (id == core::kSessionsFolder)
    object.fail("id", fmt::format("'{}' is the name of one of the run's own folders; take another one", id));
  if (const auto ending = core::run_file_ending(id); !ending.empty())
    object.fail("id", fmt::format("'{}' could be one of the run's own files; drop {}", id, ending));
}

void check_url(CheckedObject& object, const char* key, const std::string& url) {
  const auto refuse = [&](const char* what) {
    object.fail(key, fmt::format("'{}' is not a URL such as http://127.0.0.1:8080: {}", url, what));
  };
  const std::size_t begin = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : 0;
  if (begin == 0) refuse("it begins with neither http:// nor https://");
  if (url.find_first_of(" \t\r\n") != std::string::npos) refuse("it holds a space");
  const std::string authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  if (authority.find('@') != std::string::npos) {  // not quoted: a terminal keeps what it showed
    object.fail(key,
                "a user name or password in the URL would stand in every record; take it out, and name the variable "
                "that holds the server's key as api_key_env");
  }
  const std::size_t bracket = authority.rfind(']');  // [::1]:8080
  const std::size_t colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
  if (authority.empty() || colon == 0) refuse("it names no host");
  if (colon == std::string::npos) return;
  const std::string port = authority.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoi(port) < 1 || std::stoi(port) > 65535) refuse("its port is none of 1 to 65535");
}

// An endpoint's own settings that nothing could apply are a mistake; those of the experiment are for its other models.
void refuse_start_settings(CheckedObject& server) {
  for (const auto& setting : llama::start_settings()) {
    if (server.has(setting.name)) {
      server.fail(setting.name,
                  "quantladder does not start an endpoint: set this where its server is started; here only "
                  "ctx, parallel and start_timeout_s count");
    }
  }
}

core::Model read_model(CheckedObject& object, const core::ServerSettings& defaults, const fs::path& folder) {
  core::Model model;
  model.id = object.string("id");
  check_model_id(object, model.id);
  model.provider = object.optional_string("provider").value_or("");
  model.quant = object.optional_string("quant").value_or("");
  model.approach = object.optional_string("approach").value_or("");
  model.made_from = object.optional_string("made_from").value_or("");
  if (const auto file = optional_text(object, "file")) model.file = resolved_path(object, "file", *file, folder);
  model.hf = optional_text(object, "hf").value_or("");
  model.endpoint = optional_text(object, "endpoint").value_or("");
  if (!model.endpoint.empty()) check_url(object, "endpoint", model.endpoint);
  const int sources = !model.file.empty() + !model.hf.empty() + !model.endpoint.empty();
  if (sources != 1) object.fail("", "a model has exactly one of: file, hf, endpoint");
  model.served_model = optional_text(object, "served_model").value_or("");
  if (!model.served_model.empty() && model.endpoint.empty())
    object.fail("served_model", "only with \"endpoint\": our own server has only one model");
  model.sha256 = object.optional_string("sha256");
  const bool hash_like = !model.sha256 || (model.sha256->size() == 64 &&
                                           model.sha256->find_first_not_of("0123456789abcdef") == std::string::npos);
  if (model.sha256 && model.file.empty())
    object.fail("sha256", "there is no file to check it against; only with \"file\"");
  if (!hash_like) object.fail("sha256", "expected 64 lower-case hex digits");
  model.api_key_env = optional_text(object, "api_key_env");
  model.in_flight = read_in_flight(object);
  model.server = defaults;
  if (auto server = object.optional_object("server")) {
    if (!model.endpoint.empty()) refuse_start_settings(*server);
    model.server = read_server(*server, defaults, folder);
  }
  return model;
}

const RequestLayer* layer_of(const LayeredRequests& requests, const std::string& task) {
  const auto found = requests.by_task.find(task);
  return found == requests.by_task.end() ? nullptr : &found->second;
}

// Fails now, not after the first model was loaded.
void check_requests(CheckedObject& object, const ModelConfig& config) {
  const auto check = [&](const core::RequestSettings& settings) {
    if (settings.max_tokens > config.model.server.ctx) {
      object.fail("", fmt::format("max_tokens {} does not fit into ctx {} (tokens per slot)", settings.max_tokens,
                                  config.model.server.ctx));
    }
    try {
      llama::make_chat_body({}, settings, 0);
    } catch (const core::Error& error) {
      object.fail("", error.what());
    }
  };
  check(config.request);
  for (const auto& [task, settings] : config.by_task) check(settings);
}

// llama-server takes the context of all slots together, as an int.
void check_whole_context(CheckedObject& object, const core::ServerSettings& server) {
  const std::int64_t whole = std::int64_t{server.ctx} * server.parallel;
  if (whole <= std::numeric_limits<int>::max()) return;
  object.fail(object.has("parallel") ? "parallel" : "ctx",
              fmt::format("ctx {} times parallel {} is {} tokens of context, more than {}: lower one of them",
                          server.ctx, server.parallel, whole, std::numeric_limits<int>::max()));
}

// A profile that resolve() misses is told of at this model.
core::RequestSettings resolved(CheckedObject& object, const std::vector<const RequestLayer*>& layers,
                               const Profiles& profiles, int ctx) {
  try {
    return resolve(layers, profiles, ctx);
  } catch (const core::Error& error) {
    object.fail("", error.what());
  }
}

void check_program_options(const CheckedObject& object, const std::vector<std::string>& options) {
  for (const auto& option : options) {
    if (option.starts_with('-')) continue;
    object.fail("program_options", fmt::format("'{}' is no option; write each as a help would: \"--jinja\"", option));
  }
}

LayeredRequests read_sampling(CheckedObject& object, const Profiles& profiles) {
  LayeredRequests requests;
  if (auto sampling = object.optional_object("sampling")) {
    requests = read_requests(*sampling, profiles);
    sampling->finish();
  }
  return requests;
}

// `levels`: from the outermost to the innermost; what each says of all tasks goes before what it says of one.
ModelConfig with_requests(CheckedObject& object, ModelConfig config, const std::vector<const LayeredRequests*>& levels,
                          const Profiles& profiles) {
  const auto layers_of = [&](const std::string& task) {
    std::vector<const RequestLayer*> layers;
    for (const LayeredRequests* level : levels) {
      layers.push_back(&level->all);
      if (const RequestLayer* of_task = layer_of(*level, task)) layers.push_back(of_task);
    }
    return layers;
  };
  const int ctx = config.model.server.ctx;
  config.request = resolved(object, layers_of(""), profiles, ctx);
  for (const LayeredRequests* level : levels) {
    for (const auto& [task, layer] : level->by_task)
      config.by_task[task] = resolved(object, layers_of(task), profiles, ctx);
  }
  check_requests(object, config);
  return config;
}

// The model with what differs in one of its arms.
ModelConfig read_arm(CheckedObject& arm, ModelConfig config, const LayeredRequests& common, const LayeredRequests& own,
                     const Profiles& profiles, const fs::path& folder) {
  const auto in_flight = read_in_flight(arm);
  const std::string id = in_flight ? arm.optional_string("id").value_or(std::to_string(*in_flight)) : arm.string("id");
  check_model_id(arm, id);
  config.model.id += "@" + id;
  if (in_flight) config.model.in_flight = in_flight;
  if (auto server = arm.optional_object("server")) {
    if (!config.model.endpoint.empty()) refuse_start_settings(*server);
    config.model.server = read_server(*server, config.model.server, folder);
  }
  const LayeredRequests of_arm = read_sampling(arm, profiles);
  config = with_requests(arm, std::move(config), {&common, &own, &of_arm}, profiles);
  arm.finish();
  check_slots(arm, config.model);
  return config;
}

}  // namespace

core::ServerSettings read_server(CheckedObject& object, core::ServerSettings server, const fs::path& folder) {
  if (const auto binary = optional_text(object, "binary"))
    server.binary = resolved_program(object, "binary", *binary, folder);
  server.ctx = ranged_int(object, "ctx", server.ctx, 16, 1 << 24);
  server.parallel = ranged_int(object, "parallel", server.parallel, 1, 256);
  check_whole_context(object, server);
  if (object.has("gpu_layers")) server.gpu_layers = ranged_int(object, "gpu_layers", 0, -1, 10000);
  if (const auto flash = object.optional_boolean("flash_attention")) server.flash_attention = flash;
  if (const auto type = object.optional_string("cache_type_k")) server.cache_type_k = type;
  if (const auto type = object.optional_string("cache_type_v")) server.cache_type_v = type;
  if (object.has("threads")) server.threads = ranged_int(object, "threads", 1, 1, 4096);
  if (const auto file = optional_text(object, "chat_template_file")) {
    server.chat_template_file = resolved_path(object, "chat_template_file", *file, folder);
    if (!is_file(*server.chat_template_file)) {
      object.fail("chat_template_file", *server.chat_template_file + ": no such file");
    }
  }
  if (auto draft = object.optional_object("draft")) server.draft = read_draft(*draft, folder);
  server.extra_args = object.strings("extra_args", server.extra_args);
  if (const auto problem = llama::find_owned_option(server.extra_args)) object.fail("extra_args", *problem);
  if (object.has("program_options")) {
    server.program_options = object.strings("program_options");
    check_program_options(object, *server.program_options);
  }
  if (const auto tools = optional_text(object, "tools")) server.tools = resolved_path(object, "tools", *tools, folder);
  server.start_timeout_s = positive(object, "start_timeout_s", server.start_timeout_s);
  object.finish();
  return server;
}

std::vector<ModelConfig> read_model_configs(CheckedObject& object, const core::ServerSettings& defaults,
                                            const LayeredRequests& common, const Profiles& profiles,
                                            const fs::path& folder) {
  ModelConfig config;
  config.model = read_model(object, defaults, folder);
  const LayeredRequests own = read_sampling(object, profiles);
  std::vector<ModelConfig> configs;
  if (object.has("arms")) {
    std::vector<CheckedObject> arms = object.objects("arms");
    check_arms(object, arms);
    for (CheckedObject& arm : arms) configs.push_back(read_arm(arm, config, common, own, profiles, folder));
  } else {
    check_slots(object, config.model);
    configs.push_back(with_requests(object, config, {&common, &own}, profiles));
  }
  object.finish();
  for (ModelConfig& each : configs) each.model.in_flight = each.model.most_in_flight();
  return configs;
}

}  // namespace quantladder::bench
