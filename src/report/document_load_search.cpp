// The section on how many agents, or arrivals a second, each model serves well.
#include <fmt/format.h>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

// "2 agents", "0.25 arrivals/s".
std::string load_in_words(const core::LoadItem& item) {
  return item.is_open() ? fmt::format("{:g} arrivals/s", item.per_s) : count_of(item.level, "agent");
}

const char* is_or_are(const core::LoadItem& item) { return !item.is_open() && item.level == 1 ? "is" : "are"; }

// What is known of the two sides of the edge.
std::string below_text(const FoundLoad& found) {
  const SearchedItem& item = found.best ? *found.find(*found.best) : found.items.front();
  if (found.best && found.shown == found.best) return fmt::format(" That is shown: {}.", item.share_in_words());
  if (!found.best && found.refuted == item.load) return "";
  const std::string shown = found.shown ? load_in_words(*found.shown) : "no number";
  return fmt::format(" That is not shown: {}; {} is shown to be.", item.share_in_words(), shown);
}

std::string above_text(const FoundLoad& found) {
  if (found.refuted)
    return fmt::format(" {} {} shown to be too many: {}.", load_in_words(*found.refuted), is_or_are(*found.refuted),
                       found.find(*found.refuted)->share_in_words());
  const core::LoadItem last = core::items_of(found.search).back();
  if (found.best != last) return " No number is shown to be too many.";
  const bool at_slots = !last.is_open() && !found.search.queue;
  return fmt::format(" The search ended at {}{}: it may serve more.", load_in_words(last),
                     at_slots ? ", for which it has slots (\"parallel\", or --queue)" : "");
}

Table searched_table(const std::vector<FoundLoad>& searches) {
  Table table{{{"Model"}, {"Level"}, {"Episodes", Form::count}, {"Served well, at the last look"}, {"Shown"}}, {}};
  for (const FoundLoad& found : searches) {
    for (const SearchedItem& item : found.items)
      table.rows.push_back({found.model, item.item, static_cast<int>(item.episodes.size()), item.share_in_words(),
                            std::string(core::row_of(item.verdict).words)});
  }
  return table;
}

}  // namespace

std::string found_in_words(const FoundLoad& found) {
  if (found.items.empty()) return fmt::format("{}: nothing was measured of it yet.", found.model);
  if (found.items.front().seen > 0 && found.items.front().requests() == 0)
    return fmt::format("{}: no answer of it has a rate that is known, so none can be said to be served well.",
                       found.model);
  const core::LoadItem first = core::items_of(found.search).front();
  std::string text = found.best ? fmt::format("{} serves {} well.", found.model, load_in_words(*found.best))
                                : fmt::format("{} does not even serve {} well.", found.model, load_in_words(first));
  text += below_text(found) + above_text(found);
  if (found.next) text += " The search is not over.";
  return text;
}

Section load_search_section(const std::vector<FoundLoad>& searches) {
  Section section{"How many agents", {}};
  if (searches.empty()) return section;
  const core::ServiceLevel& service = searches.front().service;
  section.blocks.emplace_back(Paragraph{fmt::format(
      "Served well means that {:g} % of the requests have a first token within {} of their due time and {:g} tokens/s "
      "or more. A level is looked at after 3, 6, 12, ... of its episodes, at an error rate of 5 % over all looks; its "
      "interval is Wilson's, of as many requests as the spread between its episodes leaves. An episode whose primary "
      "conversation got no answer in time counts as not served. That a level is served is "
      "taken to hold for all levels below it.",
      service.percent, to_duration(service.ttft_ms), service.tokens_per_s)});
  section.blocks.emplace_back(searched_table(searches));
  return section;
}

}  // namespace quantladder::report
