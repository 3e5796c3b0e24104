// Small aids for reading JSON that other programs wrote.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace quantladder::llama {

// Servers send null where others leave a field out: either is nullptr.
inline const nlohmann::json* find_field(const nlohmann::json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

// Empty where there is no such string.
inline std::string string_field(const nlohmann::json& object, const char* key) {
  const nlohmann::json* value = find_field(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace quantladder::llama
