// The columns of models.csv: facts of the file, the advice, and every figure of the table of measures.
#include <algorithm>

#include "columns.h"
#include "quantladder/report/measure.h"

namespace quantladder::report {
namespace {

template <class Get>
auto model_fact(Get get) {
  return [get](const ModelRow& row) { return to_csv(std::invoke(get, row.model.facts.model)); };
}
template <class Get>
auto file_fact(Get get) {
  return [get](const ModelRow& row) { return to_csv(std::invoke(get, row.model.facts)); };
}
template <class Get>
auto header_fact(Get get) {
  return [get](const ModelRow& row) {
    const auto& header = row.model.facts.gguf;
    return header ? to_csv(std::invoke(get, *header)) : CsvValue();
  };
}

const ModelAdvice* advice_in(const ModelRow& row) { return row.advice; }

std::vector<CsvColumn<ModelRow>> fact_columns() {
  return {
      {"run_id", [](const ModelRow& row) { return to_csv(row.run.run_id); }},
      {"model", [](const ModelRow& row) { return to_csv(row.model.id()); }},
      {"is_baseline", [](const ModelRow& row) { return to_csv(row.model.id() == row.run.baseline_id()); }},
      {"provider", model_fact(&core::Model::provider)},
      {"quant", model_fact(&core::Model::quant)},
      {"approach", model_fact(&core::Model::approach)},
      {"made_from", model_fact(&core::Model::made_from)},
      {"file", model_fact([](const core::Model& model) { return file_name(model.file); })},
      {"hf", model_fact(&core::Model::hf)},
      {"file_sha256", file_fact(&core::ModelFacts::gguf_sha256)},
      {"parameters", file_fact(&core::ModelFacts::parameters)},
      {"architecture", header_fact(&core::GgufFacts::architecture)},
      {"file_type", header_fact(&core::GgufFacts::file_type)},
      {"context_length_tokens", header_fact(&core::GgufFacts::context_length)},
      {"iterations_without_score", [](const ModelRow& row) { return to_csv(row.model.iterations_without_score); }},
      {"missing_cells", [](const ModelRow& row) { return to_csv(row.model.missing_cells); }},
  };
}

// "cells_error_timeout": how many of the attempts that count ended so.
CsvColumn<ModelRow> outcome_column(const core::OutcomeRow& outcome) {
  std::string name = "cells_" + std::string(outcome.id);
  std::replace(name.begin(), name.end(), '.', '_');
  const auto at = static_cast<std::size_t>(outcome.value);
  return {name, [at](const ModelRow& row) { return to_csv(row.model.outcomes.at(at)); }};
}

// "tokens/s" -> "tokens_per_s"
std::string unit_in_name(std::string_view unit) {
  std::string name;
  for (const char c : unit) {
    if (c == '/')
      name += "_per_";
    else
      name += c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

using GetFigure = CsvValue (*)(const Figure& figure);
struct FigureColumn {
  const char* suffix;
  GetFigure value;
};
constexpr std::array<FigureColumn, 6> kFigureColumns{{
    {"", [](const Figure& figure) { return to_csv(figure.value); }},
    {"_lo", [](const Figure& figure) { return figure.ci ? to_csv(figure.ci->lo) : CsvValue(); }},
    {"_hi", [](const Figure& figure) { return figure.ci ? to_csv(figure.ci->hi) : CsvValue(); }},
    {"_sd", [](const Figure& figure) { return to_csv(figure.sd); }},
    {"_n", [](const Figure& figure) { return figure.value ? to_csv(figure.n) : CsvValue(); }},
    {"_distinct", [](const Figure& figure) { return figure.value ? to_csv(figure.distinct) : CsvValue(); }},
}};

void add_measure(std::vector<CsvColumn<ModelRow>>& columns, const Measure& measure) {
  const std::string id(measure.id);
  const std::string unit = unit_in_name(measure.unit);
  const std::string name = unit.starts_with(id) ? unit : id + "_" + unit;
  for (const FigureColumn& each : kFigureColumns) {
    columns.push_back({name + each.suffix, [id, value = each.value](const ModelRow& row) {
                         const auto figure = row.model.figures.find(id);
                         return figure == row.model.figures.end() ? CsvValue() : value(figure->second);
                       }});
  }
  if (measure.stratum == nullptr) return;
  columns.push_back(
      {name + "_kind", [kind = measure.stratum](const ModelRow& row) { return to_csv(kind(row.model)); }});
}

}  // namespace

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::vector<CsvColumn<ModelRow>> model_columns() {
  std::vector<CsvColumn<ModelRow>> columns = fact_columns();
  const std::vector<CsvColumn<ModelAdvice>> advice{{"advice", csv_of(&ModelAdvice::standing)},
                                                   {"advice_reason", csv_of(&ModelAdvice::reason)},
                                                   {"advice_evidence", csv_of(&ModelAdvice::evidence)}};
  add_columns(columns, advice_in, advice);
  for (const core::OutcomeRow& outcome : core::kIds<core::Outcome>) columns.push_back(outcome_column(outcome));
  for (const Measure& measure : measures()) add_measure(columns, measure);
  return columns;
}

}  // namespace quantladder::report
