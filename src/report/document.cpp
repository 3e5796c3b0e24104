#include "quantladder/report/document.h"

#include <utility>

#include "document_sections.h"

namespace quantladder::report {

Document make_document(const Summary& summary, Extent extent) {
  Document document;
  document.title = "quantladder: " + summary.facts.experiment;
  for (Section& section : std::vector<Section>{
           errors_section(summary), setup_section(summary), models_section(summary), results_section(summary),
           summary.comparison ? comparison_section(*summary.comparison) : Section{},
           summary.comparison ? diagnostics_section(*summary.comparison) : Section{}, distribution_section(summary),
           levels_section(summary), speed_section(summary, extent), outcomes_section(summary),
           unscored_section(summary), repeated_section(summary), warnings_section(summary), doubts_section(summary),
           recommendation_section(summary), command_section(summary)}) {
    if (!section.blocks.empty()) document.sections.push_back(std::move(section));
  }
  return document;
}

}  // namespace quantladder::report
