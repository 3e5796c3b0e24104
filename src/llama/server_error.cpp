#include "llama/server_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "llama/json_fields.h"
#include "llama/printable.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

// Of an error's fields the first that is there says it.
constexpr std::array kMessageFields{"message",     "msg",         "error_message", "error_msg", "error_description",
                                    "faultstring", "detail",      "error",         "errors",    "fault",
                                    "reason",      "description", "title",         "code"};
constexpr std::array kDetailFields{"detail", "errors", "fault"};
constexpr std::array kFailureFields{"status", "type", "success", "ok"};
constexpr std::array kCodeFields{"code", "statusCode", "status_code", "error_code", "errorCode"};

std::string dumped(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

// Some servers send `"error": false` or "" with every event.
bool says_something(const Json& error) {
  if (error.is_boolean()) return error.get<bool>();
  if (error.is_number()) return error != 0;
  if (error.is_string()) return error != "";
  return !error.empty();
}

// A status of 400 or more, false, "error", "server_error", "failed"; but not "loading".
bool names_failure(const Json* status) {
  if (status == nullptr) return false;
  if (status->is_boolean()) return !status->get<bool>();
  if (status->is_number()) return *status >= 400;
  const std::string word = status->is_string() ? status->get<std::string>() : "";
  return word.find("rror") != std::string::npos || word.find("fail") != std::string::npos;
}

// FastAPI: [{"loc": ["body", "messages"], "msg": "Field required", ...}]
std::string describe_list(const Json& list) {
  std::string text;
  for (const Json& item : list) {
    if (!text.empty()) text += "; ";
    const Json* loc = find_field(item, "loc");
    const Json steps = loc != nullptr && loc->is_array() ? *loc : Json::array();
    for (const Json& step : steps) {
      text += (step.is_string() ? step.get<std::string>() : dumped(step)) + (&step == &steps.back() ? ": " : ".");
    }
    text += describe_error(item);
  }
  return make_one_line(text);
}

std::string describe_object(const Json& error) {
  for (const char* name : kMessageFields) {
    const Json* value = find_field(error, name);
    if (value == nullptr || !says_something(*value)) continue;
    const std::string type = string_field(error, "type");
    const std::string said = value->is_number() ? fmt::format("{} {}", name, dumped(*value)) : describe_error(*value);
    return type.empty() || type == "error" ? said : said + " [" + make_one_line(type, 60) + "]";
  }
  return make_one_line(dumped(error));
}

// `"error": true` beside a message, or a status' name: "Not Found: no such route".
std::string describe_named_error(const Json& error, const Json& around) {
  if (!error.is_string() && !error.is_structured()) return describe_object(around);
  const std::string said = describe_error(error);
  const std::string message = error.is_string() ? string_field(around, "message") : "";
  return message.empty() || message == said ? said : said + ": " + make_one_line(message);
}

}  // namespace

std::string describe_error(const Json& error) {
  if (error.is_string()) return make_one_line(error.get<std::string>());
  if (error.is_array() && !error.empty()) return describe_list(error);
  return error.is_object() ? describe_object(error) : make_one_line(dumped(error));
}

std::optional<std::string> find_error(const Json& json) {
  if (json.is_array() && !json.empty()) return find_error(json.front());  // Google's
  if (const Json* error = find_field(json, "error"); error != nullptr && says_something(*error)) {
    return describe_named_error(*error, json);
  }
  if (find_field(json, "choices") != nullptr) return std::nullopt;
  const bool named = string_field(json, "object") == "error" || string_field(json, "type") == "error";
  const bool said = !string_field(json, "message").empty() || !string_field(json, "msg").empty() ||
                    !string_field(json, "error_msg").empty();
  const bool with_code = std::any_of(kCodeFields.begin(), kCodeFields.end(),
                                     [&](const char* name) { return find_field(json, name) != nullptr; });
  const bool failed = std::any_of(kFailureFields.begin(), kFailureFields.end(),
                                  [&](const char* name) { return names_failure(find_field(json, name)); });
  const bool detailed = std::any_of(kDetailFields.begin(), kDetailFields.end(),
                                    [&](const char* name) { return find_field(json, name) != nullptr; });
  const bool alone = said && json.size() == 1;
  if (!named && !detailed && !alone && !(said && (with_code || failed))) return std::nullopt;
  return describe_error(json);
}

std::string describe_error_body(int status, const std::string& body) {
  const Json json = Json::parse(body, nullptr, false);
  const auto error = json.is_discarded() ? std::nullopt : find_error(json);
  const std::string what = error ? *error : make_one_line(body, 200);
  return fmt::format("HTTP {}{}{}", status, what.empty() ? "" : ": ", what);
}

}  // namespace quantladder::llama
