// The page of `history`.
#include <fmt/format.h>

#include <algorithm>

#include "html_writer.h"
#include "page_frame.h"
#include "quantladder/report/page.h"
#include "report/escape.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

std::string first_and_last(const std::vector<History>& histories) {
  std::string first;
  std::string last;
  for (const History& history : histories) {
    for (const HistoryRow& row : history.rows) {
      const std::string day = day_of(row.night.created_at);
      if (day.empty()) continue;
      if (first.empty() || day < first) first = day;
      last = std::max(last, day);
    }
  }
  return first == last ? first : first + " to " + last;
}

std::string chip_class(stats::AsGood as_before) { return as_before == stats::AsGood::no ? "error" : "open"; }

// A model's answer, the first thing that is read of it.
std::string chips_of(const std::vector<History>& histories, const Places& places) {
  std::string text = "<ul class=\"chips\">\n";
  for (const History& history : histories)
    text += fmt::format("<li class=\"{}\"><b>{}</b><span>{}</span></li>\n", chip_class(history.as_before),
                        escape_markup(history.model), escape_markup(hide_places(answer_of(history), places)));
  return text + "</ul>\n";
}

}  // namespace

void write_history_page(const std::vector<History>& histories, const Places& places, const Append& append) {
  Document document = make_document(histories);
  add_charts(document, charts_of(histories));
  hide_places(document, places);
  // A single model's answer is the page's own.
  if (histories.size() == 1) document.sections.front().blocks.erase(document.sections.front().blocks.begin());
  append(page_head(document.title, first_and_last(histories)));
  append(fmt::format("<p class=\"verdict\">{}</p>\n", escape_markup(hide_places(answer_of(histories), places))));
  if (histories.size() > 1) append(chips_of(histories, places));
  write_sections(document, append);
  append(page_end());
}

}  // namespace quantladder::report
