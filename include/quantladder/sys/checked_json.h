// A JSON object whose author is a person: every key is asked for by name and type, and what nobody asked for is an
// error that names the file, the place and the nearest known key. Internal, because it needs json.hpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"

namespace quantladder::sys {

// Comments are allowed; a key given twice is an error. Throws core::Error(usage): "FILE: line 3, column 5: ...".
nlohmann::json parse_json(std::string_view text, const std::string& file);
nlohmann::json read_json_file(const std::filesystem::path& path);  // and core::Error when it can't be read

// Every getter throws core::Error(usage), e.g. "configs/a.json: /models/0/quant: expected a string, found a number".
// The optional ones return nullopt when the key is absent; null is a value of the wrong type, not an absence.
class CheckedObject {
 public:
  // Throws when `value` is not an object. `value` must outlive the reader. `pointer`: "" for the whole file.
  CheckedObject(const nlohmann::json& value, std::string file, std::string pointer = "");

  bool has(const std::string& key);
  const nlohmann::json* find(const std::string& key);  // unchecked, and the key counts as known; nullptr: absent

  std::string string(const std::string& key);
  std::optional<std::string> optional_string(const std::string& key);
  template <core::ClosedSet Enum>
  std::optional<Enum> optional_id(const std::string& key);  // a value of a closed set, by its id
  double number(const std::string& key);
  std::optional<double> optional_number(const std::string& key);
  std::int64_t integer(const std::string& key);
  std::optional<std::int64_t> optional_integer(const std::string& key);
  std::optional<bool> optional_boolean(const std::string& key);
  std::vector<std::string> strings(const std::string& key);
  std::vector<std::string> strings(const std::string& key, const std::vector<std::string>& fallback);
  CheckedObject object(const std::string& key);
  std::optional<CheckedObject> optional_object(const std::string& key);
  std::vector<CheckedObject> objects(const std::string& key);  // an array of objects; absent: an error

  // For objects whose keys are names chosen by the author, e.g. profiles; all of them count as known.
  std::vector<std::string> keys();

  // Throws when a key was never asked for: so ask for the optional ones too, then call this.
  void finish() const;

  // Throws core::Error(usage) about the value of `key` ("" = this object).
  [[noreturn]] void fail(const std::string& key, const std::string& message) const;
  std::string pointer_to(const std::string& key) const;  // escaped as in RFC 6901

 private:
  template <typename Matches>
  const nlohmann::json* typed(const std::string& key, const char* expected, Matches matches);
  const nlohmann::json& required(const std::string& key, const nlohmann::json* found, const char* expected) const;

  const nlohmann::json* value_;
  std::string file_;
  std::string pointer_;
  std::set<std::string> known_;
};

template <core::ClosedSet Enum>
std::optional<Enum> CheckedObject::optional_id(const std::string& key) {
  const auto id = optional_string(key);
  if (!id) return std::nullopt;
  if (const auto value = core::parse_id<Enum>(*id)) return value;
  std::string known;
  for (const auto& row : core::kIds<Enum>) known.append(known.empty() ? "" : ", ").append(row.id);
  fail(key, "'" + *id + "' is none of " + known);
}

// JSON holds no other text; a path that is none of it could be in no record.
bool is_utf8(const std::string& text);

// The nearest of `known` within a third of the word's length (at least two edits); empty when none is near.
std::string nearest_word(const std::string& word, const std::set<std::string>& known);

}  // namespace quantladder::sys
