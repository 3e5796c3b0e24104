#include "page_frame.h"

#include <fmt/format.h>

#include <set>
#include <vector>

#include "assets.h"
#include "html_writer.h"
#include "packed_block.h"
#include "report/escape.h"

namespace quantladder::report {
namespace {

std::string plain_part_of(const std::string& title) {
  std::string id;
  for (const char c : title) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_plain)
      id += c;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  return id;
}

// The fragments of the sections. Titles that differ may have the same plain part, and get a number.
std::vector<std::string> section_ids(const Document& document) {
  std::vector<std::string> ids;
  std::set<std::string> taken;
  for (const Section& section : document.sections) {
    const std::string plain = "section-" + plain_part_of(section.title);
    std::string id = plain;
    for (int number = 2; !taken.insert(id).second; ++number) id = fmt::format("{}-{}", plain, number);
    ids.push_back(std::move(id));
  }
  return ids;
}

constexpr const char* kDialog =
    "<dialog aria-label=\"What was kept of a cell\"><button type=\"button\" autofocus>Close</button>"
    "<div class=\"beside\"></div><div class=\"cells\"></div></dialog>\n";

}  // namespace

std::string page_head(const std::string& title, const std::string& facts, int reload_s) {
  const std::string style = chart_style() + std::string(kPageStyle);
  const std::string reload =
      reload_s > 0 ? fmt::format("<meta http-equiv=\"refresh\" content=\"{}\">\n", reload_s) : "";
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; style-src '{}'; "
      "base-uri 'none'; form-action 'none'\">\n{}<title>{}</title>\n<style>{}</style>\n</head>\n"
      "<body>\n<main>\n<h1>{}</h1>\n<p class=\"facts\">{}</p>\n",
      hash_for_policy(kPageScript), hash_for_policy(style), reload, escape_markup(title), style, escape_markup(title),
      escape_markup(facts));
}

void write_sections(const Document& document, const Append& append) {
  const std::vector<std::string> ids = section_ids(document);
  std::string contents = "<nav aria-label=\"Contents\"><ul>\n";
  for (std::size_t i = 0; i < ids.size(); ++i)
    contents += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", ids[i], escape_markup(document.sections[i].title));
  append(contents + "</ul></nav>\n");
  for (std::size_t i = 0; i < ids.size(); ++i) append(to_html(document.sections[i], ids[i]));
  append("</main>\n");
}

std::string page_end() { return fmt::format("{}<script>{}</script>\n</body>\n</html>\n", kDialog, kPageScript); }

}  // namespace quantladder::report
