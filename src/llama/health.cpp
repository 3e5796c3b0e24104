#include "llama/health.h"

#include "llama/curl.h"
#include "llama/server_error.h"
#include "quantladder/llama/refusal.h"

namespace quantladder::llama {
namespace {

constexpr std::chrono::milliseconds kHealthPatience{2000};

HealthReply judge_reply(const HttpReply& reply) {
  if (reply.status == 0) return {reply.hopeless ? Health::wrong : Health::silent, reply.error};
  if (reply.status == 200) return {Health::ready, {}};
  const std::string words = describe_error_body(reply.status, reply.body);
  const RefusalMeaning meaning = meaning_of(reply.status, words);
  const bool passes = meaning.refusal == Refusal::loading || meaning.refusal == Refusal::busy;
  return {passes ? Health::loading : Health::wrong, with_remedy(words, meaning)};
}

}  // namespace

HealthReply ask_health(const std::string& base_url, const std::string& api_key) {
  const HttpReply health = http_get(base_url + "/health", api_key, {.limit = kHealthPatience});
  // Anything else than these may come from a server that knows no /health.
  if (health.status == 0 || health.status == 200 || health.status == 503) return judge_reply(health);
  return judge_reply(http_get(base_url + "/v1/models", api_key, {.limit = kHealthPatience}));
}

}  // namespace quantladder::llama
