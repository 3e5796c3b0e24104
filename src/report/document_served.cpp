#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

using Steps = std::vector<SpeedStep>;

std::string percent(double ratio) {
  const double change = 100 * (ratio - 1);
  if (std::abs(change) < 0.05) return "0.0";
  return std::abs(change) < 9.95 ? fmt::format("{:+.1f}", change) : fmt::format("{:+.0f}", change);
}

std::string change_text(const SpeedStep& step) {
  if (!step.ratio) return "";
  const std::string change = percent(step.ratio->value) + " %";
  if (!step.ratio->interval) return " (" + change + ")";
  const std::string with_limits =
      fmt::format("{} [{}, {}]", change, percent(step.ratio->interval->lo), percent(step.ratio->interval->hi));
  return (step.is_told_apart() ? " (" : ", not told apart (") + with_limits + ")";
}

Value step_value(const Steps& steps, const std::string& name) {
  const auto step = std::find_if(steps.begin(), steps.end(), [&](const SpeedStep& each) { return each.name == name; });
  if (step == steps.end() || !step->rate.value) return {};
  return {*step->rate.value, step->rate.ci, to_rate(*step->rate.value) + change_text(*step)};
}

// A column for each step, in the order of the model that has most.
Table steps_table(const std::map<std::string, const Steps*>& by_model, const Summary& summary) {
  const Steps* longest = by_model.begin()->second;
  for (const auto& [model, steps] : by_model) {
    if (steps->size() > longest->size()) longest = steps;
  }
  Table table{{{"Model"}}, {}};
  for (const SpeedStep& step : *longest) table.columns.push_back({step.name, Form::prose});
  for (const ModelSummary& model : summary.models) {
    const auto found = by_model.find(model.id());
    if (found == by_model.end()) continue;
    table.rows.push_back({model.id()});
    for (const SpeedStep& step : *longest) table.rows.back().push_back(step_value(*found->second, step.name));
  }
  return table;
}

}  // namespace

Section served_section(const Summary& summary) {
  struct Test {
    core::SpeedTest test;
    std::map<std::string, const Steps*> generation;
    std::map<std::string, const Steps*> prompt;
  };
  std::map<std::string, Test> tests;
  for (const ModelSummary& model : summary.models) {
    for (const ServedSpeed& speed : model.served) {
      Test& test = tests[speed.name];
      test.test = speed.test;
      if (!speed.generation.empty()) test.generation[model.id()] = &speed.generation;
      if (!speed.prompt.empty()) test.prompt[model.id()] = &speed.prompt;
    }
  }
  Section section{"From llama-bench to what you wait for", {}};
  for (const auto& [name, test] : tests) {
    if (test.generation.empty()) continue;
    section.blocks.emplace_back(Paragraph{fmt::format(
        "{} tokens generated behind {}, in tokens/s. In brackets: the change from the column before it, with its 95 % "
        "interval over starts that ran beside each other.",
        test.test.generated, test.test.depth)});
    section.blocks.emplace_back(steps_table(test.generation, summary));
    if (test.prompt.empty()) continue;
    section.blocks.emplace_back(Paragraph{fmt::format("A prompt of {} tokens, in tokens/s:", test.test.depth)});
    section.blocks.emplace_back(steps_table(test.prompt, summary));
  }
  return section;
}

}  // namespace quantladder::report
