#include "llama/launch.h"

#include <fmt/format.h>

#include <cstdlib>
#include <thread>

#include "llama/curl.h"
#include "llama/listed_context.h"
#include "llama/props.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenPolls{200};

class EndpointServer final : public Server {
 public:
  explicit EndpointServer(const core::Model& model) : base_url_(normalised_base_url(model.endpoint)) {
    facts_.model = model.id;
    facts_.started_at = sys::utc_now();
  }
  std::string base_url() const override { return base_url_; }
  int pid() const override { return 0; }
  bool alive() override { return true; }
  std::string last_words() override { return {}; }
  std::string cause_of_death() override { return {}; }
  void stop() override {}
  const core::ServerStart& facts() const override { return facts_; }
  core::ServerStart& facts() { return facts_; }

 private:
  std::string base_url_;
  core::ServerStart facts_;
};

StartResult failure(const core::Model& model, const std::string& problem) {
  return {nullptr, {"endpoint " + model.endpoint + ": " + problem}};
}

// Silence is waited for too: a server that is being restarted refuses connections for a while.
HealthReply wait_until_ready(const std::string& base_url, const std::string& api_key, const Patience& patience) {
  const auto began = Clock::now();
  SpokenWait wait(patience.on_waiting);
  const double limit_s = std::chrono::duration<double>(patience.limit).count();
  while (true) {
    HealthReply reply = ask_health(base_url, api_key);
    const bool passes = reply.health == Health::loading || reply.health == Health::silent;
    if (!passes || Clock::now() >= began + patience.limit || patience.stop.stop_requested()) return reply;
    wait.go_on(fmt::format("waiting for the endpoint {} (at most {:.0f} s): {}", base_url, limit_s, reply.detail));
    std::this_thread::sleep_for(kBetweenPolls);
  }
}

// A router of several models tells the context of one only when it is named; it may load that model first.
void ask_props(const core::Model& model, const std::string& base_url, const std::string& api_key,
               const Patience& patience, core::ServerStart& facts) {
  HttpReply props = http_get(base_url + "/props", api_key, {.limit = kPropsPatience, .stop = patience.stop});
  if (props.status == 200) read_props(props.body, facts);
  if (facts.slot_ctx == 0 && !model.served_model.empty()) {
    props = http_get(base_url + "/props?model=" + escaped_for_query(model.served_model), api_key, patience);
    if (props.status == 200) read_props(props.body, facts);
  }
  if (facts.slot_ctx == 0) {
    const Patience short_one{.limit = kPropsPatience, .stop = patience.stop};
    facts.slot_ctx = ask_listed_context(base_url, api_key, model.served_model, short_one);
  }
  if (auto unchecked = find_unchecked(model, facts, props)) facts.doubts.push_back(std::move(*unchecked));
}

// Returns what the experiment gives to all its servers, and what cannot reach this one.
std::optional<std::string> find_unused(const core::ServerSettings& settings) {
  std::vector<std::string> names;
  for (const auto& setting : start_settings()) {
    if (setting.is_set(settings)) names.push_back(std::string("server.") + setting.name);
  }
  if (names.empty()) return std::nullopt;
  return fmt::format("not applied, because quantladder does not start an endpoint: {}", fmt::join(names, ", "));
}

}  // namespace

const std::array<StartSetting, 10>& start_settings() {
  using S = core::ServerSettings;
  static constexpr std::array<StartSetting, 10> kTable{{
      {"binary", [](const S& s) { return s.binary != S().binary; }},
      {"gpu_layers", [](const S& s) { return s.gpu_layers.has_value(); }},
      {"flash_attention", [](const S& s) { return s.flash_attention.has_value(); }},
      {"cache_type_k", [](const S& s) { return s.cache_type_k.has_value(); }},
      {"cache_type_v", [](const S& s) { return s.cache_type_v.has_value(); }},
      {"threads", [](const S& s) { return s.threads.has_value(); }},
      {"chat_template_file", [](const S& s) { return s.chat_template_file.has_value(); }},
      {"draft", [](const S& s) { return s.draft.has_value(); }},
      {"extra_args", [](const S& s) { return !s.extra_args.empty(); }},
      {"tools", [](const S& s) { return s.tools.has_value(); }},
  }};
  return kTable;
}

StartResult connect_endpoint(const core::Model& model, std::stop_token stop, const OnWaiting& on_waiting) {
  std::string api_key;
  if (model.api_key_env) {
    const char* value = std::getenv(model.api_key_env->c_str());
    if (value == nullptr) return failure(model, "the variable " + *model.api_key_env + " (api_key_env) is not set");
    api_key = value;
  }
  auto server = std::make_unique<EndpointServer>(model);
  const auto limit = std::chrono::milliseconds(static_cast<long long>(1000 * model.server.start_timeout_s));
  const Patience patience{limit, stop, on_waiting};
  const HealthReply reply = wait_until_ready(server->base_url(), api_key, patience);
  if (stop.stop_requested()) return failure(model, "interrupted");
  if (reply.health != Health::ready) return failure(model, reply.detail);
  ask_props(model, server->base_url(), api_key, patience, server->facts());
  if (auto unused = find_unused(model.server)) server->facts().doubts.push_back(std::move(*unused));
  if (const auto shortage = find_shortage(model, server->facts())) return failure(model, *shortage);
  return {std::move(server), {}};
}

}  // namespace quantladder::llama
