#include "quantladder/app/notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "quantladder/app/results.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/report/summary.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {
namespace {

bool is_there(const std::string& file) {
  std::error_code away;
  return !file.empty() && std::filesystem::exists(file, away);
}

// The whole of small files; of large ones size, beginning and end, which header and tensors of two models don't share.
std::string fingerprint(const std::string& file) {
  constexpr std::uintmax_t kWhole = 64 << 20;
  constexpr std::streamsize kPart = 4 << 20;
  const std::uintmax_t size = std::filesystem::file_size(file);
  if (size <= kWhole) return sys::sha256_file(file);
  std::string parts(2 * kPart, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(parts.data(), kPart);
  stream.seekg(-kPart, std::ios::end);
  stream.read(parts.data() + kPart, kPart);
  return fmt::format("{} {}", size, sys::sha256_hex(parts));
}

void note_identical(const bench::Experiment& experiment, std::vector<std::string>& notes) {
  std::map<std::string, std::vector<std::string>> models;
  for (const auto& config : experiment.models) {
    if (is_there(config.model.file)) models[fingerprint(config.model.file)].push_back(config.model.id);
  }
  for (const auto& [print, ids] : models) {
    if (ids.size() > 1) notes.push_back(fmt::format("identical files: {}", fmt::join(ids, ", ")));
  }
}

}  // namespace

std::vector<std::string> plan_notes(const bench::Experiment& experiment) {
  std::vector<std::string> notes;
  if (!experiment.context_note.empty()) notes.push_back(experiment.context_note);
  note_identical(experiment, notes);
  std::vector<core::ModelFacts> described;
  for (const auto& config : experiment.models) {
    if (config.model.file.empty() || is_there(config.model.file)) {
      described.push_back(bench::describe_without_hash(config));
    }
  }
  for (const auto& note : report::find_incomparable(described)) notes.push_back(note);
  return notes;
}

}  // namespace quantladder::app
