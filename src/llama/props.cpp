#include "llama/props.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

int int_at(const Json& json, const char* pointer) {
  const auto path = Json::json_pointer(pointer);
  return json.contains(path) && json[path].is_number_integer() ? json[path].get<int>() : 0;
}

}  // namespace

void read_props(const std::string& body, core::ServerStart& start) {
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return;
  start.props_json = body;
  start.slot_ctx = int_at(json, "/default_generation_settings/n_ctx");
  start.slots = int_at(json, "/total_slots");
  if (json.contains("build_info") && json["build_info"].is_string()) start.build_info = json["build_info"];
}

std::optional<std::string> find_shortage(const core::Model& model, const core::ServerStart& start) {
  const int ctx = model.server.ctx;
  if (start.slot_ctx != 0 && start.slot_ctx < ctx) {
    return fmt::format(
        "the server gives each slot {} tokens of context, {} were asked for: lower ctx to what the model "
        "was trained for",
        start.slot_ctx, ctx);
  }
  if (start.slots != 0 && start.slots < model.server.parallel) {
    return fmt::format("the server has {} slots, {} were asked for", start.slots, model.server.parallel);
  }
  return std::nullopt;
}

}  // namespace quantladder::llama
