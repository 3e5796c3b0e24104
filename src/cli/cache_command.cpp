#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "quantladder/fidelity/baseline.h"
#include "quantladder/report/document.h"
#include "quantladder/report/render.h"

namespace quantladder::cli {
namespace {

using fidelity::CacheEntry;

double days_since(std::filesystem::file_time_type time) {
  using Days = std::chrono::duration<double, std::ratio<86400>>;
  return std::max(0.0, Days(std::filesystem::file_time_type::clock::now() - time).count());
}

// Without --older-than only leftovers go: no run can use them.
bool is_to_go(const CacheEntry& entry, const CacheOptions& options) {
  if (!options.prune) return false;
  if (entry.is_leftover) return true;
  return options.older_than && days_since(entry.used) >= *options.older_than;
}

nlohmann::ordered_json to_json(const CacheEntry& entry) {
  nlohmann::ordered_json json{{"file", entry.file.string()}, {"bytes", entry.bytes}};
  if (entry.is_leftover) return json;
  json["days_unused"] = days_since(entry.used);
  if (!entry.baseline) return json;
  const core::Baseline& baseline = *entry.baseline;
  json.update({{"key", baseline.used.key},
               {"domain", baseline.domain},
               {"model", baseline.used.model},
               {"form", core::to_id(baseline.used.form)},
               {"ctx", baseline.ctx},
               {"chunks", baseline.chunks},
               {"perplexity", baseline.used.perplexity.value},
               {"made_at", baseline.used.made_at}});
  return json;
}

const char* list_of(const CacheEntry& entry) {
  return entry.baseline ? "baselines" : entry.is_leftover ? "leftovers" : "rendered";
}

void print_json(const std::vector<CacheEntry>& entries, const std::vector<CacheEntry>& removed) {
  nlohmann::ordered_json json{{"folder", fidelity::baselines_folder().parent_path().string()},
                              {"baselines", nlohmann::ordered_json::array()},
                              {"rendered", nlohmann::ordered_json::array()},
                              {"leftovers", nlohmann::ordered_json::array()},
                              {"removed", nlohmann::ordered_json::array()}};
  for (const CacheEntry& entry : entries) json[list_of(entry)].push_back(to_json(entry));
  for (const CacheEntry& entry : removed) json["removed"].push_back(to_json(entry));
  fmt::print("{}\n", json.dump(1));
}

std::uint64_t bytes_of(const std::vector<CacheEntry>& entries) {
  std::uint64_t bytes = 0;
  for (const CacheEntry& entry : entries) bytes += entry.bytes;
  return bytes;
}

std::string size_text(std::uint64_t bytes) { return report::to_text(report::Value(bytes), report::Form::size); }

void print_table(const std::vector<CacheEntry>& entries, const std::vector<CacheEntry>& removed) {
  using report::Form;
  report::Table table{{{"Domain"},
                       {"Baseline"},
                       {"Chunks", Form::count},
                       {"Form"},
                       {"Size", Form::size},
                       {"Days unused", Form::count},
                       {"Key"}},
                      {}};
  for (const CacheEntry& entry : entries) {
    if (!entry.baseline) {
      table.rows.push_back({entry.is_leftover ? "leftover" : "rendered messages",
                            {},
                            {},
                            {},
                            entry.bytes,
                            days_since(entry.used),
                            entry.file.filename().string()});
      continue;
    }
    const core::Baseline& baseline = *entry.baseline;
    table.rows.push_back({baseline.domain, baseline.used.model, baseline.chunks,
                          std::string(core::to_id(baseline.used.form)), entry.bytes, days_since(entry.used),
                          baseline.used.key});
  }
  report::Section section{"Cache",
                          {report::Paragraph{fmt::format("{} in {}", size_text(bytes_of(entries)),
                                                         fidelity::baselines_folder().parent_path().string())}}};
  if (!table.rows.empty()) section.blocks.push_back(std::move(table));
  if (!removed.empty())
    section.blocks.push_back(
        report::Paragraph{fmt::format("Removed {} of {} files.", size_text(bytes_of(removed)), removed.size())});
  fmt::print("{}", report::to_terminal(report::Document{"quantladder: cache", {section}}, terminal_width(), colour()));
}

}  // namespace

int cache_command(const CacheOptions& options) {
  std::vector<CacheEntry> kept;
  std::vector<CacheEntry> removed;
  for (CacheEntry& entry : fidelity::list_cache(fidelity::baselines_folder(), fidelity::rendered_folder())) {
    const bool gone = is_to_go(entry, options) && fidelity::remove_entry(entry);
    (gone ? removed : kept).push_back(std::move(entry));
  }
  if (options.output == Output::json) {
    print_json(kept, removed);
  } else {
    print_table(kept, removed);
  }
  return kDone;
}

}  // namespace quantladder::cli
