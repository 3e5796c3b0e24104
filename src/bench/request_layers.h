// Request settings are chosen in layers: experiment, its task, model, the model's task; a later layer wins key by key.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/model.h"
#include "quantladder/sys/checked_json.h"

namespace quantladder::bench {

using Profiles = std::map<std::string, core::Sampling>;

// { "name": { "temperature": 0.6, ... }, ... }; adds to `profiles`. Throws core::Error(usage) for values out of range.
void read_profiles(sys::CheckedObject object, Profiles& profiles);

struct RequestLayer {
  std::optional<std::string> profile;
  std::optional<core::Thinking> thinking;
  std::optional<int> max_tokens;
  std::optional<std::vector<std::string>> stop;
  std::optional<nlohmann::json> extra;
};

struct LayeredRequests {
  RequestLayer all;
  std::map<std::string, RequestLayer> by_task;
};

// The keys of one "sampling" object (experiment or model), "tasks" included. Profiles must exist in `profiles`.
LayeredRequests read_requests(sys::CheckedObject& object, const Profiles& profiles);

// The layers from outermost to innermost; max_tokens falls back to three quarters of `ctx`, the profile to "instruct".
// Throws core::Error(usage), without a place, when that is not there.
core::RequestSettings resolve(const std::vector<const RequestLayer*>& layers, const Profiles& profiles, int ctx);

}  // namespace quantladder::bench
