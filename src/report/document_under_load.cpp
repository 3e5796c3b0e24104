// The section on arms of a model that differ in their requests in flight.
#include <fmt/format.h>

#include <algorithm>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

Value share_of(int part, int whole) {
  if (whole == 0) return {};
  return {static_cast<double>(part), {}, fmt::format("{} of {}", part, whole)};
}

Value mean_in_flight(const Summary& summary, const std::string& id) {
  const auto model = std::find_if(summary.models.begin(), summary.models.end(),
                                  [&](const ModelSummary& each) { return each.id() == id; });
  return model == summary.models.end() ? Value() : Value(model->cells.mean_in_flight);
}

Table arms_table(const Summary& summary, const std::vector<LoadedArm>& arms) {
  Table table{{{"Arm"},
               {"In flight", Form::count},
               {"Mean", Form::rate},
               {"Against"},
               {"In flight", Form::count},
               {"Mean", Form::rate},
               {"Same text", Form::count},
               {"Same outcome", Form::count}},
              {}};
  for (const LoadedArm& arm : arms) {
    table.rows.push_back({arm.model, arm.in_flight, mean_in_flight(summary, arm.model), arm.against,
                          arm.in_flight_against, mean_in_flight(summary, arm.against),
                          share_of(arm.same_text, arm.cells), share_of(arm.same_outcome, arm.cells)});
  }
  return table;
}

}  // namespace

Section under_load_section(const Summary& summary, const std::vector<LoadedArm>& arms) {
  Section section{"Under load", {}};
  if (arms.empty()) return section;
  section.blocks.emplace_back(arms_table(summary, arms));
  Bullets verdicts;
  for (const LoadedArm& arm : arms) {
    if (arm.score) verdicts.items.push_back(arm.score->under_load.front());
  }
  if (!verdicts.items.empty()) section.blocks.emplace_back(std::move(verdicts));
  section.blocks.emplace_back(
      Paragraph{"The same model on servers started alike, with the same seeds: only the number of requests in flight "
                "differs. Same text and outcome: cells that have an answer in both. Requests that share a batch change "
                "how its numbers are rounded, so several in flight do not repeat themselves either; whether the score "
                "changes is another question, which the verdict answers."});
  return section;
}

}  // namespace quantladder::report
