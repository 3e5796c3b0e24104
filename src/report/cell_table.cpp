#include "quantladder/report/cell_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace quantladder::report {
namespace {

// Numbers the known ones in their order, then the others by name, so that the order of the records decides nothing.
template <class Id>
std::map<Id, int> places(const std::vector<Id>& known, const std::set<Id>& found) {
  std::map<Id, int> result;
  for (const Id& id : known) result.try_emplace(id, static_cast<int>(result.size()));
  for (const Id& id : found) result.try_emplace(id, static_cast<int>(result.size()));
  return result;
}

const core::Record* counting(std::span<const core::Record* const> attempts) {
  return attempts.size() == 1 ? attempts.front() : core::counting_attempt({attempts.begin(), attempts.end()});
}

}  // namespace

std::string to_string(const NamedCell& cell) {
  return fmt::format("{}/{}/iteration {}", cell.model, cell.name, cell.iteration);
}

CellTable::CellTable(const RunData& data) : data_(&data), scored_items_(data.manifest.scored_items()) {
  std::vector<std::string> models;
  for (const core::ModelFacts& model : data.manifest.models) models.push_back(model.model.id);
  std::vector<ItemKey> items;
  std::map<ItemKey, std::string> names;
  for (const core::RunItem& item : data.manifest.items()) {
    items.emplace_back(item.suite, item.id);
    names[items.back()] = item.name;
  }
  std::set<std::string> found_models;
  std::set<ItemKey> found_items;
  for (const core::Record& record : data.records) {
    found_models.insert(record.cell.model);
    found_items.insert({record.cell.suite, record.cell.item});
  }
  models_ = places(models, found_models);
  items_ = places(items, found_items);
  sort_records(names);
}

void CellTable::sort_records(const std::map<ItemKey, std::string>& names) {
  struct Entry {
    Key key;
    const core::Record* record;
  };
  std::vector<Entry> entries;
  entries.reserve(data_->records.size());
  for (const core::Record& record : data_->records) {
    const core::CellId& cell = record.cell;
    const int item = items_.find({cell.suite, cell.item})->second;
    entries.push_back({{models_.find(cell.model)->second, cell.iteration, item}, &record});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.key, a.record->attempt) < std::tie(b.key, b.record->attempt);
  });
  records_.reserve(entries.size());
  for (const Entry& entry : entries) {
    if (keys_.empty() || keys_.back() != entry.key) {
      keys_.push_back(entry.key);
      const core::CellId& cell = entry.record->cell;
      const auto name = names.find({cell.suite, cell.item});
      cells_.push_back({{cell, name == names.end() ? cell.item : name->second}, nullptr, records_.size(), 0});
    }
    records_.push_back(entry.record);
    ++cells_.back().count;
  }
  for (TableCell& cell : cells_) cell.counted = counting(attempts(cell));
}

const TableCell* CellTable::find(const core::CellId& cell) const {
  const auto of_model = models_.find(cell.model);
  const auto of_item = items_.find({cell.suite, cell.item});
  if (of_model == models_.end() || of_item == items_.end()) return nullptr;
  const Key key{of_model->second, cell.iteration, of_item->second};
  const auto found = std::lower_bound(keys_.begin(), keys_.end(), key);
  return found == keys_.end() || *found != key ? nullptr : &cells_[static_cast<std::size_t>(found - keys_.begin())];
}

const core::Record* CellTable::counted(const core::CellId& cell) const {
  const TableCell* found = find(cell);
  return found == nullptr ? nullptr : found->counted;
}

const core::Record* CellTable::counted(const std::string& model, const core::RunItem& item, int iteration) const {
  return counted(core::CellId{model, item.suite, item.id, iteration});
}

std::span<const core::Record* const> CellTable::attempts(const core::CellId& cell) const {
  const TableCell* found = find(cell);
  return found == nullptr ? std::span<const core::Record* const>{} : attempts(*found);
}

std::vector<int> CellTable::iterations(const std::string& model) const {
  std::vector<int> numbers;
  for (const TableCell& cell : cells_) {
    if (cell.model != model || (!numbers.empty() && numbers.back() == cell.iteration)) continue;
    const core::SuiteFacts* suite = data_->manifest.find_suite(cell.suite);
    if (suite != nullptr && core::row_of(suite->kind).has_points) numbers.push_back(cell.iteration);
  }
  return numbers;
}

std::string reason_of(const core::Record& record) {
  if (!record.reason().empty()) return record.reason();
  const core::Generation* generation = record.generation();
  if (generation != nullptr && !generation->fault.empty()) return generation->fault;
  return std::string(core::row_of(record.outcome()).meaning);
}

std::optional<std::int64_t> prompt_tokens(const core::Generation& generation) {
  const auto& timings = generation.timings;
  if (timings && timings->cache_n) return timings->prompt_n + *timings->cache_n;
  if (generation.usage) return generation.usage->prompt_tokens;
  return std::nullopt;
}

bool ended_well(const core::Generation& generation) {
  return generation.finish == core::Finish::stop || generation.finish == core::Finish::length;
}

}  // namespace quantladder::report
