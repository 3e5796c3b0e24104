#include "llama/server_error.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "llama/json_fields.h"
#include "llama/printable.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

// Of an error's fields the first that is there says it.
constexpr std::array kMessageFields{"message", "msg",       "error_message", "error_msg", "error_description",
                                    "detail",  "error",     "errors",        "reason",    "description",
                                    "title",   "exception", "code"};

std::string dumped(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

// Some servers send `"error": false` or "" with every event.
bool says_something(const Json& error) {
  if (error.is_boolean()) return error.get<bool>();
  if (error.is_number()) return error != 0;
  return !error.empty();
}

// A status of 400 or more, "error", "server_error", "failed"; but not "loading".
bool names_failure(const Json* status) {
  if (status == nullptr) return false;
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

}  // namespace

std::string describe_error(const Json& error) {
  if (error.is_string()) return make_one_line(error.get<std::string>());
  if (error.is_array() && !error.empty()) return describe_list(error);
  return error.is_object() ? describe_object(error) : make_one_line(dumped(error));
}

std::optional<std::string> find_error(const Json& json) {
  if (json.is_array() && !json.empty()) return find_error(json.front());  // Google's
  if (const Json* error = find_field(json, "error"); error != nullptr && says_something(*error)) {
    return describe_error(*error);
  }
  if (find_field(json, "choices") != nullptr) return std::nullopt;
  const bool named = string_field(json, "object") == "error" || string_field(json, "type") == "error";
  const bool said = !string_field(json, "message").empty() || !string_field(json, "msg").empty() ||
                    !string_field(json, "error_msg").empty();
  const bool with_code = find_field(json, "code") != nullptr || find_field(json, "statusCode") != nullptr ||
                         names_failure(find_field(json, "status")) || names_failure(find_field(json, "type"));
  const bool detailed = find_field(json, "detail") != nullptr || find_field(json, "errors") != nullptr;
  const bool alone = said && json.size() == 1;
  if (!named && !detailed && !alone && !(said && with_code)) return std::nullopt;
  return describe_error(json);
}

std::string describe_error_body(int status, const std::string& body) {
  const Json json = Json::parse(body, nullptr, false);
  const auto error = json.is_discarded() ? std::nullopt : find_error(json);
  const std::string what = error ? *error : make_one_line(body, 200);
  return fmt::format("HTTP {}{}{}", status, what.empty() ? "" : ": ", what);
}

}  // namespace quantladder::llama
