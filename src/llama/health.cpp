#include "llama/health.h"

#include "llama/chat_stream.h"
#include "llama/curl.h"

namespace quantladder::llama {
namespace {

constexpr std::chrono::milliseconds kPatience{2000};

HealthReply judge_reply(const HttpReply& reply) {
  if (reply.status == 0) return {Health::silent, reply.error};
  if (reply.status == 200) return {Health::ready, {}};
  const Health health = reply.status == 503 ? Health::loading : Health::wrong;
  return {health, describe_error_body(reply.status, reply.body)};
}

}  // namespace

HealthReply ask_health(const std::string& base_url, const std::string& api_key) {
  const HealthReply reply = judge_reply(http_get(base_url + "/health", api_key, kPatience));
  if (reply.health != Health::wrong) return reply;
  return judge_reply(http_get(base_url + "/v1/models", api_key, kPatience));
}

}  // namespace quantladder::llama
