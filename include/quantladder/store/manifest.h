// manifest.json: a run's description as a file. results/README.md documents it field by field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/manifest.h"

namespace quantladder::store {

std::string to_json(const core::Manifest& manifest);
// `source` names the file in the error. Throws core::Error(usage).
core::Manifest parse_manifest(std::string_view json, const std::string& source);

std::string to_json(const core::Session& session);
core::Session parse_session(std::string_view json, const std::string& source);  // likewise

// Where `now` differs from `before` in what decides the numbers: one line per key, "models/a/server/ctx: 4096 -> 8192".
// More iterations, more rounds, further models and changed tests are no difference: the first three extend a run, the
// last asks for a rescore. A model file that one side has not read is compared by its size. Empty: the run can be
// resumed.
std::vector<std::string> differences(const core::Manifest& before, const core::Manifest& now);

// Eight hex digits over what all models of a run share: suite, prompts, seed.
std::string shared_hash(const core::Manifest& manifest);

}  // namespace quantladder::store
