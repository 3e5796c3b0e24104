// Small aids of the JSON codecs in this folder: a missing figure is null in both directions.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/error.h"

namespace quantladder::store {

// Keys stay in the order they are written: files are read by people too.
using Json = nlohmann::ordered_json;

template <class T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// For figures that are 0 in memory where they were not learnt, and can't be 0 otherwise.
template <class T>
Json known_json(const T& value) {
  return value == T{} ? Json(nullptr) : Json(value);
}

template <class T>
std::optional<T> optional_from(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::nullopt;
  return found->get<T>();
}

// Returns the value of a closed set; throws core::Error where the text is none of its ids.
template <core::ClosedSet Enum>
Enum value_from(const Json& object, const char* key) {
  const Json& id = object.at(key);
  if (const auto value = core::parse_id<Enum>(id.get<std::string>())) return *value;
  throw core::Error(core::ErrorKind::usage, std::string("unknown ") + key + " " + id.dump());
}

// As value_from; nullopt where the text is empty.
template <core::ClosedSet Enum>
std::optional<Enum> optional_value_from(const Json& object, const char* key) {
  if (object.at(key) == "") return std::nullopt;
  return value_from<Enum>(object, key);
}

inline constexpr int kSchema = 1;

// The library's complaint without its own number in front.
inline std::string plain_complaint(const std::string& what) {
  const std::size_t end = what.starts_with("[json.exception") ? what.find("] ") : std::string::npos;
  return end == std::string::npos ? what : what.substr(end + 2);
}

// Runs `read` on the parsed text; every complaint becomes one line that names the file and what to do.
template <class Read>
auto parse_with(std::string_view text, const std::string& source, Read read) {
  const auto refuse = [&](const std::string& why) {
    return core::Error(core::ErrorKind::environment, source + ": " + why);
  };
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    throw refuse(
        "damaged (cut off, or not JSON); put a copy back, or move it out of the run, which then lacks what it held");
  }
  const auto schema = json.is_object() ? json.find("schema") : json.end();
  if (json.is_object() && schema != json.end() && *schema != kSchema) {
    throw refuse("schema " + schema->dump() + ", this version reads schema " + std::to_string(kSchema) +
                 "; use the quantladder that wrote it");
  }
  try {
    return read(json);
  } catch (const std::exception& error) {
    throw refuse("damaged, or not written by this program (" + plain_complaint(error.what()) +
                 "); put a copy back, or move it out of the run");
  }
}

}  // namespace quantladder::store
