#include "llama/server_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "llama/foreign_json.h"
#include "quantladder/core/printable.h"
#include "quantladder/core/words.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

// The first of an error's fields that is there says it.
constexpr std::array kMessageFields{
    "message", "msg",   "error_message", "errorMessage", "error_msg", "Message",     "faultstring", "error_description",
    "detail",  "error", "errors",        "fault",        "reason",    "description", "title",       "code"};
// These may be an error without the word "error" around them, or say how a request is getting on.
constexpr std::array kSayingFields{"message", "msg", "error_message", "errorMessage", "error_msg", "Message"};
constexpr std::array kDetailFields{"detail", "errors", "fault"};

constexpr std::string_view kSilentLines = "event:* id:* retry:*";
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kCompressions{
    {{"\x1f\x8b", "gzip"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"\x78\x9c", "zlib"}, {"\x78\xda", "zlib"}}};

std::string in_hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{}{:02x}", text.empty() ? "" : " ", static_cast<unsigned char>(c));
  return text;
}

bool holds_control_bytes(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && std::string_view("\t\r\n\f").find(c) == std::string_view::npos;
  });
}

// Some servers send `"error": false`, "" or {"code": 0, "message": ""} with every event.
bool says_something(const Json& error) {
  if (error.is_structured()) return std::any_of(error.begin(), error.end(), says_something);
  if (error.is_boolean()) return error.get<bool>();
  if (error.is_number()) return error != 0;
  if (error.is_string()) return error != "";
  return false;
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
  return core::make_one_line(text);
}

std::string describe_object(const Json& error) {
  for (const char* name : kMessageFields) {
    const Json* value = find_field(error, name);
    if (value == nullptr || !says_something(*value)) continue;
    const std::string type = string_field(error, "type");
    const std::string said = value->is_number() ? fmt::format("{} {}", name, dumped(*value)) : describe_error(*value);
    return type.empty() || type == "error" ? said : said + " [" + core::make_one_line(type, 60) + "]";
  }
  return core::make_one_line(dumped(error));
}

// `"error": true` beside a message, or a status' name: "Not Found: no such route".
std::string describe_named_error(const Json& error, const Json& around) {
  if (!error.is_string() && !error.is_structured()) return describe_object(around);
  const std::string said = describe_error(error);
  const std::string message = error.is_string() ? string_field(around, "message") : "";
  return message.empty() || message == said ? said : said + ": " + core::make_one_line(message);
}

}  // namespace

std::string describe_error(const Json& error) {
  if (error.is_string()) return core::make_one_line(error.get<std::string>());
  if (error.is_array() && !error.empty()) return describe_list(error);
  return error.is_object() ? describe_object(error) : core::make_one_line(dumped(error));
}

std::optional<std::string> find_error(const Json& json) {
  if (json.is_array() && !json.empty()) return find_error(json.front());  // Google's
  if (const Json* error = find_field(json, "error"); error != nullptr && says_something(*error)) {
    return describe_named_error(*error, json);
  }
  const bool named = string_field(json, "object") == "error" || string_field(json, "type") == "error";
  return named ? std::optional(describe_error(json)) : std::nullopt;
}

std::optional<std::string> find_possible_error(const Json& json) {
  if (find_field(json, "choices") != nullptr) return std::nullopt;
  const bool said = std::any_of(kSayingFields.begin(), kSayingFields.end(),
                                [&](const char* name) { return !string_field(json, name).empty(); });
  const bool detailed = std::any_of(kDetailFields.begin(), kDetailFields.end(), [&](const char* name) {
    const Json* detail = find_field(json, name);
    return detail != nullptr && says_something(*detail);
  });
  return said || detailed ? std::optional(describe_error(json)) : std::nullopt;
}

std::string describe_error_body(int status, const std::string& body) {
  const Json json = parse_foreign(body);
  auto error = json.is_discarded() ? std::nullopt : find_error(json);
  if (!error && !json.is_discarded()) error = find_possible_error(json);
  const std::string what = error ? *error : core::make_one_line(body, 200);
  return fmt::format("HTTP {}{}{}", status, what.empty() ? "" : ": ", what);
}

bool is_event_stream(std::string_view kind) { return kind.empty() || kind.starts_with("text/event-stream"); }

bool is_only_comments(std::string_view body) {
  while (!body.empty()) {
    const std::size_t end = std::min(body.find_first_of("\r\n"), body.size());
    const std::string_view line = body.substr(0, end);
    const bool silent = core::any_word(kSilentLines, [&](auto field) { return core::fits_pattern(line, field); });
    const bool no_data = line == "data:" || line == "data" || line == "data: ";
    if (line.find_first_not_of(" \t") != std::string_view::npos && line.front() != ':' && !silent && !no_data)
      return false;
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return true;
}

std::string describe_other_body(std::string_view body, const std::string& kind) {
  const std::string named = kind.empty() ? "something else" : core::make_one_line(kind, 80);
  for (const auto& [magic, name] : kCompressions) {
    if (!body.starts_with(magic)) continue;
    return fmt::format("no event stream came, but {}, compressed with {}: {}", named, name, in_hex(body.substr(0, 16)));
  }
  const std::string_view start = body.substr(0, 400);
  if (holds_control_bytes(start)) {
    return fmt::format("no event stream came, but {}, bytes that are no text: {}", named, in_hex(start.substr(0, 16)));
  }
  return fmt::format("no event stream came, but {}: {}", named, core::make_one_line(start, 200));
}

}  // namespace quantladder::llama
