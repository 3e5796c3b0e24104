// Sums up what became of drafted tokens (speculative decoding).
#include <algorithm>
#include <map>

#include "figures.h"
#include "quantladder/stats/timing.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

class TallyMaker {
 public:
  explicit TallyMaker(std::string where) { tally_.where = std::move(where); }

  // A text that repeats an earlier one is no draw of its own, and counts once.
  void add(const core::ServerTimings& timings, bool is_draw = true) {
    if (!is_draw) return;
    const std::int64_t drafted = timings.draft_n.value_or(0);
    const std::int64_t accepted = timings.draft_n_accepted.value_or(0);
    ++tally_.answers;
    tally_.drafted += drafted;
    tally_.accepted += accepted;
    // The first token comes of the prompt.
    const std::int64_t tokens = std::max<std::int64_t>(timings.predicted_n - 1, 0);
    tokens_ += tokens;
    passes_ += std::max<std::int64_t>(tokens - accepted, 0);
    parts_.push_back({static_cast<double>(accepted), static_cast<double>(drafted)});
  }
  DraftTally make(bool has_interval) {
    tally_.acceptance = stats::ratio_of_sums(parts_);
    if (tally_.acceptance && !has_interval) tally_.acceptance->interval.reset();
    if (passes_ > 0) tally_.tokens_per_pass = static_cast<double>(tokens_) / static_cast<double>(passes_);
    return std::move(tally_);
  }

 private:
  DraftTally tally_;
  std::int64_t tokens_ = 0;
  std::int64_t passes_ = 0;
  std::vector<stats::Part> parts_;
};

// Answers of an iteration that repeats another one are no further draws.
DraftTally tally_tasks(const CellTable& table, const ModelSummary& model) {
  TallyMaker tally("tasks");
  for (const TableCell& cell : table.cells()) {
    const core::Generation* made = cell.counted->generation();
    if (cell.model != model.id() || made == nullptr || !ended_well(*made) || !made->timings) continue;
    const auto iteration = std::find_if(model.iterations.begin(), model.iterations.end(),
                                        [&](const auto& each) { return each.iteration == cell.iteration; });
    tally.add(*made->timings, iteration == model.iterations.end() || !iteration->repeats);
  }
  return tally.make(true);
}

DraftTally tally_probes(const CellTable& table, const std::string& model) {
  TallyMaker tally("speed probe");
  for (const core::ServerStart* start : starts_of(table.data(), model)) {
    for (const core::Generation& probe : start->probe) {
      if (ended_well(probe) && probe.timings) tally.add(*probe.timings);
    }
  }
  return tally.make(false);
}

DraftTally tally_served(const CellTable& table, const std::string& model, const std::string& test) {
  TallyMaker tally(test);
  for (const TableCell& cell : table.cells()) {
    const auto* timed = std::get_if<core::Timed>(&cell.counted->payload);
    if (cell.model != model || cell.name != test || timed == nullptr) continue;
    for (const core::ServedSample& sample : timed->served) tally.add(sample.timings);
  }
  return tally.make(false);
}

}  // namespace

std::vector<DraftTally> summarise_drafts(const CellTable& table, const ModelSummary& model) {
  std::vector<DraftTally> tallies{tally_tasks(table, model), tally_probes(table, model.id())};
  for (const ServedSpeed& test : model.served) tallies.push_back(tally_served(table, model.id(), test.name));
  std::erase_if(tallies, [](const DraftTally& tally) { return tally.answers == 0; });
  const bool any = std::any_of(tallies.begin(), tallies.end(), [](const auto& tally) { return tally.drafted > 0; });
  const core::Model& facts = model.facts.model;
  const bool meant = facts.server.draft && facts.endpoint.empty();
  return any || meant ? tallies : std::vector<DraftTally>{};
}

Figure acceptance_figure(const CellTable&, const ModelSummary& model, const std::string&) {
  const auto tasks = std::find_if(model.drafts.begin(), model.drafts.end(),
                                  [](const DraftTally& tally) { return tally.where == "tasks"; });
  if (tasks == model.drafts.end() || !tasks->acceptance) return {.no_ci_reason = "nothing was drafted in tasks"};
  const stats::RatioOfSums& share = *tasks->acceptance;
  Figure figure{.value = 100 * share.value, .n = share.n, .distinct = share.n};
  if (share.interval) {
    figure.ci = stats::Interval{100 * share.interval->lo, 100 * share.interval->hi};
    figure.method = "bootstrap_over_cells";
  } else {
    figure.no_ci_reason = "too few cells, or no spread";
  }
  return figure;
}

// The geometric mean over the cells of a round, which weighs them alike however long their answers are: the ratio of
// two models is then the mean ratio of the same cells. Absent where a cell has no rate. A round's cells share the luck
// of its server start, so they are one reading.
Readings task_rate_readings(const CellTable& table, const ModelSummary& model, const std::string&) {
  std::map<int, std::vector<std::optional<double>>> rounds;
  for (const IterationScore& iteration : model.iterations) {
    std::vector<std::optional<double>> rates;
    int round = 0;
    for (const core::RunItem& task : table.scored_items()) {
      const core::Record* record = table.counted(model.id(), task, iteration.iteration);
      if (record != nullptr && round == 0) round = record->round;
      const core::Generation* made = record == nullptr ? nullptr : record->generation();
      rates.push_back(made != nullptr && ended_well(*made) ? made->tokens_per_s() : std::nullopt);
    }
    rounds[round].insert(rounds[round].end(), rates.begin(), rates.end());
  }
  Readings readings;
  for (const auto& [round, rates] : rounds) {
    std::vector<double> known;
    for (const auto& rate : rates) {
      if (rate) known.push_back(*rate);
    }
    const auto mean = known.size() == rates.size() ? stats::geometric_mean(known) : std::nullopt;
    readings.push_back({round, mean ? std::optional(mean->value) : std::nullopt});
  }
  return readings;
}

Figure task_rate_figure(const CellTable& table, const ModelSummary& model, const std::string&) {
  return rate_of(task_rate_readings(table, model, ""), "rounds");
}

}  // namespace quantladder::report
