#include <fmt/format.h>

#include <algorithm>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

using Steps = std::vector<SpeedStep>;

std::string change_of(const SpeedStep& step) {
  if (!step.ratio) return "";
  const bool is_told = step.is_told_apart() || !step.ratio->interval;
  return fmt::format("{}({})", is_told ? " " : ", not told apart ", change_text(*step.ratio));
}

Value step_value(const Steps& steps, const std::string& name) {
  const auto step = std::find_if(steps.begin(), steps.end(), [&](const SpeedStep& each) { return each.name == name; });
  if (step == steps.end() || !step->rate.value) return {};
  return {*step->rate.value, step->rate.ci, to_rate(*step->rate.value) + change_of(*step)};
}

using StepsOf = const Steps& (*)(const ServedSpeed&);

// A row for each step, in the order of the model that has most, and a column for each model.
Table steps_table(const Summary& summary, const std::string& test, StepsOf steps_of) {
  Table table{{{"Step", Form::prose}}, {}};
  std::vector<const Steps*> all;
  const Steps* longest = nullptr;
  for (const ModelSummary& model : summary.models) {
    const auto found = std::find_if(model.served.begin(), model.served.end(),
                                    [&](const ServedSpeed& speed) { return speed.name == test; });
    if (found == model.served.end() || steps_of(*found).empty()) continue;
    all.push_back(&steps_of(*found));
    if (longest == nullptr || all.back()->size() > longest->size()) longest = all.back();
    table.columns.push_back({model.id(), Form::prose});
  }
  for (std::size_t i = 0; longest != nullptr && i < longest->size(); ++i) {
    const std::string& name = (*longest)[i].name;
    table.rows.push_back({name});
    for (const Steps* steps : all) table.rows.back().push_back(step_value(*steps, name));
  }
  return table;
}

}  // namespace

Section served_section(const Summary& summary) {
  Section section{"From llama-bench to what you wait for", {}};
  std::vector<std::string> told;
  for (const ModelSummary& model : summary.models) {
    for (const ServedSpeed& speed : model.served) {
      if (std::find(told.begin(), told.end(), speed.name) != told.end()) continue;
      told.push_back(speed.name);
      Table generation =
          steps_table(summary, speed.name, [](const ServedSpeed& each) -> const Steps& { return each.generation; });
      if (generation.rows.empty()) continue;
      section.blocks.emplace_back(Paragraph{fmt::format(
          "{}: {} tokens generated behind {}, in tokens/s. In brackets: the change from the last figure above it, with "
          "its 95 % interval over starts of the same iterations; each interval is for its step alone.",
          speed.name, speed.test.generated, speed.test.depth)});
      section.blocks.emplace_back(std::move(generation));
      Table prompt =
          steps_table(summary, speed.name, [](const ServedSpeed& each) -> const Steps& { return each.prompt; });
      if (prompt.rows.empty()) continue;
      section.blocks.emplace_back(Paragraph{fmt::format("Its prompt of {} tokens, in tokens/s:", speed.test.depth)});
      section.blocks.emplace_back(std::move(prompt));
    }
  }
  return section;
}

}  // namespace quantladder::report
