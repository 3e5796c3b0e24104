#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <utility>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/timing.h"
#include "same_model.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

using Lines = std::vector<std::string>;

// One kind of doubt of one model: the first case in words, the others as a number.
class Tally {
 public:
  void add(const std::string& where, const std::string& what) {
    if (count_++ == 0) first_ = where + ": " + what;
  }
  void report(Lines& lines) const {
    if (count_ == 1) lines.push_back(first_);
    if (count_ > 1) lines.push_back(fmt::format("{} (and {} more of this kind)", first_, count_ - 1));
  }

 private:
  int count_ = 0;
  std::string first_;
};

// Chunks of one document may go together, and then their interval is too narrow.
void doubt_domains(const ModelSummary& model, Lines& lines) {
  for (const DomainFidelity& domain : model.domains) {
    if (domain.figures.perplexity->source == core::PerplexitySource::log_probs)
      lines.push_back(
          fmt::format("{} on {}: llama-perplexity lost its last lines, so the perplexity is what its "
                      "log-probabilities imply, which are cut at 16 nats",
                      model.id(), domain.name));
    for (const std::string& sentence : domain.figures.start.not_shared) add_once(lines, model.id() + ": " + sentence);
    std::vector<double> klds;
    for (const core::FidelityChunk& chunk : domain.figures.per_chunk) klds.push_back(chunk.kld);
    const auto r = stats::lag1_autocorrelation(klds);
    if (klds.size() < stats::kLeastValuesForDrift || !r || *r <= 2 / std::sqrt(static_cast<double>(klds.size())))
      continue;
    lines.push_back(
        fmt::format("{} on {}: the KL divergences of neighbouring chunks correlate ({:.2f}): the interval over "
                    "chunks is too narrow",
                    model.id(), domain.name, *r));
  }
}

// Texts that differ in nothing but their numbers are of one kind.
std::string kind_of(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; }),
             text.end());
  return text;
}

// One tally for each kind, in order of appearance.
class TallyByKind {
 public:
  void add(const std::string& where, const std::string& what) {
    const std::string kind = kind_of(what);
    auto found = std::find_if(tallies_.begin(), tallies_.end(), [&](const auto& entry) { return entry.first == kind; });
    if (found == tallies_.end()) found = tallies_.insert(tallies_.end(), {kind, Tally()});
    found->second.add(where, what);
  }
  void report(Lines& lines) const {
    for (const auto& [kind, tally] : tallies_) tally.report(lines);
  }

 private:
  std::vector<std::pair<std::string, Tally>> tallies_;
};

struct Tallies {
  TallyByKind own;  // the generations' own doubts
  Tally rates;
  Tally cached;
  TallyByKind gaps;

  void add_gap(const std::string& where, const std::string& gap) {
    if (gap == core::kNoGpuMeter || gap == core::kNothingOffloaded) return;
    gaps.add(where, "memory samples are missing: " + gap);
  }
};

enum class PromptTokens { evaluated, may_be_cached };

void look_at(const core::Generation& generation, const std::string& where, Tallies& tallies,
             PromptTokens prompt = PromptTokens::evaluated) {
  const auto no_rate = generation.rate_doubt();
  for (const std::string& doubt : generation.doubts) {
    if (doubt != no_rate) tallies.own.add(where, doubt);
  }
  if (no_rate) tallies.rates.add(where, *no_rate);
  const auto cached = generation.cached_tokens().value_or(0);
  if (cached != 0 && prompt == PromptTokens::evaluated)
    tallies.cached.add(where, fmt::format("{} prompt tokens came from a cache", cached));
}

// A history may come from the cache where the suite says so; a first turn has none.
void look_at(const core::Episode& episode, const std::string& where, Tallies& tallies) {
  for (const core::Exchange& each : episode.exchanges) {
    const bool has_history = episode.cached && each.turn > 1;
    look_at(each.generation, fmt::format("{}, {} turn {}", where, each.conversation, each.turn), tallies,
            has_history ? PromptTokens::may_be_cached : PromptTokens::evaluated);
  }
}

void look_at(const core::ServerStart& start, Tallies& tallies, Lines& doubts) {
  const std::string where = fmt::format("{}, server start {}", start.model, start.number);
  for (const core::Generation& probe : start.probe) look_at(probe, where + ", speed probe", tallies);
  for (const std::string& gap : start.memory.gaps) tallies.add_gap(where, gap);
  if (start.end && start.end->how != core::StartEnd::stopped) doubts.push_back(where + ": " + core::to_text(start.end));
  for (const std::string& doubt : start.doubts) doubts.push_back(where + ": " + doubt);
  // A server that never came up has no settings to read back.
  if (!start.settings_verified && !start.failed_to_start()) {
    doubts.push_back(fmt::format("{}: the settings it uses were not verified{}", where,
                                 start.settings_note.empty() ? "" : " (" + start.settings_note + ")"));
  }
}

// Something else took the machine for a moment: one such sample has moved the ratio of two files by half.
constexpr double kCollapsed = 0.7;  // of the median of its start

struct Collapsed {
  std::size_t samples = 0;
  std::ptrdiff_t below = 0;
  std::map<int, std::vector<double>> lone;  // samples of starts that have one alone, by the step

  void add(int step, const std::vector<double>& of_start) {
    of_start.size() == 1 ? lone[step].push_back(of_start.front()) : count(of_start);
  }
  // Lone ones are held against those of other starts.
  void count_lone() {
    for (const auto& [step, rates] : lone) count(rates);
  }

 private:
  void count(const std::vector<double>& rates) {
    samples += rates.size();
    const auto median = stats::median(rates);
    below +=
        std::count_if(rates.begin(), rates.end(), [&](double rate) { return median && rate < kCollapsed * *median; });
  }
};

void look_at(const core::Timed& timed, Collapsed& collapsed) {
  collapsed.add(-1, timed.tokens_per_s());
  for (const auto& step : core::kIds<core::ServedStep>) {
    std::vector<double> rates;
    for (const core::ServedSample& sample : timed.served) {
      const auto rate = sample.timings.tg_tokens_per_s();
      if (sample.step == step.value && rate) rates.push_back(*rate);
    }
    collapsed.add(static_cast<int>(step.value), rates);
  }
}

void report(std::map<std::string, Collapsed>& tests, const std::string& model, Lines& doubts) {
  for (auto& [test, found] : tests) {
    found.count_lone();
    if (found.below == 0) continue;
    doubts.push_back(
        fmt::format("{}: in {}, {} of {} samples fell below {:.0f} % of the median of their start; they "
                    "are kept",
                    model, test, found.below, found.samples, 100 * kCollapsed));
  }
}

void look_at(const ProbeSpeed& probe, const std::string& model, Lines& doubts) {
  if (probe.failed_probes > 0) {
    doubts.push_back(fmt::format("{}: {} of {} speed probes did not end well and are left out", model,
                                 probe.failed_probes, probe.failed_probes + probe.probes));
  }
  if (probe.outliers > 0) {
    doubts.push_back(fmt::format("{}: {} of {} speed probes are outliers (modified Z > {}); they are kept", model,
                                 probe.outliers, probe.probes, stats::kOutlierZ));
  }
  if (probe.drift == stats::Drift::trend) {
    doubts.push_back(fmt::format("{}: tokens/s drifts over the server starts (Spearman p < 0.01)", model));
  }
  if (probe.drift == stats::Drift::autocorrelation) {
    doubts.push_back(
        fmt::format("{}: tokens/s of successive server starts are correlated, so its interval may be too narrow or too "
                    "wide; this can be chance",
                    model));
  }
}

void look_at(const std::vector<DraftTally>& drafts, const core::ModelFacts& facts, Lines& doubts) {
  if (drafts.empty()) return;
  int answers = 0;
  std::int64_t drafted = 0;
  for (const DraftTally& tally : drafts) {
    answers += tally.answers;
    drafted += tally.drafted;
  }
  if (drafted == 0) {
    doubts.push_back(
        fmt::format("{}: its server was started with a draft and drafted nothing in {}: it was measured "
                    "without one (the server's log says why)",
                    facts.model.id, count_of(answers, "answer")));
  }
  const std::uint64_t trained = facts.draft_gguf ? facts.draft_gguf->context_length : 0;
  const auto ctx = static_cast<std::uint64_t>(facts.model.server.ctx);
  if (trained == 0 || trained >= ctx) return;
  doubts.push_back(
      fmt::format("{}: its draft model was trained for {} tokens of context, and ctx is {}: what it drafts "
                  "beyond them may be worth little",
                  facts.model.id, trained, ctx));
}

// So few of the requests that were to be in flight are another load than the one that is compared.
constexpr double kLeastShareInFlight = 0.75;

void look_at_load(const ModelSummary& model, const std::vector<ModelSummary>& models, Lines& doubts) {
  const int asked = model.facts.model.most_in_flight();
  const auto is_other_arm = [&](const ModelSummary& other) { return differ_in_load_alone(model.facts, other.facts); };
  if (std::none_of(models.begin(), models.end(), is_other_arm)) return;
  if (!model.cells.mean_in_flight || *model.cells.mean_in_flight >= kLeastShareInFlight * asked) return;
  doubts.push_back(
      fmt::format("{}: {} were to be in flight, and {:.1f} were on average: its verdict is on that load. A block of "
                  "iterations runs out of cells at its end; fewer rounds make larger blocks",
                  model.id(), count_of(asked, "request"), *model.cells.mean_in_flight));
}

void look_at(const MemorySummary& memory, const std::string& model, Lines& doubts) {
  if (memory.other_kinds.empty()) return;
  doubts.push_back(
      fmt::format("{}: the memory of its server starts was measured in different ways; its peak is {}, and "
                  "starts of which only other figures are known ({}) are left out",
                  model, core::to_id(memory.kind), memory.other_kinds));
}

void look_at_judging(const CellTable& table, Lines& doubts) {
  const RunData& data = table.data();
  if (!data.manifest.judging || data.manifest.judging == core::JudgingMode::by_model) return;
  int disagreeing = 0;
  for (const TableCell& cell : table.cells()) {
    const core::Record& record = *cell.counted;
    if (record.judgements().empty() || record.judgements().size() > 1) continue;  // a rescore runs when it likes
    const auto& way = record.judgement().while_generating;
    if (way && way != data.manifest.judging) ++disagreeing;
  }
  if (disagreeing > 0) {
    doubts.push_back(fmt::format("{} judged another way than the run's \"{}\"", count_of(disagreeing, "cell"),
                                 core::to_id(data.manifest.judging)));
  }
}

}  // namespace

std::vector<std::string> find_doubts(const CellTable& table, const std::vector<ModelSummary>& models) {
  Lines doubts;
  for (const ModelSummary& model : models) {
    const std::string& id = model.id();
    Tallies tallies;
    std::map<std::string, Collapsed> tests;
    for (const core::ServerStart& start : table.data().starts) {
      if (start.model == id) look_at(start, tallies, doubts);
    }
    for (const TableCell& cell : table.cells()) {
      if (cell.model != id) continue;
      const core::Record& record = *cell.counted;
      if (record.generation()) look_at(*record.generation(), to_string(cell), tallies);
      if (const auto* episode = std::get_if<core::Episode>(&record.payload))
        look_at(*episode, to_string(cell), tallies);
      const auto* timed = std::get_if<core::Timed>(&record.payload);
      if (timed == nullptr) continue;
      look_at(*timed, tests[cell.name]);
      // Only then is llama-bench held against the server.
      if (model.served.empty()) continue;
      for (const std::string& sentence : timed->start.not_shared) core::add_once(doubts, id + ": " + sentence);
    }
    report(tests, id, doubts);
    doubt_domains(model, doubts);
    tallies.own.report(doubts);
    tallies.rates.report(doubts);
    tallies.cached.report(doubts);
    tallies.gaps.report(doubts);
    look_at(model.drafts, model.facts, doubts);
    look_at(model.memory, id, doubts);
    look_at_load(model, models, doubts);
    look_at(model.probe, id, doubts);
  }
  look_at_judging(table, doubts);
  return doubts;
}

}  // namespace quantladder::report
