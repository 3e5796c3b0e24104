#include <algorithm>
#include <array>
#include <stdexcept>

#include "export/exports.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"

namespace quantladder::report {
namespace {

std::string print_markdown(const Report& report, int, Colour) { return to_markdown(report); }

std::string print_json(const Report& report, int, Colour) { return to_json(report); }

void write_text(const WriteFile& write_file, const std::string& path, const std::string& text) {
  write_file(path, [&](const Append& append) { append(text); });
}

void write_markdown(const Report& report, const CellTable&, const ReadCell&, const WriteFile& write_file,
                    const WriteOptions&) {
  write_text(write_file, "report.md", to_markdown(report));
}

void write_json(const Report& report, const CellTable& cells, const ReadCell&, const WriteFile& write_file,
                const WriteOptions&) {
  for (const core::ModelFacts& facts : cells.data().manifest.models) {
    const std::string& model = facts.model.id;
    for (const int iteration : cells.iterations(model))
      write_text(write_file, iteration_file(model, iteration), iteration_json(cells, model, iteration));
  }
  write_text(write_file, "summary.json", to_json(report));
}

constexpr std::array<Format, 5> kFormats{{
    {"terminal", to_terminal, nullptr, false},
    {"md", print_markdown, write_markdown, true},
    {"json", print_json, write_json, true},
    {"csv", nullptr, write_csv, false},
    {"junit", nullptr, write_junit, false},
}};

}  // namespace

std::span<const Format> formats() { return kFormats; }

const Format& format_of(std::string_view id) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& each) { return each.id == id; });
  if (found == kFormats.end()) throw std::out_of_range("no such format: " + std::string(id));
  return *found;
}

}  // namespace quantladder::report
