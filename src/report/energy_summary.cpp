#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "summarise.h"

namespace quantladder::report {
namespace {

bool is_rerun(const core::Record* record) { return record->reason_for_attempt.why == core::Why::rerun; }

// The attempt that counts and the faults on the way to it. What a rerun replaced, and a rerun that came to nothing,
// have no share in what counts as solved.
std::span<const core::Record* const> attempts_that_count(const CellTable& table, const TableCell& cell) {
  const auto all = table.attempts(cell);
  const auto counted = std::find(all.begin(), all.end(), cell.counted);
  const auto first = std::find_if(std::make_reverse_iterator(std::next(counted)), all.rend(), is_rerun);
  const auto begin = first == all.rend() ? all.begin() : std::prev(first.base());
  return {begin, std::find_if(std::next(counted), all.end(), is_rerun)};
}

struct CellEnergy {
  double joules = 0;
  bool any = false;
  bool known = false;  // of every attempt
  bool alone = true;   // never two requests in flight, which would share their energy
  bool rerun = false;  // some attempts do not count
};

CellEnergy energy_of_cells(const CellTable& table, const std::string& model) {
  CellEnergy energy;
  bool unknown = false;
  for (const TableCell& cell : table.cells()) {
    if (cell.model != model) continue;
    const auto attempts = attempts_that_count(table, cell);
    energy.rerun = energy.rerun || attempts.size() < cell.count;
    for (const core::Record* record : attempts) {
      if (!record->generation()) continue;
      energy.any = true;
      energy.alone = energy.alone && record->generation()->in_flight <= 1;
      unknown = unknown || !record->memory.energy_j;
      energy.joules += record->memory.energy_j.value_or(0);
    }
  }
  energy.known = energy.any && !unknown;
  return energy;
}

struct StartEnergy {
  std::optional<double> joules;  // of all that came up, or nothing
  std::string why_not;
};

StartEnergy energy_of_starts(const RunData& data, const std::string& model) {
  StartEnergy energy{.why_not = "no server start is recorded"};
  double joules = 0;
  for (const core::ServerStart* start : starts_of(data, model)) {
    if (start->failed_to_start()) continue;  // it has answered nothing: what it cost is in no total
    if (!start->memory.energy_j) {
      const char* why = !start->end ? "its end was never recorded" : "its `memory.gaps` say why";
      return {std::nullopt, fmt::format("the energy of server start {} is not known ({})", start->number, why)};
    }
    joules += *start->memory.energy_j;
    energy = {joules, {}};
  }
  return energy;
}

bool has_power(const core::MemoryUse& memory) { return memory.energy_j || memory.mean_power_w; }

bool power_was_sampled(const CellTable& table, const std::string& model) {
  const auto starts = starts_of(table.data(), model);
  if (std::any_of(starts.begin(), starts.end(), [](const auto* start) { return has_power(start->memory); })) {
    return true;
  }
  return std::any_of(table.cells().begin(), table.cells().end(),
                     [&](const TableCell& cell) { return cell.model == model && has_power(cell.counted->memory); });
}

// A model's energy can be told by its cells or by its server starts.
struct ModelEnergy {
  CellEnergy cells;
  StartEnergy starts;

  bool by_cells() const { return cells.known && cells.alone; }
  // After a rerun the servers have also answered what does not count.
  bool by_starts() const { return cells.any && !cells.rerun && starts.joules; }
};

std::string why_no_total(const ModelEnergy& energy) {
  std::string text = energy.cells.alone ? "the power of a cell is not known throughout (its `memory.gaps` say why)"
                                        : "cells were in flight together, so that only their servers' power is known";
  text += energy.cells.rerun
              ? ", and some were rerun, so that the servers' energy is not that of the attempts that count"
              : ", and " + energy.starts.why_not;
  return text;
}

EnergySummary summarise(const ModelEnergy& energy, int solved, bool prefer_starts) {
  EnergySummary result{.solved = solved};
  if (energy.by_cells() && !(prefer_starts && energy.by_starts())) {
    result.total_j = energy.cells.joules;
    result.basis = core::EnergyBasis::cells;
  } else if (energy.by_starts()) {
    result.total_j = energy.starts.joules;
    result.basis = core::EnergyBasis::starts;
  }
  if (result.total_j && solved > 0) result.per_solved_j = *result.total_j / solved;
  return result;
}

}  // namespace

// A whole life holds the load and the probe too: beside it stands no sum of cells, where that can be helped.
void summarise_energy(const CellTable& table, std::vector<ModelSummary>& models) {
  std::vector<ModelEnergy> energies;
  for (const ModelSummary& model : models) {
    const std::string& id = model.id();
    energies.push_back({energy_of_cells(table, id), energy_of_starts(table.data(), id)});
  }
  const bool by_starts = std::any_of(energies.begin(), energies.end(),
                                     [](const auto& energy) { return !energy.by_cells() && energy.by_starts(); }) &&
                         std::all_of(energies.begin(), energies.end(),
                                     [](const auto& energy) { return !energy.by_cells() || energy.by_starts(); });
  for (std::size_t i = 0; i < models.size(); ++i) {
    ModelSummary& model = models[i];
    const int solved = model.outcomes[static_cast<std::size_t>(core::Outcome::pass)];
    model.energy = summarise(energies[i], solved, by_starts);
    const bool metered = energies[i].cells.any && power_was_sampled(table, model.id());
    if (!model.energy.total_j && metered) model.energy.no_total_reason = why_no_total(energies[i]);
  }
}

}  // namespace quantladder::report
