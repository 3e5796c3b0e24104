#include "quantladder/sys/checked_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "quantladder/core/error.h"

namespace quantladder::sys {

using nlohmann::json;

namespace {

std::string describe(const json& value) {
  const std::string name = value.type_name();
  if (name == "null" || name == "number") return value.dump();
  return (name == "array" || name == "object" ? "an " : "a ") + name;
}

bool is_whole(const json& value) {
  if (value.is_number_integer()) {
    return !value.is_number_unsigned() || value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX);
  }
  // 1e6 is a whole number to the person who wrote it.
  return value.is_number_float() && std::abs(value.get<double>()) < 9e15 &&
         std::trunc(value.get<double>()) == value.get<double>();
}

std::int64_t to_integer(const json& value) {
  return value.is_number_float() ? static_cast<std::int64_t>(value.get<double>()) : value.get<std::int64_t>();
}

bool is_text_array(const json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), [](const json& item) { return item.is_string(); });
}

constexpr const char* kText = "a string";
constexpr const char* kNumber = "a number";
constexpr const char* kWhole = "a whole number";
constexpr const char* kBoolean = "true or false";
constexpr const char* kTexts = "an array of strings";
constexpr const char* kObject = "an object";
constexpr const char* kObjects = "an array of objects";

std::string escaped(const std::string& key) {
  std::string result;
  for (const char c : key) result += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return result;
}

}  // namespace

CheckedObject::CheckedObject(const json& value, std::string file, std::string pointer)
    : value_(&value), file_(std::move(file)), pointer_(std::move(pointer)) {
  if (!value.is_object()) fail("", fmt::format("expected {}, found {}", kObject, describe(value)));
}

std::string CheckedObject::pointer_to(const std::string& key) const {
  return key.empty() ? pointer_ : pointer_ + "/" + escaped(key);
}

void CheckedObject::fail(const std::string& key, const std::string& message) const {
  const std::string pointer = pointer_to(key);
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: {}: {}", file_, pointer.empty() ? "/" : pointer, message));
}

const json* CheckedObject::find(const std::string& key) {
  known_.insert(key);
  const auto found = value_->find(key);
  return found == value_->end() ? nullptr : &*found;
}

bool CheckedObject::has(const std::string& key) { return find(key) != nullptr; }

template <typename Matches>
const json* CheckedObject::typed(const std::string& key, const char* expected, Matches matches) {
  const json* found = find(key);
  if (found != nullptr && !std::invoke(matches, *found)) {
    fail(key, fmt::format("expected {}, found {}", expected,
                          found->is_array() && expected != kText ? "something else" : describe(*found)));
  }
  return found;
}

const json& CheckedObject::required(const std::string& key, const json* found, const char* expected) const {
  if (found == nullptr) fail(key, fmt::format("missing, expected {}", expected));
  return *found;
}

std::string CheckedObject::string(const std::string& key) {
  return required(key, typed(key, kText, &json::is_string), kText).get<std::string>();
}
std::optional<std::string> CheckedObject::optional_string(const std::string& key) {
  const json* found = typed(key, kText, &json::is_string);
  return found == nullptr ? std::nullopt : std::optional(found->get<std::string>());
}

double CheckedObject::number(const std::string& key) {
  return required(key, typed(key, kNumber, &json::is_number), kNumber).get<double>();
}
std::optional<double> CheckedObject::optional_number(const std::string& key) {
  const json* found = typed(key, kNumber, &json::is_number);
  return found == nullptr ? std::nullopt : std::optional(found->get<double>());
}

std::int64_t CheckedObject::integer(const std::string& key) {
  return to_integer(required(key, typed(key, kWhole, is_whole), kWhole));
}
std::optional<std::int64_t> CheckedObject::optional_integer(const std::string& key) {
  const json* found = typed(key, kWhole, is_whole);
  return found == nullptr ? std::nullopt : std::optional(to_integer(*found));
}

std::optional<bool> CheckedObject::optional_boolean(const std::string& key) {
  const json* found = typed(key, kBoolean, &json::is_boolean);
  return found == nullptr ? std::nullopt : std::optional(found->get<bool>());
}

std::vector<std::string> CheckedObject::strings(const std::string& key) {
  return required(key, typed(key, kTexts, is_text_array), kTexts).get<std::vector<std::string>>();
}
std::vector<std::string> CheckedObject::strings(const std::string& key, const std::vector<std::string>& fallback) {
  return has(key) ? strings(key) : fallback;
}

CheckedObject CheckedObject::object(const std::string& key) {
  return CheckedObject(required(key, typed(key, kObject, &json::is_object), kObject), file_, pointer_to(key));
}
std::optional<CheckedObject> CheckedObject::optional_object(const std::string& key) {
  if (!has(key)) return std::nullopt;
  return object(key);
}
std::vector<CheckedObject> CheckedObject::objects(const std::string& key) {
  const json& array = required(key, typed(key, kObjects, &json::is_array), kObjects);
  std::vector<CheckedObject> result;
  for (std::size_t i = 0; i < array.size(); ++i) {
    result.emplace_back(array[i], file_, fmt::format("{}/{}", pointer_to(key), i));
  }
  return result;
}

std::vector<std::string> CheckedObject::keys() {
  std::vector<std::string> result;
  for (const auto& item : value_->items()) result.push_back(item.key());
  known_.insert(result.begin(), result.end());
  return result;
}

void CheckedObject::finish() const {
  for (const auto& item : value_->items()) {
    if (known_.count(item.key()) != 0) continue;
    const std::string near = nearest_word(item.key(), known_);
    fail(item.key(), near.empty() ? fmt::format("unknown key; known are {}", fmt::join(known_, ", "))
                                  : fmt::format("unknown key; did you mean \"{}\"?", near));
  }
}

}  // namespace quantladder::sys
