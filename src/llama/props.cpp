#include "llama/props.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "llama/printable.h"

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

std::optional<std::string> find_other_model(const core::Model& model, const core::ServerStart& start) {
  const Json props = Json::parse(start.props_json, nullptr, false);
  if (model.file.empty() || !props.is_object() || !props.contains("model_path")) return std::nullopt;
  const Json& path = props["model_path"];
  if (!path.is_string() || path.get<std::string>().empty()) return std::nullopt;
  const auto served = path.get<std::string>();
  if (same_file(served, model.file)) return std::nullopt;
  // A program that runs the server in a container tells a path that only the container knows.
  std::error_code unreadable;
  const bool seen_here = std::filesystem::exists(served, unreadable);
  const auto name_of = [](const std::string& file) { return std::filesystem::path(file).filename(); };
  if (!seen_here && name_of(served) == name_of(model.file)) return std::nullopt;
  return fmt::format("the server serves {}, but {} was to be measured: look at what {} does with its arguments",
                     make_one_line(served), model.file, model.server.binary);
}

}  // namespace quantladder::llama
