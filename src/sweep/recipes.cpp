#include "quantladder/sweep/recipes.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/gguf/types.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/sys/files.h"

namespace quantladder::sweep {
namespace {

namespace fs = std::filesystem;
using sys::CheckedObject;

// It names a file in the cache, and a model in a run.
void check_id(const CheckedObject& object, const std::string& id) {
  static const std::regex pattern("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
  if (!std::regex_match(id, pattern))
    object.fail("id", fmt::format("'{}': up to 100 letters, digits, '.', '_' and '-', and not a dot first", id));
}

std::string tensor_type(CheckedObject& object, const std::string& key, const std::string& type) {
  const auto known = gguf::find_tensor_type_called(type);
  if (!known) object.fail(key, fmt::format("'{}' is no type of tensors; write q8_0, q6_K, iq4_nl, f16, ...", type));
  return type;
}

core::TensorRule read_rule(CheckedObject& object) {
  core::TensorRule rule;
  rule.tensors = object.string("tensors");
  try {
    const std::regex checked(rule.tensors);
  } catch (const std::regex_error& error) {
    object.fail("tensors", fmt::format("'{}' is no regular expression: {}", rule.tensors, error.what()));
  }
  if (rule.tensors.empty() || rule.tensors.find('=') != std::string::npos)
    object.fail("tensors", "a regular expression that names of tensors are searched for, without '='");
  rule.type = tensor_type(object, "type", object.string("type"));
  object.finish();
  return rule;
}

core::Recipe read_recipe(CheckedObject& object) {
  core::Recipe recipe;
  recipe.id = object.string("id");
  check_id(object, recipe.id);
  recipe.type = object.string("type");
  if (object.has("tensor_types")) {
    for (CheckedObject& rule : object.objects("tensor_types")) recipe.tensor_types.push_back(read_rule(rule));
  }
  const auto optional_type = [&](const char* key) {
    const auto type = object.optional_string(key);
    return type ? tensor_type(object, key, *type) : std::string();
  };
  recipe.output = optional_type("output");
  recipe.embedding = optional_type("embedding");
  recipe.pure = object.optional_boolean("pure").value_or(false);
  recipe.imatrix = object.optional_boolean("imatrix");
  recipe.about = object.optional_string("about").value_or("");
  object.finish();
  return recipe;
}

}  // namespace

std::vector<core::Recipe> read_recipes(const fs::path& file) {
  const nlohmann::json json = sys::parse_json(sys::read_named_file(file), file.string());
  CheckedObject root(json, file.string());
  root.optional_string("$schema");  // for editors
  std::vector<core::Recipe> recipes;
  for (CheckedObject& object : root.objects("recipes")) {
    core::Recipe recipe = read_recipe(object);
    const bool taken =
        std::any_of(recipes.begin(), recipes.end(), [&](const auto& other) { return other.id == recipe.id; });
    if (taken) object.fail("id", fmt::format("'{}' is given twice", recipe.id));
    recipes.push_back(std::move(recipe));
  }
  if (recipes.empty()) root.fail("recipes", "name at least one");
  root.finish();
  return recipes;
}

fs::path default_recipes() {
  const auto places = sys::shipped_config_places("recipes.json");
  std::error_code none;
  for (const fs::path& place : places) {
    if (fs::is_regular_file(place, none)) return place;
  }
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("{}: the recipes that ship with quantladder are not there; name others with --recipes",
                                places.front().string()));
}

std::string in_words(const core::Recipe& recipe) {
  std::string parts;
  for (const core::TensorRule& rule : recipe.tensor_types) core::add_part(parts, rule.tensors + " " + rule.type);
  if (!recipe.output.empty()) core::add_part(parts, "output " + recipe.output);
  if (!recipe.embedding.empty()) core::add_part(parts, "embedding " + recipe.embedding);
  if (recipe.pure) core::add_part(parts, "pure");
  return parts.empty() ? recipe.type : recipe.type + ": " + parts;
}

}  // namespace quantladder::sweep
