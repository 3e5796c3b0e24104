#include <fmt/format.h>

#include <algorithm>

#include "comparison_notes.h"
#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

bool is_at_floor(const stats::PairComparison& pair) {
  return !pair.stopped && pair.p && pair.p_floor && *pair.p <= *pair.p_floor * (1 + 1e-9);
}

bool tells_of_power(const stats::PairComparison& pair) {
  return pair.mde && pair.decision.verdict == stats::Verdict::undecided;
}

Value p_of(const stats::PairComparison& pair) {
  Value p = pair.p;
  if (is_at_floor(pair)) p.text = to_text(p, Form::p) + "*";
  return p;
}

Value equivalence_of(const stats::PairComparison& pair) {
  Value p = pair.tost_p_holm;
  if (pair.tost.p) p.text = fmt::format("{} / {}", to_text(pair.tost.p, Form::p), to_text(p, Form::p));
  return p;
}

Value n_of(const stats::PairComparison& pair) {
  if (pair.pairing == stats::Pairing::paired) return pair.n;
  return {static_cast<double>(pair.n), {}, fmt::format("{} / {}", pair.n_a, pair.n_b)};
}

Table models_table(const Comparison& comparison) {
  const Measure& measure = *comparison.metric.measure;
  std::string title = comparison.metric.instance.empty() ? std::string(measure.title) : comparison.metric.id();
  if (!comparison.stratum.empty()) title = comparison.stratum;
  Table table{{{"Model"}, {"n", Form::count}, {title, measure.form}, {"SD", measure.form}}, {}};
  for (const ComparedModel& model : comparison.models) {
    table.rows.push_back({model.id, model.n, model.value ? Value(*model.value, model.ci) : Value(), model.sd});
  }
  return table;
}

Table pairs_table(const Comparison& comparison) {
  Table table{{{"Candidate"},
               {"Baseline"},
               {"n", Form::count},
               {fmt::format("Difference, {}", comparison.metric.unit()), Form::difference},
               {"p", Form::p},
               {"Holm p", Form::p},
               {"TOST p / Holm", Form::p},
               {"Verdict", Form::prose}},
              {}};
  for (const stats::PairComparison& pair : comparison.pairs) {
    table.rows.push_back({pair.a, pair.b, n_of(pair),
                          pair.difference ? Value(*pair.difference, pair.ci.interval) : Value(), p_of(pair),
                          pair.p_holm, equivalence_of(pair), verdict_text(comparison, pair)});
  }
  return table;
}

bool any(const Comparison& comparison, stats::Pairing pairing) {
  return std::any_of(comparison.pairs.begin(), comparison.pairs.end(),
                     [&](const stats::PairComparison& pair) { return pair.pairing == pairing; });
}

std::string test_text(const Comparison& comparison) {
  if (!any(comparison, stats::Pairing::unpaired)) return "exact sign-flip test";
  return any(comparison, stats::Pairing::paired) ? "exact sign-flip test (not paired: exact permutation test)"
                                                 : "exact permutation test";
}

// Says what the columns of p tell; the notes say why there is none.
std::string tests_text(const Comparison& comparison) {
  const std::string family = count_of(comparison.family, "comparison");
  const auto has_p = [](const stats::PairComparison& pair) { return pair.p.has_value(); };
  if (comparison.sequential && !any(comparison, stats::Pairing::paired))
    return "No p: only a paired test could allow for the looks at this run";
  if (std::none_of(comparison.pairs.begin(), comparison.pairs.end(), has_p)) return "No p: the notes say why";
  const std::string difference =
      fmt::format("TOST p: against a true difference of {:g} {} or more", comparison.margin, comparison.metric.unit());
  if (!comparison.sequential) {
    return fmt::format("p: {}; Holm p: the same, corrected for {}; {} (its Holm correction below 0.05: equivalent)",
                       test_text(comparison), family, difference);
  }
  return fmt::format(
      "p: exact group-sequential sign-flip test, which allows for every look at this run before its end and is "
      "corrected for {} (Bonferroni, so that the columns of Holm repeat it); {} (below 0.05: equivalent)",
      family, difference);
}

std::string difference_text(const Comparison& comparison) {
  std::string text = "Difference: candidate minus baseline";
  if (comparison.metric.unit() == "%") text += " as a ratio";
  const auto with_interval =
      std::find_if(comparison.pairs.begin(), comparison.pairs.end(),
                   [](const stats::PairComparison& pair) { return pair.ci.interval.has_value(); });
  if (with_interval != comparison.pairs.end()) {
    text += fmt::format(", with its {:.4g} % {}interval", 100 * with_interval->ci.level,
                        with_interval->ci.method == stats::DifferenceMethod::repeated_t ? "repeated " : "");
  }
  if (!any(comparison, stats::Pairing::paired)) return text;
  text += fmt::format(", paired by {}", core::to_id(comparison.metric.measure->block));
  return text + (any(comparison, stats::Pairing::unpaired) ? " where no note says otherwise" : "");
}

std::string methods_text(const Comparison& comparison) {
  const bool floor = std::any_of(comparison.pairs.begin(), comparison.pairs.end(), is_at_floor);
  const bool power = std::any_of(comparison.pairs.begin(), comparison.pairs.end(), tells_of_power);
  return fmt::format(
      "{}. {}. {}\"Undecided\" says nothing about equality{}.", difference_text(comparison), tests_text(comparison),
      floor ? "*: the smallest p that these data can give. " : "",
      power
          ? fmt::format("; what the data could detect, and the {} needed for {:g} {}, are for a pair alone, with 80 % "
                        "probability: the correction makes it more",
                        counted_by(comparison.metric), comparison.margin, comparison.metric.unit())
          : "");
}

std::string levels_text(const stats::LevelComparison& level) {
  return fmt::format("{}:{}", level.test.only_a, level.test.only_b);
}

}  // namespace

Section comparison_section(const Comparison& comparison) {
  Section section{"Comparison", {pairs_table(comparison), Paragraph{methods_text(comparison)}}};
  if (!comparison.errors.empty()) {
    section.blocks.push_back(
        Paragraph{"The figures contradict each other, so there is no verdict until this is explained:", Tone::error});
    section.blocks.push_back(Bullets{comparison.errors, Tone::error});
  }
  if (!comparison.unlike.empty()) {
    section.blocks.push_back(
        Paragraph{"These were not asked the same, so a difference need not be the models':", Tone::warning});
    section.blocks.push_back(Bullets{comparison.unlike, Tone::warning});
  }
  if (!comparison.notes.empty()) section.blocks.push_back(Bullets{comparison.notes});
  return section;
}

Section diagnostics_section(const Comparison& comparison) {
  Table table{{{"Candidate"}, {"Baseline"}}, {}};
  for (const stats::PairComparison& pair : comparison.pairs) {
    if (pair.levels.empty()) continue;
    if (table.rows.empty()) {
      for (const auto& level : pair.levels) table.columns.push_back({level.id, Form::difference});
      table.columns.push_back({"Lowest Holm p", Form::p});
    }
    std::vector<Value> row{pair.a, pair.b};
    double lowest = 1;
    for (const auto& level : pair.levels) {
      row.push_back({static_cast<double>(level.test.only_a - level.test.only_b), {}, levels_text(level)});
      lowest = std::min(lowest, level.p_holm);
    }
    row.push_back(lowest);
    if (row.size() == table.columns.size()) table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) return {"Comparison by task (diagnostic)", {}};
  return {
      "Comparison by task (diagnostic)",
      {table, Paragraph{fmt::format("Iterations that only the candidate : only the baseline passed; exact McNemar "
                                    "test, Holm over the tasks{}. It finds models that fail at different tasks; the "
                                    "verdict above does not rest on it.",
                                    comparison.sequential ? "; it takes no account of the looks at this run" : "")}}};
}

Document make_document(const Comparison& comparison) {
  Document document{"quantladder: comparison", {}};
  document.sections.push_back({"Models", {models_table(comparison)}});
  document.sections.push_back(comparison_section(comparison));
  if (!comparison.under_load.empty()) document.sections.push_back({"Under load", {Bullets{comparison.under_load}}});
  Section diagnostics = diagnostics_section(comparison);
  if (!diagnostics.blocks.empty()) document.sections.push_back(std::move(diagnostics));
  return document;
}

}  // namespace quantladder::report
