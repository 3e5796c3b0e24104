#include "store/generation_json.h"

namespace quantladder::store {
namespace {

Json timings_json(const core::ServerTimings& timings) {
  return {{"cache_n", optional_json(timings.cache_n)},
          {"prompt_n", timings.prompt_n},
          {"prompt_ms", timings.prompt_ms},
          {"predicted_n", timings.predicted_n},
          {"predicted_ms", timings.predicted_ms},
          {"draft_n", optional_json(timings.draft_n)},
          {"draft_n_accepted", optional_json(timings.draft_n_accepted)}};
}

core::ServerTimings timings_from(const Json& json) {
  core::ServerTimings timings;
  timings.cache_n = optional_from<std::int64_t>(json, "cache_n");
  timings.prompt_n = json.at("prompt_n");
  timings.prompt_ms = json.at("prompt_ms");
  timings.predicted_n = json.at("predicted_n");
  timings.predicted_ms = json.at("predicted_ms");
  timings.draft_n = optional_from<std::int64_t>(json, "draft_n");
  timings.draft_n_accepted = optional_from<std::int64_t>(json, "draft_n_accepted");
  return timings;
}

Json usage_json(const core::Usage& usage) {
  return {{"prompt_tokens", usage.prompt_tokens},
          {"completion_tokens", usage.completion_tokens},
          {"cached_tokens", optional_json(usage.cached_tokens)},
          {"reasoning_tokens", optional_json(usage.reasoning_tokens)}};
}

core::Usage usage_from(const Json& json) {
  core::Usage usage;
  usage.prompt_tokens = json.at("prompt_tokens");
  usage.completion_tokens = json.at("completion_tokens");
  usage.cached_tokens = optional_from<std::int64_t>(json, "cached_tokens");
  usage.reasoning_tokens = optional_from<std::int64_t>(json, "reasoning_tokens");
  return usage;
}

}  // namespace

Json generation_json(const core::Generation& generation) {
  Json json{{"finish", core::to_id(generation.finish)},
            {"fault", generation.fault},
            {"http_status", generation.http_status},
            {"text", generation.text},
            {"reasoning", generation.reasoning},
            {"text_sha256", generation.text_sha256},
            {"seed", generation.seed},
            {"in_flight", generation.in_flight},
            {"mean_in_flight", optional_json(generation.mean_in_flight)},
            {"started_at", generation.started_at},
            {"first_byte_ms", optional_json(generation.first_byte_ms)},
            {"first_reasoning_ms", optional_json(generation.first_reasoning_ms)},
            {"first_content_ms", optional_json(generation.first_content_ms)},
            {"total_ms", generation.total_ms},
            {"tokens", optional_json(generation.tokens())},
            {"tokens_per_s", optional_json(generation.tokens_per_s())},
            {"arrivals_ms", generation.arrivals_ms}};
  json["timings"] = generation.timings ? timings_json(*generation.timings) : Json(nullptr);
  json["usage"] = generation.usage ? usage_json(*generation.usage) : Json(nullptr);
  json["doubts"] = generation.doubts;
  return json;
}

core::Generation generation_from(const Json& json) {
  core::Generation generation;
  generation.finish = value_from<core::Finish>(json, "finish");
  generation.fault = json.at("fault");
  generation.http_status = json.at("http_status");
  generation.text = json.at("text");
  generation.reasoning = json.at("reasoning");
  generation.text_sha256 = json.at("text_sha256");
  generation.seed = json.at("seed");
  generation.in_flight = json.at("in_flight");
  generation.mean_in_flight = optional_from<double>(json, "mean_in_flight");
  generation.started_at = json.at("started_at");
  generation.first_byte_ms = optional_from<double>(json, "first_byte_ms");
  generation.first_reasoning_ms = optional_from<double>(json, "first_reasoning_ms");
  generation.first_content_ms = optional_from<double>(json, "first_content_ms");
  generation.total_ms = json.at("total_ms");
  generation.arrivals_ms = json.at("arrivals_ms").get<std::vector<double>>();
  if (const Json& timings = json.at("timings"); !timings.is_null()) generation.timings = timings_from(timings);
  if (const Json& usage = json.at("usage"); !usage.is_null()) generation.usage = usage_from(usage);
  generation.doubts = json.at("doubts").get<std::vector<std::string>>();
  return generation;
}

}  // namespace quantladder::store
