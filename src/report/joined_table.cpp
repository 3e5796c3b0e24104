#include "joined_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "quantladder/report/measure.h"
#include "text.h"

namespace quantladder::report {
namespace {

using ValueOf = std::function<Value(const ModelSummary&)>;

// Returns the figure; nullptr where the model has none.
const Figure* known_figure(const ModelSummary& model, std::string_view metric) {
  const auto found = model.figures.find(metric);
  return found == model.figures.end() || !found->second.value ? nullptr : &found->second;
}

// The interval of a median is over probes, which holds for these server starts only.
bool has_intervals(const Summary& summary, const Measure& measure) {
  return measure.estimate != Estimate::median &&
         std::any_of(summary.models.begin(), summary.models.end(), [&](const ModelSummary& model) {
           const Figure* figure = known_figure(model, measure.id);
           return figure != nullptr && figure->ci;
         });
}

// Each figure says of which kind it is where the models' are of several.
Value value_of(const Summary& summary, const ModelSummary& model, const Metric& metric, Brackets brackets) {
  const Figure* figure = known_figure(model, metric.id());
  if (figure == nullptr) return {};
  Value value{*figure->value, figure->ci, figure->text};
  if (brackets == Brackets::left_out) value.interval.reset();
  const Measure& measure = *metric.measure;
  if (measure.stratum != nullptr && metric.instance.empty() && common_stratum(summary.models, measure).empty())
    value.text = fmt::format("{} ({})", to_text(value, measure.form), measure.stratum(model));
  return value;
}

// The whole figures in the order of their rows, without the first column's; then those of instances.
std::vector<Metric> metrics_behind(const Summary& summary, const Metric& first) {
  std::vector<Metric> metrics;
  for (const Measure& measure : measures()) {
    const Metric metric{&measure, ""};
    if (measure.in_summary && metric.id() != first.id() && is_known(summary, metric.id())) metrics.push_back(metric);
  }
  for (const Measure& measure : measures()) {
    if (!measure.has_instance_columns) continue;
    const auto instances = measure.instances(summary.manifest);
    for (const std::string& instance : instances) {
      const Metric metric{&measure, instance};
      if (instances.size() > 1 && is_known(summary, metric.id())) metrics.push_back(metric);
    }
  }
  return metrics;
}

Value iterations_of(const ModelSummary& model) {
  const int complete = model.score ? model.score->n : 0;
  return {static_cast<double>(complete), {}, fmt::format("{}/{}", complete, model.iterations.size())};
}

Value name_of(const Summary& summary, const ModelSummary& model) {
  Value name = model.id();
  if (summary.models.size() > 1 && model.id() == summary.manifest.baseline_id()) name.text = model.id() + " *";
  return name;
}

class TableOfModels {
 public:
  explicit TableOfModels(const Summary& summary) : summary_(summary) {
    table_.rows.resize(summary.models.size());
    add({"Model"}, [&](const ModelSummary& model) { return name_of(summary, model); });
  }
  void add(Column column, const ValueOf& value_of) {
    table_.columns.push_back(std::move(column));
    for (std::size_t i = 0; i < table_.rows.size(); ++i) table_.rows[i].push_back(value_of(summary_.models[i]));
  }
  void add(const Metric& metric, Brackets brackets) {
    add({title_of(summary_, metric), metric.measure->form},
        [&](const ModelSummary& model) { return value_of(summary_, model, metric, brackets); });
  }
  Table take() { return std::move(table_); }

 private:
  const Summary& summary_;
  Table table_;
};

}  // namespace

bool is_known(const Summary& summary, std::string_view metric) {
  return std::any_of(summary.models.begin(), summary.models.end(),
                     [&](const ModelSummary& model) { return known_figure(model, metric) != nullptr; });
}

std::string title_of(const Summary& summary, const Metric& metric) {
  const Measure& measure = *metric.measure;
  std::string title(measure.title);
  if (!metric.instance.empty()) return title + " " + metric.instance;
  if (measure.of_tasks && summary.points > 0) title += fmt::format(" (of {})", to_points(summary.points));
  const std::string stratum = common_stratum(summary.models, measure);
  return stratum.empty() ? title : stratum;
}

Table joined_table(const Report& report, Brackets others) {
  const Summary& summary = report.summary;
  const Metric first = headline_metric(summary);
  TableOfModels table(summary);
  if (has_points(summary) || is_known(summary, first.id())) table.add(first, Brackets::shown);
  if (has_points(summary)) table.add({"n", Form::count}, iterations_of);
  if (report.front)
    table.add({"Place"}, [&](const ModelSummary& model) {
      const FrontEntry* entry = report.front->find(model.id());
      return entry == nullptr ? Value() : Value(std::string(core::to_id(entry->place)));
    });
  for (const Metric& metric : metrics_behind(summary, first)) table.add(metric, others);
  return table.take();
}

Table interval_table(const Report& report) {
  const std::string first = headline_metric(report.summary).id();
  TableOfModels table(report.summary);
  for (const Measure& measure : measures()) {
    if (measure.id != first && has_intervals(report.summary, measure)) table.add({&measure, ""}, Brackets::shown);
  }
  return table.take();
}

}  // namespace quantladder::report
