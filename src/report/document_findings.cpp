#include <fmt/format.h>

#include <algorithm>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr std::size_t kMostListed = 20;

// The first ones; summary.json has all.
std::vector<std::string> cap(std::vector<std::string> items) {
  if (items.size() <= kMostListed) return items;
  const std::size_t more = items.size() - kMostListed;
  items.resize(kMostListed);
  items.push_back(fmt::format("... and {} more: see summary.json", more));
  return items;
}

// The same of cells, each of which leads to what is kept of it.
Bullets listed(std::vector<std::string> cells, std::vector<std::string> fragments) {
  fragments.resize(std::min(fragments.size(), kMostListed));
  return {cap(std::move(cells)), Tone::plain, std::move(fragments)};
}

int total(const Summary& summary, std::size_t outcome) {
  int count = 0;
  for (const ModelSummary& model : summary.models) count += model.outcomes[outcome];
  return count;
}

std::vector<Value> outcome_row(const Summary& summary, const core::OutcomeRow& info) {
  std::vector<Value> row{std::string(info.id), core::is_scored(info.value) ? "yes" : "no"};
  for (const ModelSummary& model : summary.models) {
    row.emplace_back(model.outcomes[static_cast<std::size_t>(info.value)]);
  }
  return row;
}

std::string attempts_text(const RepeatedCell& cell) {
  std::string text;
  for (const core::Outcome outcome : cell.outcomes) add_part(text, core::to_id(outcome), " -> ");
  return fmt::format("{}: {} ({}); attempt {} counts", to_string(cell.cell), text, core::to_text(cell.reason),
                     cell.counted);
}

}  // namespace

Section errors_section(const Summary& summary) {
  if (summary.errors.empty()) return {"Errors", {}};
  return {"Errors",
          {Paragraph{"These figures contradict each other. Nothing below may be relied on until this is explained.",
                     Tone::error},
           Bullets{cap(summary.errors), Tone::error}}};
}

Section outcomes_section(const Summary& summary) {
  if (summary.manifest.items().empty()) return {"Outcomes", {}};
  Table table{{{"Outcome"}, {"Scored"}}, {}};
  for (const ModelSummary& model : summary.models) table.columns.push_back({model.id(), Form::count});
  std::string meanings;
  std::string absent;
  for (const core::OutcomeRow& info : core::kIds<core::Outcome>) {
    if (total(summary, static_cast<std::size_t>(info.value)) > 0) {
      table.rows.push_back(outcome_row(summary, info));
      add_part(meanings, fmt::format("{}: {}", info.id, info.meaning), "; ");
    } else {
      add_part(absent, info.id);
    }
  }
  Section section{"Outcomes", {}};
  if (!table.rows.empty()) {
    section.blocks.push_back(table);
    section.blocks.push_back(Paragraph{meanings + "."});
  }
  if (!absent.empty()) section.blocks.push_back(Paragraph{"Did not occur: " + absent + "."});
  return section;
}

Section unscored_section(const Summary& summary) {
  if (summary.unscored.empty()) return {"Left out of the rates", {}};
  std::vector<std::string> items;
  std::vector<std::string> fragments;
  for (const UnscoredCell& cell : summary.unscored) {
    fragments.push_back(fragment_of(cell.cell));
    items.push_back(fmt::format("{}: {}: {}", to_string(cell.cell), core::to_id(cell.outcome), cell.reason));
  }
  return {"Left out of the rates",
          {Paragraph{
               fmt::format("{}: not the model's doing, so neither passed nor failed.", count_of(items.size(), "cell"))},
           listed(std::move(items), std::move(fragments))}};
}

Section repeated_section(const Summary& summary) {
  Section section{"Repeated and judged again", {}};
  if (!summary.repeated.empty()) {
    std::vector<std::string> items;
    std::vector<std::string> fragments;
    for (const RepeatedCell& cell : summary.repeated) {
      items.push_back(attempts_text(cell));
      fragments.push_back(fragment_of(cell.cell));
    }
    section.blocks.push_back(Paragraph{
        fmt::format("{} with more than one attempt, oldest first. The newest scored attempt counts, if there is one.",
                    count_of(items.size(), "cell"))});
    section.blocks.push_back(listed(std::move(items), std::move(fragments)));
  }
  if (summary.judged_again > 0) {
    std::vector<std::string> items;
    std::vector<std::string> fragments;
    for (const RejudgedCell& cell : summary.rejudged) {
      fragments.push_back(fragment_of(cell.cell));
      items.push_back(
          cell.before == cell.now
              ? fmt::format("{}: {}, {} -> {} points", to_string(cell.cell), core::to_id(cell.now),
                            to_points(cell.points_before), to_points(cell.points_now))
              : fmt::format("{}: {} -> {}", to_string(cell.cell), core::to_id(cell.before), core::to_id(cell.now)));
    }
    const bool points = std::any_of(summary.rejudged.begin(), summary.rejudged.end(),
                                    [](const RejudgedCell& cell) { return cell.before == cell.now; });
    section.blocks.push_back(Paragraph{fmt::format(
        "{} judged again from the stored replies, {} with another outcome{}.", count_of(summary.judged_again, "cell"),
        summary.rejudged.size(), points ? " or other points" : "")});
    if (!items.empty()) section.blocks.push_back(listed(std::move(items), std::move(fragments)));
  }
  return section;
}

Section warnings_section(const Summary& summary) {
  if (summary.warnings.empty()) return {"Warnings", {}};
  return {"Warnings", {Bullets{cap(summary.warnings), Tone::warning}}};
}

Section doubts_section(const Summary& summary) {
  if (summary.doubts.empty()) return {"Doubts about single measurements", {}};
  return {"Doubts about single measurements", {Bullets{cap(summary.doubts)}}};
}

}  // namespace quantladder::report
