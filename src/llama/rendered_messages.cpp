#include "quantladder/llama/rendered_messages.h"

#include <nlohmann/json.hpp>

#include "llama/curl.h"
#include "llama/foreign_json.h"
#include "llama/server_error.h"
#include "quantladder/core/error.h"

namespace quantladder::llama {

std::string render_messages(const std::string& base_url, const std::vector<core::Message>& conversation,
                            const Patience& patience) {
  nlohmann::json messages = nlohmann::json::array();
  for (const core::Message& message : conversation)
    messages.push_back({{"role", core::to_id(message.role)}, {"content", message.content}});
  const nlohmann::json body{{"messages", messages}, {"add_generation_prompt", false}};
  const HttpReply reply = http_post_json(normalised_base_url(base_url) + "/apply-template", "", dumped(body), patience);
  const std::string rendered = reply.status == 200 ? string_field(parse_foreign(reply.body), "prompt") : "";
  if (!rendered.empty()) return rendered;
  throw core::Error(core::ErrorKind::environment,
                    "the server does not render messages by the model's chat template: " +
                        (reply.status == 0 ? reply.error : describe_error_body(reply.status, reply.body)));
}

}  // namespace quantladder::llama
