#include <fmt/format.h>

#include "document_sections.h"
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

}  // namespace

Section front_section(const Front& front) {
  Table table{{{"Model"}, {"Place", Form::prose}, {"eff", Form::nats}, {"MDL_norm", Form::rate}}, {}};
  for (const FrontEntry& entry : front.entries)
    table.rows.push_back({entry.model, place_text(entry), entry.efficiency, entry.mdl_norm});
  const bool has_speed = !front.speed.empty();
  return {
      "Size, distance and speed",
      {Paragraph{fmt::format(
           "A file beats another one where it is no larger{} at {:.2g} % over all pairs. What only looks so is "
           "undecided.{}",
           has_speed ? ", shown to be closer, and shown not to be slower by 5 % or more," : " and shown to be closer,",
           100 * front.alpha, has_speed ? "" : " No speed was measured of these files.")},
       table,
       Paragraph{"eff and MDL_norm are scores as others publish them, lower is better. eff is the root of the squares "
                 "of size "
                 "and KLD, each scaled to 0..1 over these files: one bad file changes all of them. MDL_norm, 8 GiB + "
                 "log2 of the "
                 "perplexity, is for large files practically the size alone."}}};
}

}  // namespace quantladder::report
