// Compares two manifests: tells whether they could be of one run, and what two runs share.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/manifest.h"

namespace quantladder::store {

// Returns where `now` differs from `before` in what decides the numbers: one line per key, "models/a/server/ctx: 4096
// -> 8192". More iterations, more rounds, further models and changed tests are no difference: the first three extend a
// run, the last asks for a rescore. A model file that one side has not read is compared by its size. Empty: the run can
// be resumed.
std::vector<std::string> differences(const core::Manifest& before, const core::Manifest& now);

// Gives prompts of `to` without a hash that of the same task in `from`: such a prompt lacked the version of a missing
// runtime, and was not sent.
void keep_known_prompts(const core::Manifest& from, core::Manifest& to);

// Returns eight hex digits over what all models of a run share: suite, prompts, seed.
std::string shared_hash(const core::Manifest& manifest);

}  // namespace quantladder::store
