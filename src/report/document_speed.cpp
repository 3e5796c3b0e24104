#include <fmt/format.h>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

Table cells_table(const Summary& summary) {
  Table table{{{"Model"},
               {"Cells", Align::right},
               {"In flight", Align::right},
               {"Tokens/s", Align::right},
               {"TTFT ms", Align::right},
               {"Tokens/answer", Align::right},
               {"Tokens", Align::right},
               {"Time", Align::right}},
              {}};
  for (const ModelSummary& model : summary.models) {
    const CellSpeed& cells = model.cells;
    if (cells.cells == 0) continue;
    table.rows.push_back(
        {model.facts.model.id, std::to_string(cells.cells),
         cells.most_in_flight > 1 ? fmt::format("up to {}", cells.most_in_flight) : "1",
         to_rate(cells.median_tokens_per_s), to_rate(cells.median_ttft_ms), to_rate(cells.median_tokens),
         cells.median_tokens ? std::to_string(cells.total_tokens) : kMissing, to_duration(cells.total_ms)});
  }
  return table;
}

Table starts_table(const Summary& summary) {
  Table table{{{"Model"},
               {"Start", Align::right},
               {"Round", Align::right},
               {"Load", Align::right},
               {"Probes", Align::right},
               {"Mean tokens/s", Align::right},
               {"Median", Align::right},
               {"TTFT ms", Align::right},
               {"Memory peak", Align::right},
               {"End", Align::left, true}},
              {}};
  for (const ModelSummary& model : summary.models) {
    for (const StartSpeed& start : model.probe.starts) {
      table.rows.push_back({model.facts.model.id, std::to_string(start.number), std::to_string(start.round),
                            start.load_ms > 0 ? to_duration(start.load_ms) : kMissing, std::to_string(start.probes),
                            to_rate(start.mean_tokens_per_s), to_rate(start.median_tokens_per_s),
                            to_rate(start.median_ttft_ms), to_size(start.peak_bytes), or_missing(start.end)});
    }
  }
  return table;
}

}  // namespace

Section speed_section(const Summary& summary, Extent extent) {
  Section section{"Speed while answering", {}};
  Table cells = cells_table(summary);
  if (!cells.rows.empty()) {
    section.blocks.push_back(Paragraph{
        "Medians over the cells, per stream, with as many requests in flight as shown; answers differ in length "
        "between models, so the speed probe above is the one to compare. Time is the sum over cells."});
    section.blocks.push_back(std::move(cells));
  }
  int warm_ups = 0;
  for (const ModelSummary& model : summary.models) warm_ups += model.probe.warm_up_requests;
  Table starts = starts_table(summary);
  if (extent == Extent::full && !starts.rows.empty()) {
    section.blocks.push_back(
        Paragraph{fmt::format("Server starts, with their speed probes ({} left out of every figure):",
                              count_of(warm_ups, "warm-up request"))});
    section.blocks.push_back(std::move(starts));
  }
  return section;
}

}  // namespace quantladder::report
