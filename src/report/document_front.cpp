#include <fmt/format.h>

#include "document_sections.h"
#include "quantladder/report/measure.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::string place_text(const FrontEntry& entry) {
  std::string others;
  for (const std::string& other : entry.by) add_part(others, other);
  switch (entry.place) {
    case FrontPlace::front:
      return "on the front";
    case FrontPlace::undecided:
      return "undecided: " + others + " may beat it";
    case FrontPlace::beaten:
      return "beaten by " + others;
  }
  return "";
}

Value value_of_figure(const ModelSummary& model, const std::string& id) {
  const auto found = model.figures.find(id);
  return found == model.figures.end() || !found->second.value ? Value() : Value(*found->second.value, found->second.ci);
}

}  // namespace

Section front_section(const Summary& summary, const Front& front) {
  Table table{{{"Model"}, {"Size", Form::size}, {"KLD", Form::nats}}, {}};
  if (!front.speed.empty()) table.columns.push_back({front.speed == "tg" ? "Tokens/s" : "Bench tg", Form::rate});
  for (Column& column : std::vector<Column>{{"Place", Form::prose}, {"eff", Form::nats}, {"MDL_norm", Form::rate}})
    table.columns.push_back(std::move(column));
  for (const FrontEntry& entry : front.entries) {
    const auto model = std::find_if(summary.models.begin(), summary.models.end(),
                                    [&](const ModelSummary& each) { return each.id() == entry.model; });
    table.rows.push_back({entry.model, value_of_figure(*model, "size"), value_of_figure(*model, "kld")});
    if (!front.speed.empty()) table.rows.back().push_back(value_of_figure(*model, front.speed));
    for (const Value& value : std::vector<Value>{place_text(entry), entry.efficiency, entry.mdl_norm})
      table.rows.back().push_back(value);
  }
  return {
      "Size, distance and speed",
      {Paragraph{
           front.speed.empty()
               ? "A file beats another one where it is no larger and shown to be closer, with Holm's correction over "
                 "all "
                 "pairs. No speed was measured of these files."
               : "A file beats another one where it is no larger, shown to be closer, with Holm's correction over all "
                 "pairs, and shown not to be slower by 5 % or more. What only looks so is undecided."},
       table,
       Paragraph{"eff and MDL_norm are scores as others publish them, lower is better. eff is the root of the squares "
                 "of size "
                 "and KLD, each scaled to 0..1 over these files: one bad file changes all of them. MDL_norm, 8 GiB + "
                 "log2 of the "
                 "perplexity, is for large files practically the size alone."}}};
}

}  // namespace quantladder::report
