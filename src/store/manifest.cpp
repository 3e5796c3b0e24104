#include "quantladder/store/manifest.h"

#include "store/manifest_fields.h"

namespace quantladder::store {

std::string to_json(const core::Manifest& manifest) { return dump(manifest); }

std::string to_json(const core::Session& session) { return dump(session); }

core::Session parse_session(std::string_view json, const std::string& source) {
  return parse_as<core::Session>(json, source);
}

core::Manifest parse_manifest(std::string_view json, const std::string& source) {
  return parse_as<core::Manifest>(json, source);
}

}  // namespace quantladder::store
