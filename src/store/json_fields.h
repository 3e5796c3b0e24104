// Small aids of the JSON codecs in this folder: a missing figure is null in both directions.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "quantladder/core/error.h"

namespace quantladder::store {

// Keys stay in the order they are written: files are read by people too.
using Json = nlohmann::ordered_json;

template <class T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <class T>
std::optional<T> optional_from(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::nullopt;
  return found->get<T>();
}

// Runs `read` on the parsed text; every complaint of the JSON library becomes one line that names the file.
template <class Read>
auto parse_with(std::string_view text, const std::string& source, Read read) {
  try {
    return read(Json::parse(text));
  } catch (const std::exception& error) {
    throw core::Error(core::ErrorKind::usage, source + ": not a file this version can read: " + error.what());
  }
}

}  // namespace quantladder::store
