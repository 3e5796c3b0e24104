#include <algorithm>
#include <array>
#include <stdexcept>

#include "quantladder/report/json.h"
#include "quantladder/report/render.h"

namespace quantladder::report {
namespace {

std::string print_markdown(const Report& report, int, Colour) { return to_markdown(report); }

std::string print_json(const Report& report, int, Colour) { return to_json(report); }

void write_markdown(const Report& report, const CellTable&, const TakeFile& take) {
  take("report.md", to_markdown(report));
}

void write_json(const Report& report, const CellTable& cells, const TakeFile& take) {
  const core::CellId* previous = nullptr;
  for (const TableCell& cell : cells.cells()) {
    const bool same = previous != nullptr && previous->model == cell.model && previous->iteration == cell.iteration;
    if (!same) take(iteration_file(cell.model, cell.iteration), iteration_json(cells, cell.model, cell.iteration));
    previous = &cell;
  }
  take("summary.json", to_json(report));
}

constexpr std::array<Format, 3> kFormats{{
    {"terminal", to_terminal, nullptr},
    {"markdown", print_markdown, write_markdown},
    {"json", print_json, write_json},
}};

}  // namespace

std::span<const Format> formats() { return kFormats; }

const Format& format_of(std::string_view id) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& each) { return each.id == id; });
  if (found == kFormats.end()) throw std::out_of_range("no such format: " + std::string(id));
  return *found;
}

}  // namespace quantladder::report
