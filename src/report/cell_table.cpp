#include "quantladder/report/cell_table.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace quantladder::report {
namespace {

using Positions = std::map<std::string, int, std::less<>>;

// Known ids in their order, then the others by name, so that the order of the records decides nothing.
Positions positions(const std::vector<std::string>& known, const std::set<std::string_view>& found) {
  Positions result;
  for (const std::string& id : known) result.try_emplace(id, static_cast<int>(result.size()));
  for (const std::string_view id : found) result.try_emplace(std::string(id), static_cast<int>(result.size()));
  return result;
}

const core::Record* counting(std::span<const core::Record* const> attempts) {
  return attempts.size() == 1 ? attempts.front() : core::counting_attempt({attempts.begin(), attempts.end()});
}

}  // namespace

CellTable::CellTable(const RunData& data) : data_(&data) {
  std::vector<std::string> models;
  std::vector<std::string> tasks;
  for (const core::ModelFacts& model : data.manifest.models) models.push_back(model.model.id);
  for (const core::ItemFacts& task : data.manifest.suite.items) tasks.push_back(task.id);
  std::set<std::string_view> found_models;
  std::set<std::string_view> found_tasks;
  for (const core::Record& record : data.records) {
    found_models.insert(record.cell.model);
    found_tasks.insert(record.cell.task);
  }
  models_ = positions(models, found_models);
  tasks_ = positions(tasks, found_tasks);

  struct Entry {
    Key key;
    const core::Record* record;
  };
  std::vector<Entry> entries;
  entries.reserve(data.records.size());
  for (const core::Record& record : data.records) {
    const core::CellId& cell = record.cell;
    entries.push_back({{models_.find(cell.model)->second, cell.iteration, tasks_.find(cell.task)->second}, &record});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.key, a.record->attempt) < std::tie(b.key, b.record->attempt);
  });
  records_.reserve(entries.size());
  for (const Entry& entry : entries) {
    if (keys_.empty() || keys_.back() != entry.key) {
      keys_.push_back(entry.key);
      cells_.push_back({entry.record->cell, nullptr, records_.size(), 0});
    }
    records_.push_back(entry.record);
    ++cells_.back().count;
  }
  for (TableCell& cell : cells_) cell.counted = counting(attempts(cell));
}

const TableCell* CellTable::find(std::string_view model, std::string_view task, int iteration) const {
  const auto of_model = models_.find(model);
  const auto of_task = tasks_.find(task);
  if (of_model == models_.end() || of_task == tasks_.end()) return nullptr;
  const Key key{of_model->second, iteration, of_task->second};
  const auto found = std::lower_bound(keys_.begin(), keys_.end(), key);
  return found == keys_.end() || *found != key ? nullptr : &cells_[static_cast<std::size_t>(found - keys_.begin())];
}

const core::Record* CellTable::counted(std::string_view model, std::string_view task, int iteration) const {
  const TableCell* cell = find(model, task, iteration);
  return cell == nullptr ? nullptr : cell->counted;
}

std::span<const core::Record* const> CellTable::attempts(const core::CellId& cell) const {
  const TableCell* found = find(cell.model, cell.task, cell.iteration);
  return found == nullptr ? std::span<const core::Record* const>{} : attempts(*found);
}

std::vector<int> CellTable::iterations(const std::string& model) const {
  std::vector<int> numbers;
  for (const TableCell& cell : cells_) {
    if (cell.model == model && (numbers.empty() || numbers.back() != cell.iteration)) numbers.push_back(cell.iteration);
  }
  return numbers;
}

std::string reason_of(const core::Record& record) {
  if (!record.judgements.empty() && !record.judgement().reason.empty()) return record.judgement().reason;
  if (record.generation && !record.generation->fault.empty()) return record.generation->fault;
  return std::string(core::info(record.outcome()).meaning);
}

bool ended_well(const core::Generation& generation) {
  return generation.finish == core::Finish::stop || generation.finish == core::Finish::length;
}

}  // namespace quantladder::report
