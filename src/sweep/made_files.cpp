#include "quantladder/sweep/made_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "quantladder/core/error.h"
#include "quantladder/gguf/anatomy.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/gguf/model_file.h"
#include "quantladder/sys/files.h"

namespace quantladder::sweep {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "quantladder made file 1";
constexpr double kSizeTolerance = 0.001;             // of the predicted size, ...
constexpr std::uint64_t kHeaderTolerance = 1 << 16;  // ... and what the program adds to the header

fs::path facts_of(const fs::path& file) { return fs::path(file).replace_extension(".json"); }

std::string key_of(const Plan& plan, const core::Recipe& recipe) {
  std::string all = fmt::format("{}\n{}\n{}\n{} {}\n", kFormat, plan.source_sha256,
                                imatrix_of(plan, recipe).empty() ? "" : plan.imatrix_sha256,
                                plan.quantizer.facts.sha256, plan.quantizer.facts.version);
  const llama::QuantizeJob job{.recipe = recipe, .allow_requantize = plan.settings.allow_requantize};
  for (const std::string& word : llama::quantize_command("", job)) all += word + "\n";
  return sys::sha256_hex(all).substr(0, 32);
}

std::int64_t changed_at(const fs::path& file) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  return error ? 0 : time.time_since_epoch().count();
}

// The bytes are hashed again only where the file was touched since.
bool is_whole(const fs::path& file) {
  const auto text = sys::read_file_if_exists(facts_of(file));
  const Json json = Json::parse(text.value_or(""), nullptr, false);
  if (!json.is_object()) return false;
  std::error_code error;
  const auto bytes = fs::file_size(file, error);
  if (error || json.value("bytes", Json()) != bytes) return false;
  return json.value("changed_at", Json()) == changed_at(file) || json.value("sha256", "") == sys::sha256_file(file);
}

void remove_quietly(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

// A file beside its place, gone again unless it was kept.
struct Part {
  fs::path path;
  ~Part() { remove_quietly(path); }
};

// Returns what is wrong with the file that the program wrote; empty: it is the candidate.
std::string find_fault(const fs::path& file, const Candidate& candidate) {
  try {
    const gguf::ModelFile model = gguf::read_model_file(file);
    if (model.tensors.size() != candidate.types.size())
      return fmt::format("it has {} tensors of {}", model.tensors.size(), candidate.types.size());
    for (const gguf::Tensor& tensor : model.tensors) {
      const auto planned = candidate.types.find(tensor.info.name);
      if (planned == candidate.types.end())
        return fmt::format("it has a tensor {} that the source has not", tensor.info.name);
      if (planned->second != tensor.type_name())
        return fmt::format("{} is {}, and the dry run said {}", tensor.info.name, tensor.type_name(), planned->second);
    }
    const core::GgufFacts facts = gguf::facts_of(model);
    const double off = std::abs(static_cast<double>(facts.file_bytes) - static_cast<double>(candidate.bytes));
    if (off > kSizeTolerance * static_cast<double>(candidate.bytes) + static_cast<double>(kHeaderTolerance))
      return fmt::format("it has {} bytes, and {} were predicted", facts.file_bytes, candidate.bytes);
    for (const core::Finding& finding : facts.anatomy->findings) {
      if (finding.severity == core::Severity::error) return finding.id + ": " + finding.reason;
    }
    return "";
  } catch (const core::Error& error) {
    return error.what();
  }
}

Json facts_json(const Plan& plan, const Candidate& candidate, const llama::QuantizeJob& job, double seconds) {
  return {{"recipe", candidate.recipe.id},
          {"source_sha256", plan.source_sha256},
          {"imatrix_sha256", job.imatrix.empty() ? Json() : Json(plan.imatrix_sha256)},
          {"quantizer_sha256", plan.quantizer.facts.sha256},
          {"quantizer_version", plan.quantizer.facts.version},
          {"command", llama::quantize_command(plan.quantizer.facts.path, job)},
          {"bytes", fs::file_size(candidate.file)},
          {"sha256", sys::sha256_file(candidate.file)},
          {"changed_at", changed_at(candidate.file)},
          {"made_at", sys::utc_now()},
          {"seconds", seconds}};
}

std::optional<sys::FileLock> wait_for(const Candidate& candidate, std::stop_token stop,
                                      const std::function<void(const std::string&)>& say) {
  for (bool told = false;; told = true) {
    if (auto lock = sys::FileLock::acquire(fs::path(candidate.file).replace_extension(".lock"))) return lock;
    if (stop.stop_requested()) return std::nullopt;
    if (!told) say(candidate.recipe.id + ": waiting for another session that makes it");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

}  // namespace

fs::path made_folder() { return sys::cache_folder() / "made"; }

void look_up(const Plan& plan, Candidate& candidate, const std::function<void(const std::string&)>& say) {
  candidate.file = made_folder() / (key_of(plan, candidate.recipe) + ".gguf");
  candidate.is_made = is_whole(candidate.file);
  std::error_code none;
  if (candidate.is_made) fs::last_write_time(facts_of(candidate.file), fs::file_time_type::clock::now(), none);
  if (candidate.is_made || !fs::exists(facts_of(candidate.file), none)) return;
  if (say)
    say(fmt::format("{}: {} is not as it was made, and is made again", candidate.recipe.id, candidate.file.string()));
  remove_quietly(facts_of(candidate.file));
  remove_quietly(candidate.file);
}

std::vector<MadeEntry> list_made() {
  std::vector<MadeEntry> entries;
  std::error_code none;
  for (const auto& each : fs::directory_iterator(made_folder(), none)) {
    const fs::path& file = each.path();
    if (file.extension() != ".gguf" && file.extension() != ".part") continue;
    const auto text = sys::read_file_if_exists(facts_of(file));
    const Json json = Json::parse(text.value_or(""), nullptr, false);
    const bool whole = json.is_object() && file.extension() == ".gguf";
    entries.push_back({.file = file,
                       .recipe = whole ? json.value("recipe", "") : "",
                       .bytes = each.file_size(none),
                       .used = fs::last_write_time(whole ? facts_of(file) : file, none)});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.used > b.used; });
  return entries;
}

bool remove_made(const MadeEntry& entry) {
  const std::string name = entry.file.filename().string();
  const auto lock = sys::FileLock::acquire(made_folder() / (name.substr(0, name.find('.')) + ".lock"));
  if (!lock) return false;
  if (!entry.recipe.empty()) remove_quietly(facts_of(entry.file));
  remove_quietly(entry.file);
  return true;
}

Made make(const Plan& plan, Candidate& candidate, std::stop_token stop,
          const std::function<void(const std::string&)>& say) {
  std::error_code error;
  fs::create_directories(made_folder(), error);
  if (error) {
    throw core::Error(core::ErrorKind::environment,
                      fmt::format("{}: made files cannot be kept there ({}); name another cache with QUANTLADDER_CACHE",
                                  made_folder().string(), error.message()));
  }
  const auto lock = wait_for(candidate, stop, say);
  if (!lock) return {.stopped = true};
  look_up(plan, candidate, say);
  if (candidate.is_made) return {};
  const Part part{fs::path(candidate.file).replace_extension(fmt::format(".{}.part", getpid()))};
  const llama::QuantizeJob job{.source = plan.settings.source,
                               .target = part.path.string(),
                               .recipe = candidate.recipe,
                               .imatrix = imatrix_of(plan, candidate.recipe),
                               .allow_requantize = plan.settings.allow_requantize,
                               .threads = plan.settings.threads};
  const llama::Quantized quantized = llama::quantize(plan.quantizer, job, stop);
  if (quantized.stopped) return {.stopped = true};
  if (!quantized.fault.empty()) return {.fault = "llama-quantize: " + quantized.fault};
  if (std::string fault = find_fault(part.path, candidate); !fault.empty())
    return {.fault = "what llama-quantize wrote is not what it announced: " + fault};
  sys::keep_file(part.path, candidate.file);
  sys::replace_file(facts_of(candidate.file), facts_json(plan, candidate, job, quantized.seconds).dump(1) + "\n");
  candidate.is_made = true;
  return {};
}

}  // namespace quantladder::sweep
