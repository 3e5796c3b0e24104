#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "export/exports.h"
#include "quantladder/report/json.h"
#include "quantladder/report/page.h"
#include "quantladder/report/render.h"

namespace quantladder::report {
namespace {

std::string print_markdown(const Report& report, int, Colour) { return to_markdown(report); }

std::string print_json(const Report& report, int, Colour) { return to_json(report); }

constexpr double kFileChart = 760;  // fits the column of a README

void write_text(const WriteFile& write_file, const std::string& path, const std::string& text) {
  write_file(path, [&](const Append& append) { append(text); });
}

// report.md with its charts beside it, as GitHub shows it, and the card.
void write_markdown(const Report& report, const CellTable& cells, const ReadCell&, const WriteFile& write_file,
                    const WriteOptions& options) {
  std::vector<Chart> charts = charts_of(report, cells, options.all_pairs ? Family::all_pairs : Family::baseline);
  Document document = make_document(report, Extent::full);
  add_charts(document, charts);
  hide_places(document, options.places);
  Chart card = card_of(report, cells);
  hide_places(card, options.places);
  write_text(write_file, "report.md", to_markdown(document));
  for (Chart& chart : charts) {
    hide_places(chart, options.places);
    write_text(write_file, fmt::format("charts/{}.svg", chart.id), to_svg(chart, kFileChart, Paint::light));
    write_text(write_file, fmt::format("charts/{}-dark.svg", chart.id), to_svg(chart, kFileChart, Paint::dark));
  }
  write_text(write_file, "card.svg", to_svg(card, kCardWidth, Paint::light));
}

void write_html(const Report& report, const CellTable& cells, const ReadCell& read, const WriteFile& write_file,
                const WriteOptions& options) {
  write_file("report.html", [&](const Append& append) { write_page(report, cells, read, options, append); });
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

constexpr std::array<Format, 6> kFormats{{
    {"terminal", to_terminal, nullptr, false},
    {"md", print_markdown, write_markdown, true},
    {"html", nullptr, write_html, true},
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
