#include "quantladder/app/notes.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "quantladder/bench/context.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/report/summary.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {
namespace {

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

// The fingerprint stands for the hash, which takes longer.
core::ModelFacts describe(const bench::ModelConfig& config) {
  core::ModelFacts facts = bench::describe_without_hash(config);
  facts.requests = config.by_task;
  facts.requests[""] = config.request;
  if (!config.model.file.empty()) facts.gguf_sha256 = fingerprint(config.model.file);
  return facts;
}

}  // namespace

std::vector<std::string> plan_notes(const bench::Experiment& experiment) {
  std::vector<std::string> notes;
  if (!experiment.context_note.empty()) notes.push_back(experiment.context_note);
  std::vector<core::ModelFacts> described;
  for (const auto& config : experiment.models) {
    if (config.model.file.empty() || bench::is_there(config.model.file)) described.push_back(describe(config));
  }
  for (const auto& note : report::find_incomparable(described)) notes.push_back(note);
  for (const auto& note : report::find_odd_files(described)) notes.push_back(note);
  return notes;
}

}  // namespace quantladder::app
