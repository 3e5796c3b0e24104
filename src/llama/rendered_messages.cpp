#include "quantladder/llama/rendered_messages.h"

#include <nlohmann/json.hpp>

#include "llama/curl.h"
#include "llama/foreign_json.h"
#include "llama/server_error.h"

namespace quantladder::llama {

Rendered render_messages(const std::string& base_url, const std::vector<core::Message>& conversation,
                         const Patience& patience) {
  nlohmann::json messages = nlohmann::json::array();
  for (const core::Message& message : conversation)
    messages.push_back({{"role", core::to_id(message.role)}, {"content", message.content}});
  const nlohmann::json body{{"messages", messages}, {"add_generation_prompt", false}};
  const HttpReply reply = http_post_json(normalised_base_url(base_url) + "/apply-template", "", dumped(body), patience);
  if (reply.status == 200) {
    if (std::string text = string_field(parse_foreign(reply.body), "prompt"); !text.empty()) return {.text = text};
  }
  const std::string why =
      reply.status == 0 ? "no answer: " + reply.error : describe_error_body(reply.status, reply.body);
  return {.fault = "its server does not render the messages by its chat template: " + why,
          .refused = reply.status != 0};
}

}  // namespace quantladder::llama
