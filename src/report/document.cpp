#include "quantladder/report/document.h"

#include <utility>

#include "document_sections.h"

namespace quantladder::report {

Document make_document(const Report& report, Extent extent) {
  const Summary& summary = report.summary;
  const auto& comparison = report.comparison;
  Document document{"quantladder: " + summary.manifest.experiment, {}};
  for (Section& section : std::vector<Section>{errors_section(summary),
                                               answer_section(report),
                                               results_section(report),
                                               comparison ? comparison_section(*comparison) : Section{},
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
                                               setup_section(summary),
                                               models_section(summary),
                                               odd_files_section(summary),
                                               command_section(report)}) {
    if (!section.blocks.empty()) document.sections.push_back(std::move(section));
  }
  return document;
}

}  // namespace quantladder::report
