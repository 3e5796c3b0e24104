// The section on what a published comparison would have printed of several agents on one server, and its corrected
// form.
#include <fmt/format.h>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr const char* kNotKnown = "not known";

Table published_levels_table(const PublishedLoad& load) {
  Table table{{{"Model"},
               {"Level", Form::count},
               {"n", Form::count},
               {"Total", Form::duration},
               {"Total, % more", Form::difference},
               {"TTFT, turn 1", Form::duration},
               {"TTFT, % more", Form::difference},
               {"Words/s by turn"},
               {"Words", Form::count}},
              {}};
  for (const PublishedLevel& level : load.levels) {
    std::string rates;
    for (const auto& rate : level.words_per_s) add_part(rates, rate ? fmt::format("{:.1f}", *rate) : kMissing, " / ");
    table.rows.push_back({level.model, level.level, level.episodes, level.total_ms, level.total_change, level.ttft_ms,
                          level.ttft_change, rates, level.words});
  }
  return table;
}

std::vector<Value> side_row(const PublishedLevel& level, const PublishedSide& side) {
  std::string missing;
  for (const std::string& word : side.missing) add_part(missing, word);
  const Value rate = side.words_per_s ? Value(fmt::format("{:.1f}", *side.words_per_s)) : Value();
  return {level.model, level.level, side.task, keyword_verdict(side.right), missing, side.ttft_ms, side.total_ms, rate};
}

// Of the highest level of each model, as published.
Table published_side_table(const PublishedLoad& load) {
  Table table{{{"Model"},
               {"Level", Form::count},
               {"Side task"},
               {"Keywords"},
               {"Missing", Form::prose},
               {"TTFT", Form::duration},
               {"Total", Form::duration},
               {"Words/s"}},
              {}};
  for (const PublishedRadar& radar : load.radars) {
    for (const PublishedLevel& level : load.levels) {
      if (level.model != radar.model || level.suite != radar.suite || level.level != radar.level) continue;
      for (const PublishedSide& side : level.side) table.rows.push_back(side_row(level, side));
    }
  }
  return table;
}

Table published_radar_table(const PublishedLoad& load) {
  Table table{{{"Model"}, {"Level", Form::count}}, {}};
  for (const char* name : kRadarNames) table.columns.push_back({name, Form::bits});
  for (const PublishedRadar& radar : load.radars) {
    std::vector<Value> row{radar.model, radar.level};
    for (const auto& axis : radar.axes)
      row.push_back(axis ? Value(*axis, {}, fmt::format("{:.4g}", *axis)) : Value(kNotKnown));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Value axis_value(const CorrectedAxis& axis) {
  if (!axis.value) return {kNotKnown};
  if (!axis.interval) return {*axis.value, {}, fmt::format("{:.3g}", *axis.value)};
  return {*axis.value, axis.interval,
          fmt::format("{:.3g} [{:.3g}, {:.3g}]", *axis.value, axis.interval->lo, axis.interval->hi)};
}

Table corrected_table(const PublishedLoad& load) {
  Table table{
      {{"Model"}, {"Level"}, {"n", Form::count}, {"Axis"}, {"Value", Form::bits}, {"Unit"}, {"Ends, worst to best"}},
      {}};
  for (const CorrectedRadar& radar : load.corrected) {
    for (const CorrectedAxis& axis : radar.axes)
      table.rows.push_back({radar.model, core::to_string(radar.loaded), radar.episodes, axis.name, axis_value(axis),
                            axis.unit, fmt::format("{:g} to {:g}", axis.worst, axis.best)});
  }
  return table;
}

Bullets stand_ins(const PublishedLoad& load) {
  Bullets notes;
  for (const PublishedRadar& radar : load.radars) {
    if (radar.input.stands_in() && radar.axes[1])
      notes.items.push_back(
          fmt::format("{}: a TTFT is missing. The published script takes 100 ms at level 1 and 300 ms at the highest "
                      "level in its place, so this TTFT stability says nothing.",
                      radar.model));
  }
  notes.tone = Tone::warning;
  return notes;
}

}  // namespace

std::string keyword_verdict(const Share& right) {
  if (right.n == 0) return kMissing;
  if (right.n > 1) return fmt::format("{}/{} PASS", right.k, right.n);
  return right.k == 1 ? "PASS" : "FAIL";
}

Section published_load_section(const PublishedLoad& load) {
  Section section{kPublishedLoadTitle, {}};
  add_with_words(section,
                 "What a published comparison of two quantizations printed, computed as it did: all conversations are "
                 "sent once, rates count words between blanks over the whole request, and changes are per cent more "
                 "than at level 1. docs/methodology.md says why none of it tells models apart.",
                 published_levels_table(load));
  add_with_words(section, "The side tasks of the highest level pass by keywords alone; no answer was run.",
                 published_side_table(load));
  add_with_words(section,
                 "The published radar: six axes from 0 to 5 with fixed ends and without intervals. The rate is of the "
                 "primary's last turn at level 1; VRAM counts in 10^6 bytes.",
                 published_radar_table(load));
  if (Bullets notes = stand_ins(load); !notes.items.empty()) section.blocks.emplace_back(std::move(notes));
  add_with_words(section,
                 "The corrected form: each axis in its own unit, with its 95 % interval over episodes (of side tasks "
                 "Wilson's), and its worst and best end, which are a convention. A value without an interval is of "
                 "one episode, or of several that all have it.",
                 corrected_table(load));
  return section;
}

}  // namespace quantladder::report
