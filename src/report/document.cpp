#include "quantladder/report/document.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "document_sections.h"

namespace quantladder::report {

void add_with_words(Section& section, std::string words, Table table) {
  if (table.rows.empty()) return;
  section.blocks.emplace_back(Paragraph{std::move(words)});
  section.blocks.emplace_back(std::move(table));
}

Document make_document(const Report& report, Extent extent) {
  const Summary& summary = report.summary;
  const auto& comparison = report.comparison;
  Document document{"quantladder: " + summary.manifest.experiment, {}};
  for (Section& section : std::vector<Section>{errors_section(summary),
                                               extent == Extent::page ? Section{} : answer_section(report),
                                               results_section(report, extent),
                                               comparison ? comparison_section(*comparison) : Section{},
                                               under_load_section(summary, report.under_load),
                                               load_search_section(report.searches),
                                               load_section(report.load, extent),
                                               published_load_section(report.published_load),
                                               distribution_section(summary),
                                               levels_section(summary),
                                               suites_section(report),
                                               at_play_section(summary),
                                               comparison ? diagnostics_section(*comparison) : Section{},
                                               fidelity_section(summary),
                                               report.front ? front_section(*report.front) : Section{},
                                               screening_section(summary),
                                               speed_section(summary, extent),
                                               drafting_section(summary, report.drafting),
                                               bench_section(summary),
                                               served_section(summary),
                                               memory_section(summary),
                                               outcomes_section(summary),
                                               unscored_section(summary),
                                               repeated_section(summary),
                                               warnings_section(summary),
                                               doubts_section(summary),
                                               extent == Extent::page ? method_section(summary) : Section{},
                                               setup_section(summary),
                                               models_section(summary),
                                               odd_files_section(summary),
                                               command_section(report)}) {
    if (!section.blocks.empty()) document.sections.push_back(std::move(section));
  }
  return document;
}

void add_charts(Document& document, const std::vector<Chart>& charts) {
  std::map<std::string, std::ptrdiff_t> added;  // by section
  for (const Chart& chart : charts) {
    auto section = std::find_if(document.sections.begin(), document.sections.end(),
                                [&](const Section& each) { return each.title == chart.section; });
    if (section == document.sections.end()) section = document.sections.insert(section, {chart.section, {}});
    const auto size = static_cast<std::ptrdiff_t>(section->blocks.size());
    const std::ptrdiff_t place = std::min<std::ptrdiff_t>(size, 1 + added[chart.section]++);
    section->blocks.insert(section->blocks.begin() + place, chart);
  }
}

}  // namespace quantladder::report
