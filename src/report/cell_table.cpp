#include "cell_table.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace quantladder::report {
namespace {

std::map<std::string, std::size_t> positions(const std::vector<std::string>& ids) {
  std::map<std::string, std::size_t> result;
  for (const std::string& id : ids) result.try_emplace(id, result.size());
  return result;
}

// Unknown ids go last.
std::size_t position(const std::map<std::string, std::size_t>& order, const std::string& id) {
  const auto found = order.find(id);
  return found == order.end() ? order.size() : found->second;
}

}  // namespace

CellTable::CellTable(const RunData& data) {
  for (const core::Record& record : data.records) attempts_[record.cell].push_back(&record);
  for (auto& [cell, attempts] : attempts_) {
    std::stable_sort(attempts.begin(), attempts.end(),
                     [](const core::Record* a, const core::Record* b) { return a->attempt < b->attempt; });
    cells_.push_back(cell);
  }
  std::vector<std::string> models;
  std::vector<std::string> tasks;
  for (const ModelFacts& model : data.facts.models) models.push_back(model.model.id);
  for (const TaskFacts& task : data.facts.tasks) tasks.push_back(task.id);
  const auto model_order = positions(models);
  const auto task_order = positions(tasks);
  const auto key = [&](const core::CellId& cell) {
    return std::make_tuple(position(model_order, cell.model), cell.iteration, position(task_order, cell.task));
  };
  std::stable_sort(cells_.begin(), cells_.end(),
                   [&](const core::CellId& a, const core::CellId& b) { return key(a) < key(b); });
}

const core::Record* CellTable::newest(const std::string& model, const std::string& task, int iteration) const {
  return counted(core::CellId{model, task, iteration});
}

const core::Record* CellTable::counted(const core::CellId& cell) const {
  return core::counting_attempt(attempts(cell));
}

const std::vector<const core::Record*>& CellTable::attempts(const core::CellId& cell) const {
  static const std::vector<const core::Record*> none;
  const auto found = attempts_.find(cell);
  return found == attempts_.end() ? none : found->second;
}

std::vector<int> CellTable::iterations(const std::string& model) const {
  std::set<int> numbers;
  for (const core::CellId& cell : cells_) {
    if (cell.model == model) numbers.insert(cell.iteration);
  }
  return {numbers.begin(), numbers.end()};
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
