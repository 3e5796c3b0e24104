// The section on what a screening dropped on the way.
#include <fmt/format.h>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

// "0.0310 [above 0.0214]"
std::string with_bound(const std::optional<double>& value, const std::optional<double>& bound, Form form) {
  if (!value) return "";
  std::string text = to_text(Value(*value), form);
  if (bound) text += fmt::format(" [above {}]", to_text(Value(*bound), form));
  return text;
}

Table dropped_table(const core::ScreeningLog& log) {
  Table table{{{"Model"},
               {"Dropped after"},
               {"Beaten by"},
               {"Nearer by (nats)"},
               {"Speed ratio"},
               {"Measured for (s)", Form::count}},
              {}};
  for (const core::ScreeningLook& look : log.looks) {
    for (const core::DroppedModel& each : look.dropped) {
      table.rows.push_back({each.model, look.stage, each.by, with_bound(each.nearer, each.nearer_bound, Form::nats),
                            with_bound(each.speed, each.speed_bound, Form::bits), each.seconds});
    }
  }
  return table;
}

// "after speed: 8 compared, 3 dropped"
std::string looks_text(const core::ScreeningLog& log) {
  std::string text;
  for (const core::ScreeningLook& look : log.looks) {
    add_part(text,
             fmt::format("after {}: {} compared, {} dropped", look.stage, look.models.size(), look.dropped.size()),
             "; ");
  }
  return text;
}

}  // namespace

Section screening_section(const Summary& summary) {
  if (!summary.screening || summary.screening->looks.empty()) return {"Dropped on the way", {}};
  const core::ScreeningLog& log = *summary.screening;
  Section section{"Dropped on the way", {}};
  const Table table = dropped_table(log);
  if (!table.rows.empty()) section.blocks.push_back(table);
  section.blocks.push_back(Paragraph{fmt::format(
      "The results were looked at on the way ({}). A model is dropped where another one is no larger, shown to be "
      "nearer "
      "to the baseline, and shown not to be slower by 5 % or more; brackets are the bounds that showed it. The chance "
      "that any model is dropped which is not beaten is at most {:g} %, over all looks, where chunks of text do not "
      "depend on each other.",
      looks_text(log), 100 * log.alpha)});
  return section;
}

}  // namespace quantladder::report
