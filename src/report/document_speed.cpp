#include <fmt/format.h>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

Value in_flight(const CellSpeed& cells) {
  if (cells.most_in_flight <= 1) return 1;
  const std::string most = fmt::format("up to {}", cells.most_in_flight);
  return cells.mean_in_flight ? Value(*cells.mean_in_flight, {}, fmt::format("{:.1f}, {}", *cells.mean_in_flight, most))
                              : Value(cells.most_in_flight, {}, most);
}

Table cells_table(const Summary& summary) {
  Table table{{{"Model"},
               {"Cells", Form::count},
               {"In flight", Form::count},
               {"Tokens/s", Form::rate},
               {"TTFT ms", Form::rate},
               {"Tokens/answer", Form::rate},
               {"Tokens", Form::count},
               {"Time", Form::duration}},
              {}};
  for (const ModelSummary& model : summary.models) {
    const CellSpeed& cells = model.cells;
    if (cells.cells == 0) continue;
    table.rows.push_back({model.id(), cells.cells, in_flight(cells), cells.median_tokens_per_s, cells.median_ttft_ms,
                          cells.median_tokens, cells.median_tokens ? Value(cells.total_tokens) : Value(),
                          cells.total_ms});
  }
  return table;
}

Table starts_table(const Summary& summary) {
  Table table{{{"Model"},
               {"Start", Form::count},
               {"Round", Form::count},
               {"Load", Form::duration},
               {"Probes", Form::count},
               {"Mean tokens/s", Form::rate},
               {"Median", Form::rate},
               {"TTFT ms", Form::rate},
               {"Memory peak", Form::size},
               {"End", Form::prose}},
              {}};
  for (const ModelSummary& model : summary.models) {
    for (const StartSpeed& start : model.probe.starts) {
      table.rows.push_back({model.id(), start.number, start.round, start.load_ms > 0 ? Value(start.load_ms) : Value(),
                            start.probes, start.mean_tokens_per_s, start.median_tokens_per_s, start.median_ttft_ms,
                            start.peak_bytes, core::to_text(start.end)});
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
        "between models, so models are compared by the speed probe. Time is the sum over cells."});
    section.blocks.push_back(std::move(cells));
  }
  int warm_ups = 0;
  for (const ModelSummary& model : summary.models) warm_ups += model.probe.warm_up_requests;
  Table starts = starts_table(summary);
  if (extent != Extent::brief && !starts.rows.empty()) {
    section.blocks.push_back(
        Paragraph{fmt::format("Server starts, with their speed probes ({} left out of every figure):",
                              count_of(warm_ups, "warm-up request"))});
    section.blocks.push_back(std::move(starts));
  }
  return section;
}

}  // namespace quantladder::report
