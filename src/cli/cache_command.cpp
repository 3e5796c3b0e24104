#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "quantladder/fidelity/baseline.h"
#include "quantladder/report/document.h"
#include "quantladder/report/render.h"
#include "quantladder/runtimes/kept.h"
#include "quantladder/sweep/made_files.h"
#include "quantladder/sys/files.h"

namespace quantladder::cli {
namespace {

using Json = nlohmann::ordered_json;

// Something that lies in the cache, whoever keeps it there.
struct Kept {
  const char* list;  // of the JSON: "baselines"
  std::string what;
  std::string of;
  std::string form;
  std::uint64_t bytes = 0;
  std::filesystem::file_time_type used;
  std::filesystem::path file;
  bool is_leftover = false;
  std::function<bool()> remove;  // returns whether it is gone
  Json facts = Json::object();
};

double days_since(std::filesystem::file_time_type time) {
  using Days = std::chrono::duration<double, std::ratio<86400>>;
  return std::max(0.0, Days(std::filesystem::file_time_type::clock::now() - time).count());
}

Kept kept_of(const fidelity::CacheEntry& entry) {
  Kept kept{.list = entry.is_leftover ? "leftovers" : "rendered",
            .what = entry.is_leftover ? "leftover" : "text",
            .bytes = entry.bytes,
            .used = entry.used,
            .file = entry.file,
            .is_leftover = entry.is_leftover,
            .remove = [entry] { return fidelity::remove_entry(entry); }};
  if (!entry.baseline) return kept;
  const core::Baseline& baseline = *entry.baseline;
  kept.list = "baselines";
  kept.what = "baseline " + baseline.used.model;
  kept.of = fmt::format("{}, {} chunks", baseline.domain, baseline.chunks);
  kept.form = core::to_id(baseline.used.form);
  kept.facts = {{"key", baseline.used.key},
                {"domain", baseline.domain},
                {"model", baseline.used.model},
                {"form", core::to_id(baseline.used.form)},
                {"ctx", baseline.ctx},
                {"chunks", baseline.chunks},
                {"perplexity", baseline.used.perplexity.value},
                {"made_at", baseline.used.made_at}};
  return kept;
}

Kept kept_of(const sweep::MadeEntry& entry) {
  Kept kept{.list = "leftovers",
            .what = "leftover",
            .of = entry.recipe + entry.text,
            .bytes = entry.bytes,
            .used = entry.used,
            .file = entry.file,
            .is_leftover = entry.is_leftover(),
            .remove = [entry] { return sweep::remove_made(entry); }};
  if (!entry.recipe.empty()) {
    kept.list = "made";
    kept.what = "made file";
    kept.facts = {{"recipe", entry.recipe}};
  } else if (!entry.text.empty()) {
    kept.list = "imatrices";
    kept.what = "importance matrix";
    kept.facts = {{"text", entry.text}};
  }
  return kept;
}

Kept kept_of(const runtimes::KeptEntry& entry) {
  return {.list = entry.is_leftover ? "leftovers" : "runtimes",
          .what = entry.is_leftover ? "leftover" : "runtime",
          .of = {},
          .form = {},
          .bytes = entry.bytes,
          .used = entry.used,
          .file = entry.folder,
          .is_leftover = entry.is_leftover,
          .remove = [entry] { return runtimes::remove_kept(entry); }};
}

std::vector<Kept> list_all() {
  std::vector<Kept> all;
  for (const auto& entry : fidelity::list_cache(fidelity::baselines_folder(), fidelity::rendered_folder()))
    all.push_back(kept_of(entry));
  for (const auto& entry : sweep::list_made()) all.push_back(kept_of(entry));
  for (const auto& entry : runtimes::list_kept()) all.push_back(kept_of(entry));
  return all;
}

// Without --older-than only leftovers go: no run can use them.
bool is_to_go(const Kept& kept, const CacheOptions& options) {
  if (!options.prune) return false;
  return kept.is_leftover || (options.older_than && days_since(kept.used) >= *options.older_than);
}

Json to_json(const Kept& kept) {
  Json json{{"file", kept.file.string()}, {"bytes", kept.bytes}};
  json.update(kept.facts);
  if (!kept.is_leftover) json["days_unused"] = days_since(kept.used);
  return json;
}

void print_json(const std::vector<Kept>& all, const std::vector<Kept>& removed) {
  Json json{{"folder", sys::cache_folder().string()}};
  for (const char* list : {"baselines", "rendered", "made", "imatrices", "runtimes", "leftovers", "removed"})
    json[list] = Json::array();
  for (const Kept& kept : all) json[kept.list].push_back(to_json(kept));
  for (const Kept& kept : removed) json["removed"].push_back(to_json(kept));
  fmt::print("{}\n", json.dump(1));
}

std::string size_of(const std::vector<Kept>& all) {
  std::uint64_t bytes = 0;
  for (const Kept& kept : all) bytes += kept.bytes;
  return report::to_text(report::Value(bytes), report::Form::size);
}

void print_table(const std::vector<Kept>& all, const std::vector<Kept>& removed) {
  using report::Form;
  report::Table table{
      {{"What"}, {"Of", Form::prose}, {"Form"}, {"Size", Form::size}, {"Days unused", Form::count}, {"File"}}, {}};
  for (const Kept& kept : all) {
    table.rows.push_back(
        {kept.what, kept.of, kept.form, kept.bytes, days_since(kept.used), kept.file.filename().string()});
  }
  report::Section section{"Cache",
                          {report::Paragraph{fmt::format("{} in {}", size_of(all), sys::cache_folder().string())}}};
  if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
  if (!removed.empty()) {
    section.blocks.emplace_back(
        report::Paragraph{fmt::format("Removed (files: {}): {}.", removed.size(), size_of(removed))});
  }
  fmt::print("{}", report::to_terminal(report::Document{"quantladder: cache", {section}}, terminal_width(), colour()));
}

}  // namespace

int cache_command(const CacheOptions& options) {
  std::vector<Kept> all;
  std::vector<Kept> removed;
  for (Kept& kept : list_all()) {
    const bool gone = is_to_go(kept, options) && kept.remove();
    (gone ? removed : all).push_back(std::move(kept));
  }
  if (options.output == Output::json) {
    print_json(all, removed);
  } else {
    print_table(all, removed);
  }
  return kDone;
}

}  // namespace quantladder::cli
