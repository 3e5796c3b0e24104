#include "quantladder/core/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace quantladder::core {

std::string SuiteFacts::qualified_id() const { return version.empty() ? id : id + "@" + version; }

double SuiteFacts::points() const {
  double sum = 0;
  for (const ItemFacts& item : items) sum += item.points;
  return sum;
}

std::string describe(const SuiteFacts& suite) {
  const auto& kind = row_of(suite.kind);
  const std::string text = fmt::format("{} {}: {} {}{}", suite.id, suite.version, suite.items.size(), kind.item,
                                       suite.items.size() == 1 ? "" : "s");
  return kind.has_points ? fmt::format("{}, {:g} points", text, suite.points()) : text;
}

Pace SuiteFacts::pace(int run_iterations, int run_rounds) const {
  const int own = iterations.value_or(run_iterations);
  return {own, std::clamp(rounds.value_or(run_rounds), 1, std::max(own, 1))};
}

const std::string& ModelFacts::used_template_sha256() const {
  static const std::string unknown;
  if (!chat_template_sha256.empty()) return chat_template_sha256;
  return gguf ? gguf->chat_template_sha256 : unknown;
}

std::optional<std::uint64_t> ModelFacts::file_bytes() const {
  return gguf && gguf->file_bytes > 0 ? std::optional(gguf->file_bytes) : std::nullopt;
}

std::optional<std::uint64_t> ModelFacts::parameters() const {
  return gguf && gguf->parameters > 0 ? std::optional(gguf->parameters) : std::nullopt;
}

std::optional<double> ModelFacts::bits_per_weight() const {
  return parameters() && gguf->tensor_bytes > 0 ? std::optional(gguf->bits_per_weight()) : std::nullopt;
}

const ModelFacts* Manifest::find(const std::string& id) const {
  const auto found =
      std::find_if(models.begin(), models.end(), [&](const auto& entry) { return entry.model.id == id; });
  return found == models.end() ? nullptr : &*found;
}

const ModelFacts* Manifest::find_reference(const std::string& id) const {
  const auto found =
      std::find_if(references.begin(), references.end(), [&](const auto& entry) { return entry.model.id == id; });
  return found == references.end() ? find(id) : &*found;
}

const SuiteFacts* Manifest::find_suite(const std::string& id) const {
  const auto found = std::find_if(suites.begin(), suites.end(), [&](const auto& suite) { return suite.id == id; });
  return found == suites.end() ? nullptr : &*found;
}

int Manifest::planned_cells(const std::set<std::string>& without) const {
  int cells = 0;
  for (const SuiteFacts& suite : suites) {
    if (!suite.search) cells += static_cast<int>(suite.items.size()) * pace_of(suite).iterations;
  }
  const auto counted = std::count_if(models.begin(), models.end(),
                                     [&](const ModelFacts& facts) { return !without.contains(facts.model.id); });
  return static_cast<int>(counted) * cells;
}

std::vector<RunItem> items_of(const std::vector<SuiteFacts>& suites) {
  std::map<std::string, int> suites_with;
  for (const SuiteFacts& suite : suites) {
    for (const ItemFacts& item : suite.items) ++suites_with[item.id];
  }
  std::vector<RunItem> all;
  for (const SuiteFacts& suite : suites) {
    for (const ItemFacts& item : suite.items) {
      all.push_back({item, suite.id, suites_with[item.id] > 1 ? suite.id + "/" + item.id : item.id});
    }
  }
  return all;
}

std::vector<RunItem> Manifest::scored_items() const {
  std::vector<RunItem> scored = items();
  std::erase_if(scored, [&](const RunItem& item) { return !row_of(find_suite(item.suite)->kind).has_points; });
  return scored;
}

std::vector<SuiteFacts> Manifest::scored_suites() const {
  std::vector<SuiteFacts> scored = suites;
  std::erase_if(scored, [](const SuiteFacts& suite) { return !row_of(suite.kind).has_points || suite.items.empty(); });
  return scored;
}

double Manifest::points() const {
  double sum = 0;
  for (const RunItem& item : scored_items()) sum += item.points;
  return sum;
}

const std::string& Manifest::baseline_id() const {
  return baseline.empty() && !models.empty() ? models.front().model.id : baseline;
}

const HostFacts& Manifest::host() const {
  static const HostFacts unknown;
  return sessions.empty() ? unknown : sessions.back().host;
}

int round_of(int iteration, int iterations, int rounds) {
  const int blocks = std::clamp(rounds, 1, std::max(iterations, 1));
  return static_cast<int>(static_cast<long long>(iteration - 1) * blocks / iterations) + 1;
}

}  // namespace quantladder::core
