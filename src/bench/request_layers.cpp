#include "bench/request_layers.h"

#include <fmt/format.h>

#include "quantladder/core/error.h"
#include "quantladder/llama/completer.h"

namespace quantladder::bench {
namespace {

std::optional<double> ranged(sys::CheckedObject& object, const char* key, double low, double high) {
  const auto value = object.optional_number(key);
  if (value && (*value < low || *value > high)) {
    object.fail(key, fmt::format("{} is outside [{}, {}]", *value, low, high));
  }
  return value;
}

core::Sampling read_profile(sys::CheckedObject object, const std::string& name) {
  core::Sampling sampling;
  sampling.profile = name;
  sampling.temperature = ranged(object, "temperature", 0, 10);
  sampling.top_p = ranged(object, "top_p", 0, 1);
  if (const auto top_k = object.optional_integer("top_k")) {
    if (*top_k < 0 || *top_k > 1'000'000) object.fail("top_k", fmt::format("{} is outside [0, 1000000]", *top_k));
    sampling.top_k = static_cast<int>(*top_k);
  }
  sampling.min_p = ranged(object, "min_p", 0, 1);
  sampling.presence_penalty = ranged(object, "presence_penalty", -2, 2);
  if (object.has("repetition_penalty")) {
    object.fail("repetition_penalty", "llama-server ignores this name; write repeat_penalty");
  }
  sampling.repeat_penalty = ranged(object, "repeat_penalty", 0, 10);
  object.finish();
  return sampling;
}

void check_stop(const sys::CheckedObject& object, const std::vector<std::string>& stop) {
  for (const std::string& each : stop) {
    // Found at once in any text: every answer would end before it began.
    if (each.empty()) object.fail("stop", "an empty string would end every answer; leave it out");
  }
}

// Refused at the place where it is said, not where the layers meet.
void check_extra(const sys::CheckedObject& object, const nlohmann::json& extra) {
  if (!extra.is_object()) object.fail("request_extra", "expected an object of request fields");
  core::RequestSettings alone;
  alone.max_tokens = 1;
  alone.request_extra_json = extra.dump();
  try {
    llama::make_chat_body({}, alone, 0);
  } catch (const core::Error& error) {
    object.fail("request_extra", error.what());
  }
}

RequestLayer read_layer(sys::CheckedObject& object, const Profiles& profiles) {
  RequestLayer layer;
  layer.profile = object.optional_string("profile");
  if (layer.profile && !profiles.contains(*layer.profile)) {
    std::vector<std::string> names;
    for (const auto& [name, sampling] : profiles) names.push_back(name);
    object.fail("profile",
                fmt::format("no sampling profile '{}'; there are: {}", *layer.profile, fmt::join(names, ", ")));
  }
  layer.thinking = object.optional_id<core::Thinking>("thinking");
  if (const auto max_tokens = object.optional_integer("max_tokens")) {
    if (*max_tokens < 1 || *max_tokens > 1 << 24) {
      object.fail("max_tokens", fmt::format("{} is outside [1, {}]", *max_tokens, 1 << 24));
    }
    layer.max_tokens = static_cast<int>(*max_tokens);
  }
  if (object.has("stop")) {
    layer.stop = object.strings("stop");
    check_stop(object, *layer.stop);
  }
  if (const auto* extra = object.find("request_extra")) {
    check_extra(object, *extra);
    layer.extra = *extra;
  }
  return layer;
}

}  // namespace

void read_profiles(sys::CheckedObject object, Profiles& profiles) {
  for (const auto& name : object.keys()) profiles[name] = read_profile(object.object(name), name);
}

LayeredRequests read_requests(sys::CheckedObject& object, const Profiles& profiles) {
  LayeredRequests requests{.all = read_layer(object, profiles), .by_task = {}};
  if (auto tasks = object.optional_object("tasks")) {
    for (const auto& task : tasks->keys()) {
      sys::CheckedObject entry = tasks->object(task);
      requests.by_task[task] = read_layer(entry, profiles);
      entry.finish();
    }
  }
  return requests;
}

core::RequestSettings resolve(const std::vector<const RequestLayer*>& layers, const Profiles& profiles, int ctx) {
  core::RequestSettings settings;
  std::string profile = "instruct";
  nlohmann::json extra = nlohmann::json::object();
  for (const RequestLayer* layer : layers) {
    if (layer == nullptr) continue;
    if (layer->profile) profile = *layer->profile;
    if (layer->thinking) settings.thinking = *layer->thinking;
    if (layer->max_tokens) settings.max_tokens = *layer->max_tokens;
    if (layer->stop) settings.stop = *layer->stop;
    if (layer->extra) extra.update(*layer->extra);
  }
  const auto found = profiles.find(profile);
  if (found == profiles.end()) {
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("there is no sampling profile '{}', the default: name another with sampling.profile, "
                                  "or the file that defines it with sampling_profiles",
                                  profile));
  }
  settings.sampling = found->second;
  if (settings.max_tokens == 0) settings.max_tokens = ctx * 3 / 4;
  if (!extra.empty()) settings.request_extra_json = extra.dump();
  return settings;
}

}  // namespace quantladder::bench
