#include "quantladder/report/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "cell_blocks.h"
#include "html_writer.h"
#include "page_frame.h"
#include "report/chart/axis.h"
#include "report/document_sections.h"
#include "report/escape.h"
#include "report/joined_table.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

// "Primer 1.1.0: 20 tasks; 8 iterations of 4 models; 2026-11-29".
std::string run_facts(const Summary& summary) {
  const core::Manifest& run = summary.manifest;
  std::string text;
  if (run.imported) add_part(text, "imported from " + run.imported->source, "; ");
  for (const core::SuiteFacts& suite : run.suites) {
    if (suite.items.empty()) continue;
    const std::string title = suite.title.empty() ? suite.id : suite.title;
    add_part(text,
             fmt::format(
                 "{} {} ({})", title, suite.version,
                 count_of(static_cast<int>(suite.items.size()), core::row_of(suite.kind).has_points ? "task" : "item")),
             "; ");
  }
  add_part(text, count_of(static_cast<int>(run.models.size()), "model"), "; ");
  if (!run.created_at.empty()) add_part(text, day_of(run.created_at), "; ");
  add_part(text, fmt::format("run {}", run.run_id), "; ");
  return text;
}

std::string chips(const Report& report, const Places& places) {
  std::string text = "<ul class=\"chips\">\n";
  for (const ModelAdvice& each : report.advice.models)
    text +=
        fmt::format("<li class=\"{}\"><b>{}</b>{}{}</li>\n", role_of(report, each.model), escape_markup(each.model),
                    escape_markup(core::row_of(each.standing).words),
                    each.reason.empty() ? "" : "<span>" + escape_markup(hide_places(each.reason, places)) + "</span>");
  return text + "</ul>\n";
}

// The sentence that answers "which one?", with what qualifies it.
std::string first_screen(const Report& report, const Places& places) {
  const std::string sentence = answer_sentence(report);
  std::string text = fmt::format("<p class=\"verdict\">{}</p>\n", escape_markup(hide_places(sentence, places)));
  text += chips(report, places);
  text += to_html(joined_table(report, Brackets::shown));
  Section answer = answer_section(report);
  std::erase_if(answer.blocks, [&](const Block& block) {
    const auto* paragraph = std::get_if<Paragraph>(&block);
    return paragraph == nullptr || paragraph->text == sentence;
  });
  hide_places(answer, places);
  for (const Block& block : answer.blocks) text += to_html(block);
  return text;
}

std::string left_out_text(const LeftOut& left_out, const WriteOptions& options) {
  if (left_out.passes + left_out.others == 0) return "";
  return fmt::format(
      "<p class=\"warning\">The texts of {} passed and {} other cells are left out, which would make this page larger "
      "than {} bytes; they lie in the run's folder, below artifacts.</p>\n",
      left_out.passes, left_out.others, options.max_page_bytes);
}

}  // namespace

void write_page(const Report& report, const CellTable& cells, const ReadCell& read, const WriteOptions& options,
                const Append& append) {
  std::uint64_t written = 0;
  const Append count_and_append = [&](std::string_view piece) {
    written += piece.size();
    append(piece);
  };
  Document document = make_document(report, Extent::page);
  add_charts(document, charts_of(report, cells, options.all_pairs ? Family::all_pairs : Family::baseline));
  hide_places(document, options.places);
  count_and_append(page_head(document.title, run_facts(report.summary), options.goes_on ? kReloadSeconds : 0));
  count_and_append(first_screen(report, options.places));
  write_sections(document, count_and_append);
  const std::uint64_t left = options.max_page_bytes > written ? options.max_page_bytes - written : 0;
  const LeftOut left_out = write_cell_blocks(cells, read, {.max_bytes = left, .places = options.places}, append);
  append(left_out_text(left_out, options));
  append(page_end());
}

}  // namespace quantladder::report
