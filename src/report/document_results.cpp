// The section with the joined table, which a report begins with after its answer.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "document_sections.h"
#include "joined_table.h"
#include "text.h"

namespace quantladder::report {
namespace {

const Figure& figure_of(const ModelSummary& model, const Measure& measure) {
  return model.figures.find(measure.id)->second;
}

std::string method_text(const stats::ScoreInterval& ci) {
  switch (ci.method) {
    case stats::ScoreMethod::expanded_bca:
      return ci.exact ? "expanded BCa on the exact bootstrap distribution" : "expanded BCa, 9999 resamples";
    case stats::ScoreMethod::mover_jeffreys:
      return "MOVER-Jeffreys over the tasks (" + ci.fallback_reason + ")";
    case stats::ScoreMethod::blended:
      return "between MOVER-Jeffreys over the tasks and expanded BCa (" + ci.fallback_reason + ")";
  }
  return "";
}

std::string methods_text(const Summary& summary) {
  std::map<std::string, std::string> models;
  for (const ModelSummary& model : summary.models) {
    if (!model.score) continue;
    std::string& ids =
        models[model.score->ci ? method_text(*model.score->ci) : "no interval (" + model.score->no_ci_reason + ")"];
    add_part(ids, model.id());
  }
  std::string text;
  for (const auto& [method, ids] : models) {
    add_part(text, models.size() == 1 ? method : ids + ": " + method, "; ");
  }
  return text;
}

std::string speed_note(const Summary& summary) {
  if (!is_known(summary, "tg") && !is_known(summary, "ttft")) return "";
  std::string text =
      "Tokens/s and TTFT (time to first token) come from the speed probe after each server start, one stream; the "
      "interval of tokens/s is over server starts";
  const bool none = std::none_of(summary.models.begin(), summary.models.end(),
                                 [](const ModelSummary& model) { return figure_of(model, measure_of("tg")).ci; });
  return text + (none ? ", of which it takes at least two." : ".");
}

std::string memory_note(const Summary& summary) {
  const std::string label = common_stratum(summary.models, measure_of("vram"));
  std::string by_cells;
  for (const ModelSummary& model : summary.models) {
    if (model.memory.peak_bytes && !model.memory.lowest_peak_bytes) add_part(by_cells, model.id());
  }
  if (!by_cells.empty()) by_cells = fmt::format(", of {} over its cells", by_cells);
  return label.empty() ? "" : fmt::format("{}: the largest peak over the server starts{}.", label, by_cells);
}

std::string energy_note(const Summary& summary) {
  if (!is_known(summary, "energy")) return "";
  std::string cells;
  std::string starts;
  for (const ModelSummary& model : summary.models) {
    if (model.energy.basis == core::EnergyBasis::cells) cells = "the cells' own";
    if (model.energy.basis == core::EnergyBasis::starts)
      starts = "that of the servers' whole life, load and probe included";
  }
  return "Energy (J per solved task) is " + cells + (cells.empty() || starts.empty() ? "" : " or ") + starts +
         (!cells.empty() && !starts.empty() ? ", as its row says: the two are not comparable." : ".");
}

// Says what marks and short titles mean.
std::string marks_note(const Report& report) {
  std::string text;
  if (report.summary.models.size() > 1) add_part(text, "*: the baseline", "; ");
  if (has_points(report.summary)) add_part(text, "n: complete iterations / begun ones", "; ");
  if (report.front) add_part(text, "place: whether another file beats it (\"Size, distance and speed\")", "; ");
  if (is_known(report.summary, "bits")) add_part(text, "BPW: bits per weight", "; ");
  return "Brackets are 95 % intervals" + (text.empty() ? "." : "; " + text + ".");
}

std::string notes_text(const Report& report) {
  const Summary& summary = report.summary;
  std::vector<std::string> notes{marks_note(report)};
  if (const std::string methods = methods_text(summary); !methods.empty())
    notes.push_back(fmt::format("Score: {}.", methods));
  if (summary.stopping) notes.emplace_back("The intervals of scores take no account of the looks at this run.");
  if (!summary.scored_items.empty()) notes.emplace_back("Perfect runs (every point): k/n, Wilson, in percent.");
  if (!summary.manifest.imported) {
    for (std::string& note : std::vector<std::string>{memory_note(summary), speed_note(summary), energy_note(summary)})
      notes.push_back(std::move(note));
  }
  std::string text;
  for (const std::string& note : notes) {
    if (!note.empty()) add_part(text, note, " ");
  }
  return text;
}

std::vector<Block> tables_of(const Report& report) {
  std::vector<Block> blocks{joined_table(report)};
  if (Table intervals = interval_table(report); intervals.columns.size() > 1) {
    blocks.emplace_back(Paragraph{"Other figures with their 95 % intervals:"});
    blocks.emplace_back(std::move(intervals));
  }
  return blocks;
}

}  // namespace

Section results_section(const Report& report, Extent extent) {
  const Summary& summary = report.summary;
  Section section{"Summary", extent == Extent::page ? std::vector<Block>{} : tables_of(report)};
  section.blocks.push_back(Paragraph{notes_text(report)});
  if (summary.scored_items.empty()) return section;
  section.blocks.push_back(Paragraph{kEstimand});
  for (const ModelSummary& model : summary.models) {
    if (!model.energy.no_total_reason.empty()) {
      section.blocks.push_back(
          Paragraph{fmt::format("{}: no J/solved: {}.", model.id(), model.energy.no_total_reason)});
    }
    if (model.score) continue;
    section.blocks.push_back(Paragraph{fmt::format("{} has no score: {}.", model.id(), model.no_score_reason)});
  }
  return section;
}

}  // namespace quantladder::report
