#include "llama/listed_context.h"

#include <array>
#include <nlohmann/json.hpp>

#include "llama/foreign_json.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

// vLLM and SGLang: /v1/models. LM Studio: /api/v0/models, for models that are loaded. Ollama: /api/ps, likewise. Then
// what servers of one model tell: TabbyAPI, koboldcpp, text-generation-inference.
constexpr std::array kRoutes{
    "/v1/models", "/api/v0/models", "/api/ps", "/v1/model", "/api/extra/true_max_context_length", "/info"};
constexpr std::array kLists{"data", "models"};
constexpr std::array kNames{"id", "name", "model"};
constexpr std::array kFields{"max_model_len", "loaded_context_length", "context_length", "context_window"};

// Ollama lists `model:latest` for `model`.
bool is_named(const Json& entry, const std::string& wanted) {
  for (const char* name : kNames) {
    const auto found = entry.find(name);
    if (found == entry.end() || !found->is_string()) continue;
    const auto& text = found->get_ref<const std::string&>();
    if (text == wanted || text == wanted + ":latest") return true;
  }
  return false;
}

int tokens_in(const Json& entry, const char* field) {
  const Json* found = find_field(entry, field);
  const bool tokens = found != nullptr && found->is_number_integer() && *found > 0 && *found < (1LL << 31);
  return tokens ? found->get<int>() : 0;
}

int context_of(const Json& entry) {
  for (const char* field : kFields) {
    if (const int tokens = tokens_in(entry, field); tokens != 0) return tokens;
  }
  return 0;
}

// TabbyAPI names its model, which may be another one; the other two serve theirs under any name.
int context_of_the_only_model(const Json& json, const std::string& served_model) {
  if (const Json* parameters = find_field(json, "parameters")) {
    return served_model.empty() || is_named(json, served_model) ? tokens_in(*parameters, "max_seq_len") : 0;
  }
  for (const char* field : {"value", "max_total_tokens"}) {
    if (const int tokens = tokens_in(json, field); tokens != 0) return tokens;
  }
  return 0;
}

}  // namespace

int listed_context(const std::string& body, const std::string& served_model) {
  const Json json = parse_foreign(body);
  if (!json.is_object()) return 0;
  for (const char* name : kLists) {
    const auto list = json.find(name);
    if (list == json.end() || !list->is_array()) continue;
    for (const Json& entry : *list) {
      const bool only_one = served_model.empty() && list->size() == 1;
      if (entry.is_object() && (only_one || is_named(entry, served_model))) return context_of(entry);
    }
  }
  return context_of_the_only_model(json, served_model);
}

int ask_listed_context(const std::string& base_url, const std::string& api_key, const std::string& served_model,
                       const Patience& patience) {
  for (const char* route : kRoutes) {
    const HttpReply reply = http_get(base_url + route, api_key, patience);
    if (reply.status == 0) return 0;  // the next route may be waited for as long
    const int context = reply.status == 200 ? listed_context(reply.body, served_model) : 0;
    if (context != 0) return context;
  }
  return 0;
}

}  // namespace quantladder::llama
