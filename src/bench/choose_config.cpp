#include "bench/choose_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bench/config_values.h"
#include "quantladder/core/names.h"
#include "quantladder/gguf/gguf.h"

namespace quantladder::bench {
namespace {

namespace fs = std::filesystem;

// "Qwen3-8B-Q4_K_M.gguf" -> "Qwen3-8B-Q4_K_M"; characters that no folder should have become '_'.
std::string id_from(const fs::path& file) {
  std::string id = core::as_name(file.stem().string());
  constexpr std::size_t kLongest = 80;  // room for a number and for "compare-"
  if (id.size() > kLongest) id.resize(kLongest);
  if (!core::run_file_ending(id).empty()) id[id.rfind('.')] = '_';
  if (id == core::kSessionsFolder) id += "-1";
  return id.empty() || id.front() == '.' ? "model" + id : id;
}

std::string distinct(std::string id, std::set<std::string>& taken) {
  const std::string base = id;
  for (int number = 2; !taken.insert(id).second; ++number) id = fmt::format("{}-{}", base, number);
  return id;
}

std::string found_file(sys::CheckedObject& choose, const char* key, const std::string& name, const fs::path& folder) {
  const fs::path file = resolved_path(choose, key, name, folder);
  if (!is_file(file)) choose.fail(key, file.string() + ": no such file");
  return file.string();
}

}  // namespace

nlohmann::ordered_json models_of_files(const std::vector<std::string>& files) {
  std::set<std::string> taken;
  nlohmann::ordered_json models = nlohmann::ordered_json::array();
  for (const std::string& file : files) {
    const core::GgufFacts facts = gguf::read_gguf(file);
    models.push_back({{"id", distinct(id_from(file), taken)},
                      {"quant", facts.file_type},
                      {"approach", facts.name},
                      {"file", fs::absolute(file).lexically_normal().string()}});
  }
  return models;
}

FilesToChoose read_choose(sys::CheckedObject& choose, const fs::path& folder) {
  std::vector<std::string> files;
  for (const std::string& name : choose.strings("files")) files.push_back(found_file(choose, "files", name, folder));
  std::set<std::string> seen;
  for (const std::string& file : files) {
    if (!seen.insert(fs::canonical(file).string()).second) choose.fail("files", file + " is named twice");
  }
  if (files.size() < 2) choose.fail("files", "name at least two files to choose between");
  // The parent comes last, so that its name is the one that gets a number.
  const auto parent = optional_text(choose, "parent");
  if (parent) files.push_back(found_file(choose, "parent", *parent, folder));
  choose.finish();
  FilesToChoose result{.models = models_of_files(files)};
  if (parent) {
    result.parent = result.models.back();
    result.models.erase(result.models.size() - 1);
    files.pop_back();
  }
  std::vector<std::uint64_t> bytes;
  for (const std::string& file : files) bytes.push_back(gguf::read_gguf(file).file_bytes);
  const auto largest = std::max_element(bytes.begin(), bytes.end()) - bytes.begin();
  result.largest = result.models[static_cast<std::size_t>(largest)].at("id");
  return result;
}

}  // namespace quantladder::bench
