#include "cli/screened_config.h"

#include <algorithm>
#include <filesystem>

#include "quantladder/core/names.h"

namespace quantladder::cli {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string absolute_path(const std::string& file) { return fs::absolute(file).lexically_normal().string(); }

std::string name_after(const std::string& verb, const std::string& file) {
  return core::as_name(verb + "-" + fs::path(file).stem().string()).substr(0, 100);
}

Json suites_that_screen() {
  return Json::array({{{"suite", "fidelity"}, {"chunks", 24}, {"blocks", 3}}, "speed-small"});
}

namespace {

std::string id_of(const Json& suite) { return suite.is_object() ? suite.at("suite") : suite; }

// A suite that is measured anyway keeps its settings.
Json chosen_suites(const Json& usual, const std::vector<std::string>& names) {
  Json chosen = Json::array();
  for (const std::string& name : names) {
    const auto entry = std::find_if(usual.begin(), usual.end(), [&](const Json& each) { return id_of(each) == name; });
    chosen.push_back(entry == usual.end() ? Json(name) : *entry);
  }
  return chosen;
}

}  // namespace

std::string screened_config(const std::string& name, const ScreeningOptions& options, Json suites, const char* key,
                            const Json& models) {
  if (!options.suites.empty()) suites = chosen_suites(suites, options.suites);
  Json config{{"name", name}, {"suites", std::move(suites)}, {key, models}};
  if (!options.limits.empty()) config["limits"] = options.limits;
  if (options.no_screening) config["screening"] = false;
  return config.dump(2) + "\n";
}

}  // namespace quantladder::cli
