#include "run_notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace quantladder::report {

std::vector<std::string> machines(const core::Manifest& run) {
  std::vector<std::string> names;
  for (const core::Session& session : run.sessions) {
    std::string name = fmt::format("{}, {}, {} cores", session.host.os, session.host.cpu, session.host.cores);
    for (const core::GpuFacts& gpu : session.host.gpus) name += fmt::format(", {} ({})", gpu.name, gpu.driver);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::vector<std::string> reading_notes(const core::Manifest& run) {
  if (!run.imported || run.imported->full_score.value_or(100) == 100) return {};
  return {fmt::format("{}: its scores from 0 to {:g} were brought to 100 points", run.imported->source,
                      *run.imported->full_score)};
}

std::vector<std::string> run_notes(const core::Manifest& run) {
  std::vector<std::string> notes;
  if (const auto names = machines(run); names.size() > 1) {
    notes.push_back(fmt::format("measured on {} machines, so speeds and memory are not comparable: {}", names.size(),
                                fmt::join(names, "; ")));
  }
  if (!run.imported) return notes;
  notes.push_back("imported from " + run.imported->source + ": not measured by this program");
  for (const std::string& note : reading_notes(run)) notes.push_back(note);
  for (const std::string& line : run.imported->contradictions) {
    notes.push_back(fmt::format("{} contradicts {}: {}", run.imported->levels, run.imported->source, line));
  }
  return notes;
}

}  // namespace quantladder::report
