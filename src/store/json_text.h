// The text of a JSON file, and what is said of one that can't be read.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/error.h"

namespace quantladder::store {

// Keys stay in the order they are written: files are read by people too.
using Json = nlohmann::ordered_json;

// The files of a run have a schema. Schema 1 was 0.1: a run of one suite of code.
inline constexpr int kOldestSchema = 1;
inline constexpr int kSchema = 2;

// Returns the text of a file. Bytes that are not UTF-8, as a reply may hold them, become replacement characters.
inline std::string dump(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

// Returns what a text holds: null of an empty one, the text itself where it is no JSON.
inline Json parsed_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  Json parsed = Json::parse(text, nullptr, false);
  return parsed.is_discarded() ? Json(text) : parsed;
}

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
  if (json.is_object() && schema != json.end() && (*schema < kOldestSchema || *schema > kSchema)) {
    throw refuse(fmt::format("schema {}, this version reads schemas {} to {}; use the quantladder that wrote it",
                             schema->dump(), kOldestSchema, kSchema));
  }
  try {
    return read(json);
  } catch (const std::exception& error) {
    throw refuse("damaged, or not written by this program (" + plain_complaint(error.what()) +
                 "); put a copy back, or move it out of the run");
  }
}

}  // namespace quantladder::store
