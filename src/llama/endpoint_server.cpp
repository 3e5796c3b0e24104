#include "llama/endpoint_server.h"

#include <cstdlib>
#include <thread>

#include "llama/curl.h"
#include "llama/health.h"
#include "llama/props.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenPolls{200};
constexpr std::chrono::seconds kPatience{10};

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

}  // namespace

StartResult connect_endpoint(const core::Model& model, std::stop_token stop) {
  std::string api_key;
  if (model.api_key_env) {
    const char* value = std::getenv(model.api_key_env->c_str());
    if (value == nullptr) return failure(model, "the variable " + *model.api_key_env + " (api_key_env) is not set");
    api_key = value;
  }
  auto server = std::make_unique<EndpointServer>(model);
  const auto limit = Clock::now() + std::chrono::duration<double>(model.server.start_timeout_s);
  HealthReply reply = ask_health(server->base_url(), api_key);
  // Silence is waited for too: a server that is being restarted refuses connections for a while.
  while ((reply.health == Health::loading || reply.health == Health::silent) && Clock::now() < limit &&
         !stop.stop_requested()) {
    std::this_thread::sleep_for(kBetweenPolls);
    reply = ask_health(server->base_url(), api_key);
  }
  if (stop.stop_requested()) return failure(model, "interrupted");
  if (reply.health != Health::ready) return failure(model, reply.detail);
  auto& facts = server->facts();
  const HttpReply props = http_get(server->base_url() + "/props", api_key, kPatience);
  if (props.status == 200) read_props(props.body, facts);
  if (const auto shortage = find_shortage(model, facts)) return failure(model, *shortage);
  return {std::move(server), {}};
}

}  // namespace quantladder::llama
