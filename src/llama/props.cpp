#include "llama/props.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "llama/foreign_json.h"
#include "llama/server_error.h"
#include "quantladder/core/printable.h"
#include "quantladder/llama/refusal.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

int int_at(const Json& json, const char* pointer) {
  const auto path = Json::json_pointer(pointer);
  return json.contains(path) && json[path].is_number_integer() ? json[path].get<int>() : 0;
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code missing;
  return a == b || std::filesystem::equivalent(a, b, missing);
}

// Returns the file that the server says it serves; empty: it does not tell.
std::string served_file(const core::ServerStart& start) {
  return string_field(parse_foreign(start.props_json), "model_path");
}

std::string why_unchecked(const core::ServerStart& start, const HttpReply& reply) {
  if (reply.status == 0) return "no answer: " + reply.error;
  if (reply.status != 200) return fmt::format("HTTP {}", reply.status);
  return start.props_json.empty() ? "no JSON" : "not told";
}

constexpr std::chrono::milliseconds kHealthPatience{2000};

HealthReply judge_reply(const HttpReply& reply) {
  if (reply.status == 0) return {reply.hopeless ? Health::wrong : Health::silent, reply.error};
  if (reply.status == 200) return {Health::ready, {}};
  const std::string words = describe_error_body(reply.status, reply.body);
  const RefusalMeaning meaning = meaning_of(reply.status, words);
  const bool passes = meaning.refusal == Refusal::loading || meaning.refusal == Refusal::busy;
  return {passes ? Health::loading : Health::wrong, with_remedy(words, meaning)};
}

}  // namespace

void read_props(const std::string& body, core::ServerStart& start) {
  const Json json = parse_foreign(body);
  if (!json.is_object()) return;
  start.props_json = body;
  start.slot_ctx = int_at(json, "/default_generation_settings/n_ctx");
  start.slots = int_at(json, "/total_slots");
  if (json.contains("build_info") && json["build_info"].is_string()) start.build_info = json["build_info"];
}

std::optional<std::string> find_shortage(const core::Model& model, const core::ServerStart& start) {
  const int ctx = model.server.ctx;
  if (start.slot_ctx != 0 && start.slot_ctx < ctx) {
    const char* remedy = model.endpoint.empty() ? "lower ctx to what the model was trained for"
                                                : "start it with more context, or lower ctx";
    return fmt::format("the server gives each slot {} tokens of context, {} were asked for: {}", start.slot_ctx, ctx,
                       remedy);
  }
  if (start.slots != 0 && start.slots < model.server.parallel) {
    return fmt::format("the server has {} slots, {} were asked for", start.slots, model.server.parallel);
  }
  return std::nullopt;
}

std::optional<std::string> find_other_model(const core::Model& model, const core::ServerStart& start) {
  const std::string served = served_file(start);
  if (model.file.empty() || served.empty()) return std::nullopt;
  if (same_file(served, model.file)) return std::nullopt;
  // A program that runs the server in a container tells a path that only the container knows.
  std::error_code unreadable;
  const bool seen_here = std::filesystem::exists(served, unreadable);
  const auto name_of = [](const std::string& file) { return std::filesystem::path(file).filename(); };
  if (!seen_here && name_of(served) == name_of(model.file)) return std::nullopt;
  return fmt::format("the server serves {}, but {} was to be measured: look at what {} does with its arguments",
                     core::make_one_line(served), model.file, model.server.binary);
}

std::optional<std::string> find_unchecked(const core::Model& model, const core::ServerStart& start,
                                          const HttpReply& reply) {
  std::vector<std::string> unseen;
  if (start.slot_ctx == 0) unseen.emplace_back("the context of a slot");
  if (start.slots == 0) unseen.emplace_back("the number of slots");
  if (!model.file.empty() && served_file(start).empty()) unseen.emplace_back("the model file");
  if (unseen.empty()) return std::nullopt;
  return fmt::format("not checked: {} (/props: {})", fmt::join(unseen, ", "), why_unchecked(start, reply));
}

HealthReply ask_health(const std::string& base_url, const std::string& api_key) {
  const HttpReply health = http_get(base_url + "/health", api_key, {.limit = kHealthPatience});
  // Anything else than these may come from a server that knows no /health.
  if (health.status == 0 || health.status == 200 || health.status == 503) return judge_reply(health);
  return judge_reply(http_get(base_url + "/v1/models", api_key, {.limit = kHealthPatience}));
}

}  // namespace quantladder::llama
