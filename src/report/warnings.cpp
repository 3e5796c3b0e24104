#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

using Lines = std::vector<std::string>;

std::string joined(const Lines& parts) { return fmt::format("{}", fmt::join(parts, ", ")); }

// "what: a (x, y), b (z)" when models fall into more than one group.
std::optional<std::string> groups(const std::string& what, const std::map<std::string, Lines>& by_value) {
  if (by_value.size() < 2) return std::nullopt;
  std::string text;
  for (const auto& [value, models] : by_value) {
    add_part(text, fmt::format("{} ({})", value.empty() ? "none" : value, joined(models)), "; ");
  }
  return fmt::format("{} differs: {}", what, text);
}

void warn_of_repeats(const ModelSummary& model, Lines& warnings) {
  Lines repeats;
  for (const IterationScore& iteration : model.iterations) {
    if (iteration.repeats) repeats.push_back(fmt::format("{} = {}", iteration.iteration, *iteration.repeats));
  }
  if (repeats.empty()) return;
  std::string text = fmt::format(
      "{}: {} of {} iterations repeat an earlier one in every cell (iteration {}). They are no independent draws "
      "(fixed "
      "seed, greedy sampling, or a cache?)",
      model.id(), repeats.size(), model.iterations.size(), joined(repeats));
  if (model.score) {
    text += fmt::format(": the interval of the score rests on {}",
                        count_of(model.score->distinct, "distinct complete iteration"));
  }
  warnings.push_back(text);
}

// The same hash is expected over all records of a task.
void warn_of_versions(const CellTable& table, Lines& warnings) {
  std::map<std::string, std::set<std::string>> prompts;
  std::map<std::string, std::set<std::string>> tests;
  std::set<std::string> extractors;
  for (const TableCell& cell : table.cells()) {
    const core::Record& record = *cell.counted;
    if (!record.prompt_sha256().empty()) prompts[cell.name].insert(record.prompt_sha256());
    if (record.judgements().empty() || !core::is_scored(record.outcome())) continue;
    if (!record.judgement().tests_sha256.empty()) tests[cell.name].insert(record.judgement().tests_sha256);
    if (!record.judgement().extractor.empty()) extractors.insert(record.judgement().extractor);
  }
  for (const auto& [task, hashes] : prompts) {
    if (hashes.size() > 1)
      warnings.push_back(fmt::format("{}: {} versions of its prompt in one run", task, hashes.size()));
  }
  for (const auto& [task, hashes] : tests) {
    if (hashes.size() < 2) continue;
    warnings.push_back(fmt::format("{}: judged with {} versions of its tests: \"quantladder rescore\" makes them one",
                                   task, hashes.size()));
  }
  if (extractors.size() > 1) {
    warnings.push_back(fmt::format("{} versions of the extractor in one run: \"quantladder rescore\" makes them one",
                                   extractors.size()));
  }
}

// Pairing by (task, iteration) rests on equal seeds.
void warn_of_seeds(const CellTable& table, Lines& warnings) {
  std::map<std::pair<std::string, int>, std::set<std::uint64_t>> seeds;
  for (const TableCell& cell : table.cells()) {
    const core::Record& record = *cell.counted;
    if (record.generation()) seeds[{cell.name, cell.iteration}].insert(record.generation()->seed);
  }
  const auto split =
      std::count_if(seeds.begin(), seeds.end(), [](const auto& entry) { return entry.second.size() > 1; });
  if (split == 0) return;
  warnings.push_back(fmt::format("the models were sampled with different seeds in {} of {} (task, iteration) pairs",
                                 split, seeds.size()));
}

void warn_of_binaries(const RunData& data, Lines& warnings) {
  std::map<std::string, Lines> models;
  for (const core::ServerStart& start : data.starts) {
    if (!start.binary_sha256.empty()) add_once(models[start.binary_sha256.substr(0, 12)], start.model);
  }
  if (const auto text = groups("the server's binary", models)) warnings.push_back(*text);
}

// Returns the models with the file and the settings of this one, itself included: nothing differs between them. The
// arms of a model share its file, and differ in their settings.
Lines same_as(const core::ModelFacts& model, std::span<const core::ModelFacts> models) {
  Lines ids;
  for (const core::ModelFacts& other : models) {
    const bool same_file = !model.gguf_sha256.empty() && other.gguf_sha256 == model.gguf_sha256;
    const bool same_load = other.model.most_in_flight() == model.model.most_in_flight();
    if (same_file && same_load && other.model.server == model.model.server && other.requests == model.requests) {
      ids.push_back(other.model.id);
    }
  }
  return ids;
}

// Returns "Debian 12, AMD EPYC, 2 cores, GPU (570)" of every machine that the sessions ran on, each once, oldest first.
Lines machines(const core::Manifest& run) {
  Lines names;
  for (const core::Session& session : run.sessions) {
    std::string name = fmt::format("{}, {}, {} cores", session.host.os, session.host.cpu, session.host.cores);
    for (const core::GpuFacts& gpu : session.host.gpus) name += fmt::format(", {} ({})", gpu.name, gpu.driver);
    add_once(names, name);
  }
  return names;
}

// Returns what is to be known of several machines, and of an imported table: where it comes from, how it was read, what
// it contradicts.
Lines run_notes(const core::Manifest& run) {
  Lines notes;
  if (const auto names = machines(run); names.size() > 1) {
    notes.push_back(fmt::format("measured on {} machines, so speeds and memory are not comparable: {}", names.size(),
                                fmt::join(names, "; ")));
  }
  if (!run.imported) return notes;
  notes.push_back("imported from " + run.imported->source + ": not measured by this program");
  for (const std::string& note : reading_notes(run)) notes.push_back(note);
  for (const std::string& line : run.imported->contradictions) {
    const std::string& levels = run.imported->levels;
    notes.push_back(levels.empty() ? "contradiction in " + line
                                   : fmt::format("{} contradicts {}: {}", levels, run.imported->source, line));
  }
  return notes;
}

}  // namespace

std::vector<std::string> reading_notes(const core::Manifest& run) {
  if (!run.imported || run.imported->full_score.value_or(100) == 100) return {};
  return {fmt::format("{}: its scores from 0 to {:g} were brought to 100 points", run.imported->source,
                      *run.imported->full_score)};
}

std::vector<std::string> find_incomparable(std::span<const core::ModelFacts> models) {
  Lines found;
  std::map<std::string, Lines> architectures;
  std::map<std::string, Lines> tokenizers;
  std::map<std::string, Lines> templates;
  for (const core::ModelFacts& model : models) {
    const Lines same = same_as(model, models);
    if (same.size() > 1 && same.front() == model.model.id) found.push_back("identical files: " + joined(same));
    if (!model.gguf) continue;
    architectures[model.gguf->architecture].push_back(model.model.id);
    tokenizers[model.gguf->tokenizer_sha256.substr(0, 12)].push_back(model.model.id);
    templates[model.used_template_sha256().substr(0, 12)].push_back(model.model.id);
  }
  if (const auto text = groups("the architecture", architectures)) found.push_back(*text);
  if (const auto text = groups("the tokenizer", tokenizers)) found.push_back(*text);
  if (const auto text = groups("the chat template", templates)) found.push_back(*text);
  return found;
}

std::vector<std::string> find_warnings(const CellTable& table, const Summary& summary) {
  const core::Manifest& run = summary.manifest;
  Lines warnings;
  if (summary.unsafe_no_sandbox) {
    warnings.push_back(
        "the answers were run without a sandbox (--unsafe-no-sandbox): they could read and change anything, "
        "their own verdicts included");
  }
  for (const std::string& note : run_notes(run)) add_once(warnings, note);
  for (const std::string& line : find_incomparable(run.models)) add_once(warnings, line);
  for (const ModelSummary& model : summary.models) warn_of_repeats(model, warnings);
  warn_of_versions(table, warnings);
  warn_of_seeds(table, warnings);
  warn_of_binaries(table.data(), warnings);
  return warnings;
}

}  // namespace quantladder::report
