// The section on how far the models are from their baseline.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "document_sections.h"
#include "figures.h"
#include "text.h"

namespace quantladder::report {
namespace {

Value figure_value(const ModelSummary& model, std::string_view id) {
  const auto found = model.figures.find(id);
  if (found == model.figures.end() || !found->second.value) return {};
  return {*found->second.value, found->second.ci, found->second.text};
}

std::optional<double> quantile_of(const core::Fidelity& figures, double core::KldQuantiles::*quantile) {
  if (!figures.kld_quantiles) return std::nullopt;
  return (*figures.kld_quantiles).*quantile;
}

Table domains_table(const Summary& summary, const std::string& name) {
  Table table{{{"Model"},
               {"Perplexity", Form::bits},
               {"KLD", Form::nats},
               {"Median", Form::nats},
               {"90 %", Form::nats},
               {"99 %", Form::nats},
               {"99.9 %", Form::nats},
               {"Max", Form::nats},
               {"Same top %", Form::rate},
               {"RMS delta p %", Form::bits},
               {"Scored", Form::count},
               {"Cut", Form::count}},
              {}};
  for (const ModelSummary& model : summary.models) {
    for (const DomainFidelity& domain : model.domains) {
      if (domain.name != name) continue;
      const core::Fidelity& figures = domain.figures;
      Value same_top = figure_value(model, "same_top:" + name);
      same_top.interval.reset();
      using Q = core::KldQuantiles;
      table.rows.push_back({model.id(), figures.perplexity->value, figure_value(model, "kld:" + name),
                            quantile_of(figures, &Q::median), quantile_of(figures, &Q::p90),
                            quantile_of(figures, &Q::p99), quantile_of(figures, &Q::p999),
                            quantile_of(figures, &Q::max), same_top, 100 * figures.delta_p_rms(), figures.positions(),
                            figures.clipped()});
    }
  }
  return table;
}

// "f16 (perplexity 23.22 on prose, 10.31 on code)"
std::string baseline_text(const Summary& summary) {
  std::string text;
  std::set<std::string> told;
  for (const ModelSummary& model : summary.models) {
    for (const DomainFidelity& domain : model.domains) {
      const core::BaselineUsed& used = *domain.figures.baseline;
      if (!told.insert(used.model + "/" + domain.name).second) continue;
      const std::string perplexity = fmt::format("{:.2f} on {}", used.perplexity.value, domain.name);
      add_part(text, text.empty() ? fmt::format("{} (perplexity {}", used.model, perplexity) : perplexity);
    }
  }
  return text.empty() ? text : text + ")";
}

// Says that a baseline was made from a quantized file, which flatters that file.
std::string parent_text(const core::Manifest& run) {
  std::string text;
  for (const core::ModelFacts* facts : remade_baselines(run)) {
    text += fmt::format(
        " {0} was made from {1}, which is quantized already: the distances are from that, not from the "
        "original weights, and {1} and files of its type look nearer than they are.",
        facts->model.id, facts->model.made_from);
  }
  return text;
}

// Names the domains that are in no mean, because nobody was measured on them.
std::string left_out_text(const Summary& summary) {
  std::string names;
  for (const std::string& name : fidelity_domains(summary.manifest)) {
    const bool measured = std::any_of(summary.models.begin(), summary.models.end(), [&](const ModelSummary& model) {
      return std::any_of(model.domains.begin(), model.domains.end(),
                         [&](const DomainFidelity& domain) { return domain.name == name; });
    });
    if (!measured) add_part(names, name);
  }
  return names.empty() ? "" : fmt::format(" Nothing was measured on {}.", names);
}

std::string method_of(const Summary& summary) {
  std::string variate;
  std::string sample;
  for (const ModelSummary& model : summary.models) {
    for (const DomainFidelity& domain : model.domains) {
      const std::string name = model.id() + " on " + domain.name;
      if (domain.figures.kld_method == core::KldMethod::control_variate) add_part(variate, name);
      if (domain.figures.kld_method == core::KldMethod::weighted_sample) add_part(sample, name);
    }
  }
  if (variate.empty() && sample.empty()) return "";
  std::string text =
      "The baseline is kept compact: its likeliest 256 tokens of each position and 128 draws from the rest.";
  if (!variate.empty()) text += fmt::format(" Divergences below {:g} use a control variate ({}).", 0.1, variate);
  if (!sample.empty()) text += fmt::format(" Larger ones use the weighted sample ({}).", sample);
  return text;
}

}  // namespace

Section fidelity_section(const Summary& summary) {
  Section section{"Fidelity", {}};
  const std::string baseline = baseline_text(summary);
  if (baseline.empty()) return section;
  section.blocks.push_back(Paragraph{fmt::format(
      "Distance from {}. KLD is the mean over the domains of the KL divergence from the baseline's "
      "next-token probabilities, in nats; brackets are 95 % intervals over chunks of text, not over tokens, "
      "which depend on each other.{}{}",
      baseline, parent_text(summary.manifest), left_out_text(summary))});
  for (const std::string& name : fidelity_domains(summary.manifest)) {
    Table table = domains_table(summary, name);
    if (table.rows.empty()) continue;
    section.blocks.push_back(Paragraph{"On " + name + ":"});
    section.blocks.push_back(std::move(table));
  }
  section.blocks.push_back(
      Paragraph{"Scored: tokens that were predicted; delta p: how much more probable the model finds them than the "
                "baseline. Cut: those "
                "more than 16 nats below the likeliest, which are in no pair of perplexities. KLD counts how much "
                "changes, not whether for the worse: among files near their baseline it says "
                "nothing about task scores (arXiv 2606.19558), so there choose by tasks."});
  if (const std::string method = method_of(summary); !method.empty()) section.blocks.push_back(Paragraph{method});
  return section;
}

}  // namespace quantladder::report
