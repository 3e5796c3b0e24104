#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

Value iterations_of(const ModelSummary& model) {
  const int complete = model.score ? model.score->n : 0;
  return {static_cast<double>(complete), {}, fmt::format("{}/{}", complete, model.iterations.size())};
}

// "13/15 [62, 96]", in per cent
Value share_of(const Proportion& proportion) {
  if (!proportion.wilson) return {};
  return {static_cast<double>(proportion.passed) / proportion.trials, proportion.wilson, to_text(proportion)};
}

const Figure& figure_of(const ModelSummary& model, const Measure& measure) {
  return model.figures.find(measure.id)->second;
}

bool is_known(const Summary& summary, const Measure& measure) {
  return std::any_of(summary.models.begin(), summary.models.end(),
                     [&](const ModelSummary& model) { return figure_of(model, measure).value.has_value(); });
}

std::string title_of(const Summary& summary, const Measure& measure) {
  std::string title(measure.title);
  if (measure.of_tasks && summary.points > 0) title += fmt::format(" (of {})", to_points(summary.points));
  const std::string stratum = common_stratum(summary.models, measure);
  return stratum.empty() ? title : stratum;
}

// Each figure says of which kind it is where the models' are of several.
Value value_of(const Summary& summary, const ModelSummary& model, const Measure& measure) {
  const Figure& figure = figure_of(model, measure);
  if (!figure.value) return {};
  Value value{*figure.value, figure.ci, figure.text};
  if (measure.stratum != nullptr && common_stratum(summary.models, measure).empty())
    value.text = fmt::format("{} ({})", to_text(value, measure.form), measure.stratum(model));
  return value;
}

// One column for each measure that any model has a figure of. The score of a run with points is always there, with its
// n behind it.
Table summary_table(const Summary& summary) {
  Table table{{{"Model"}}, {}};
  for (const ModelSummary& model : summary.models) table.rows.push_back({model.id()});
  for (const Measure& measure : measures()) {
    const bool first = measure.of_tasks;
    if (!measure.in_summary || !(first ? has_points(summary) : is_known(summary, measure))) continue;
    table.columns.push_back({title_of(summary, measure), measure.form});
    if (first) table.columns.push_back({"n", Form::count});
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      table.rows[i].push_back(value_of(summary, summary.models[i], measure));
      if (first) table.rows[i].push_back(iterations_of(summary.models[i]));
    }
  }
  return table;
}

const Measure& measure_of(std::string_view id) {
  return *std::find_if(measures().begin(), measures().end(), [&](const Measure& each) { return each.id == id; });
}

std::string method_text(const stats::ScoreInterval& ci) {
  switch (ci.method) {
    case stats::ScoreMethod::expanded_bca:
      return ci.exact ? "expanded BCa on the exact bootstrap distribution" : "expanded BCa, 9999 resamples";
    case stats::ScoreMethod::mover_jeffreys:
      return "MOVER-Jeffreys over the tasks (" + ci.fallback_reason + ")";
    case stats::ScoreMethod::blended:
      return "between MOVER-Jeffreys over the tasks and expanded BCa (" + ci.fallback_reason + ")";
  }
  return "";
}

std::string methods_text(const Summary& summary) {
  std::map<std::string, std::string> models;
  for (const ModelSummary& model : summary.models) {
    if (!model.score) continue;
    std::string& ids =
        models[model.score->ci ? method_text(*model.score->ci) : "no interval (" + model.score->no_ci_reason + ")"];
    add_part(ids, model.id());
  }
  std::string text;
  for (const auto& [method, ids] : models) {
    add_part(text, models.size() == 1 ? method : ids + ": " + method, "; ");
  }
  return text;
}

std::string speed_note(const Summary& summary) {
  if (!is_known(summary, measure_of("tg")) && !is_known(summary, measure_of("ttft"))) return "";
  std::string text =
      "Tokens/s and TTFT (time to first token) come from the speed probe after each server start, one stream; the "
      "interval of tokens/s is over server starts";
  const bool none = std::none_of(summary.models.begin(), summary.models.end(),
                                 [](const ModelSummary& model) { return figure_of(model, measure_of("tg")).ci; });
  return text + (none ? ", of which it takes at least two." : ".");
}

std::string memory_note(const Summary& summary) {
  const std::string label = common_stratum(summary.models, measure_of("vram"));
  std::string by_cells;
  for (const ModelSummary& model : summary.models) {
    if (model.memory.peak_bytes && !model.memory.lowest_peak_bytes) add_part(by_cells, model.id());
  }
  if (!by_cells.empty()) by_cells = fmt::format(", of {} over its cells", by_cells);
  return label.empty() ? "" : fmt::format("{}: the largest peak over the server starts{}. ", label, by_cells);
}

std::string energy_note(const Summary& summary) {
  if (!is_known(summary, measure_of("energy"))) return "";
  std::string cells;
  std::string starts;
  for (const ModelSummary& model : summary.models) {
    if (model.energy.basis == core::EnergyBasis::cells) cells = "the cells' own";
    if (model.energy.basis == core::EnergyBasis::starts)
      starts = "that of the servers' whole life, load and probe included";
  }
  return " Energy (J per solved task) is " + cells + (cells.empty() || starts.empty() ? "" : " or ") + starts +
         (!cells.empty() && !starts.empty() ? ", as its row says: the two are not comparable." : ".");
}

// The end of the histograms: every point there is or, where that is not known, the highest score.
double scale_of(const Summary& summary) {
  double scale = summary.points;
  if (scale > 0) return scale;
  for (const ModelSummary& model : summary.models) scale = std::max(scale, model.score ? model.score->max : 0.0);
  return scale;
}

std::string histogram(const ModelSummary& model, double points) {
  static constexpr std::array<const char*, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::array<int, 10> bins{};
  for (const IterationScore& iteration : model.iterations) {
    if (!iteration.score || points <= 0) continue;
    const auto bin = static_cast<std::size_t>(std::clamp(10 * *iteration.score / points + 1e-9, 0.0, 9.0));
    ++bins[bin];
  }
  const int most = *std::max_element(bins.begin(), bins.end());
  std::string bars;
  for (const int count : bins) bars += count == 0 ? "·" : kBars[static_cast<std::size_t>((8 * count - 1) / most)];
  return bars;
}

std::string scores_in_order(const ModelSummary& model) {
  std::string text;
  for (const IterationScore& iteration : model.iterations) {
    const std::string score = iteration.score ? to_points(*iteration.score) : kMissing;
    if (iteration.label.empty()) {
      add_part(text, score, " ");
    } else {
      add_part(text, iteration.label + ": " + score);
    }
  }
  return or_missing(text);
}

}  // namespace

Section results_section(const Summary& summary) {
  Section section{"Summary", {Chart{.y = 1, .table = summary_table(summary)}}};
  std::string text = "Brackets are 95 % intervals";
  text += has_points(summary) ? "; n: complete iterations / begun ones." : ".";
  const std::string methods = methods_text(summary);
  if (!methods.empty()) text += fmt::format(" Score: {}.", methods);
  if (summary.stopping) text += " The intervals of scores take no account of the looks at this run.";
  if (summary.scored_items.empty()) return {"Summary", {section.blocks.front(), Paragraph{text}}};
  text += " Perfect runs (every point): k/n, Wilson, in percent.";
  if (!summary.manifest.imported) {
    text += " " + memory_note(summary) + speed_note(summary) + energy_note(summary);
  }
  section.blocks.push_back(Paragraph{text});
  section.blocks.push_back(Paragraph{kEstimand});
  for (const ModelSummary& model : summary.models) {
    if (!model.energy.no_total_reason.empty()) {
      section.blocks.push_back(
          Paragraph{fmt::format("{}: no J/solved: {}.", model.id(), model.energy.no_total_reason)});
    }
    if (model.score) continue;
    section.blocks.push_back(Paragraph{fmt::format("{} has no score: {}.", model.id(), model.no_score_reason)});
  }
  return section;
}

Section distribution_section(const Summary& summary) {
  const double scale = scale_of(summary);
  Table table{{{"Model"},
               {"Min", Form::points},
               {"Median", Form::points},
               {"Max", Form::points},
               {"SD", Form::score},
               {fmt::format("0 to {}", to_points(scale))},
               {"By iteration", Form::prose}},
              {}};
  for (const ModelSummary& model : summary.models) {
    if (!model.score) continue;
    const ScoreStatistics& score = *model.score;
    table.rows.push_back(
        {model.id(), score.min, score.median, score.max, score.sd, histogram(model, scale), scores_in_order(model)});
  }
  if (table.rows.empty()) return {"Score distribution", {}};
  return {"Score distribution", {table}};
}

namespace {

Value tests_of(const TaskRates& rates) {
  if (rates.tests_total == 0) return {};
  return {static_cast<double>(rates.tests_passed), {}, fmt::format("{}/{}", rates.tests_passed, rates.tests_total)};
}

}  // namespace

Section levels_section(const Summary& summary) {
  if (summary.scored_items.empty()) return {"Pass rates by task", {}};
  Table passes{{{"Task"}, {"Points", Form::points}}, {}};
  Table tests{{{"Task"}}, {}};
  for (const ModelSummary& model : summary.models) {
    passes.columns.push_back({model.id(), Form::rate});
    tests.columns.push_back({model.id(), Form::count});
  }
  for (std::size_t i = 0; i < summary.scored_items.size(); ++i) {
    const core::RunItem& task = summary.scored_items[i];
    const std::string name = task.title.empty() ? task.name : fmt::format("{} {}", task.name, task.title);
    passes.rows.push_back({name, task.points});
    tests.rows.push_back({task.name});
    for (const ModelSummary& model : summary.models) {
      const TaskRates& rates = model.tasks[i];
      passes.rows.back().push_back(share_of(rates.passes));
      tests.rows.back().push_back(tests_of(rates));
    }
  }
  Section section{"Pass rates by task",
                  {Paragraph{"Iterations in which the task was passed / scored, whether or not the others were scored "
                             "there, with the Wilson 95 % interval in percent."},
                   passes}};
  if (!summary.manifest.imported) {
    section.blocks.push_back(
        Paragraph{"A task is passed when all of its hidden tests are. Hidden tests passed / run:"});
    section.blocks.push_back(tests);
  }
  return section;
}

}  // namespace quantladder::report
