// Sums up what suites of fidelity measured, by domain, for their rows of the table of measures.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "figures.h"
#include "quantladder/stats/stratified.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

using ChunkFigure = double (*)(const core::FidelityChunk&);

double kld_of(const core::FidelityChunk& chunk) { return chunk.kld; }
double nll_of(const core::FidelityChunk& chunk) { return chunk.nll; }
double loss_of(const core::FidelityChunk& chunk) { return chunk.nll - chunk.base_nll; }
double same_top_of(const core::FidelityChunk& chunk) { return chunk.same_top; }

// Returns the domains that the name stands for: the one of that name, or all of them for the whole.
std::vector<const DomainFidelity*> domains_called(const ModelSummary& model, const std::string& name) {
  std::vector<const DomainFidelity*> found;
  for (const DomainFidelity& domain : model.domains) {
    if (name.empty() || domain.name == name) found.push_back(&domain);
  }
  return found;
}

// Returns the domains that a mean is over: those that any model was asked, without those that nobody can be measured
// on.
std::set<std::string> domains_of_mean(const CellTable& table) {
  std::set<std::string> names;
  for (const TableCell& cell : table.cells()) {
    const auto* fidelity = std::get_if<core::Fidelity>(&cell.counted->payload);
    if (fidelity != nullptr && fidelity->outcome != core::Outcome::not_measurable) names.insert(cell.name);
  }
  return names;
}

// The mean over domains; of a model that lacks a domain which others have it would be another figure.
std::optional<stats::StratifiedMean> mean_over(const CellTable& table, const ModelSummary& model,
                                               const std::string& name, ChunkFigure figure) {
  std::vector<std::vector<double>> groups;
  for (const DomainFidelity* domain : domains_called(model, name)) {
    std::vector<double>& group = groups.emplace_back();
    for (const core::FidelityChunk& chunk : domain->figures.per_chunk) group.push_back(figure(chunk));
  }
  if (name.empty() && groups.size() < domains_of_mean(table).size()) return std::nullopt;
  return stats::stratified_mean(groups);
}

Figure figure_over(const std::optional<stats::StratifiedMean>& mean, double (*to_answer)(double)) {
  Figure figure;
  if (!mean) return {.no_ci_reason = "it was not measured on every domain that others were"};
  figure.value = to_answer(mean->mean);
  figure.n = figure.distinct = mean->n;
  if (mean->interval) {
    figure.ci = stats::Interval{to_answer(mean->interval->lo), to_answer(mean->interval->hi)};
    figure.method = "student_t_chunks";
  } else {
    figure.no_ci_reason = "too few chunks, or no spread";
  }
  return figure;
}

double as_it_is(double value) { return value; }
double as_percent(double log_ratio) { return 100 * std::expm1(log_ratio); }

// Distances from two baselines have no mean.
bool has_several_baselines(const ModelSummary& model) {
  return std::any_of(model.domains.begin(), model.domains.end(), [&](const DomainFidelity& domain) {
    return domain.figures.baseline->model != model.domains.front().figures.baseline->model;
  });
}

// The mean of a figure that is relative to the baseline.
Figure distance_over(const CellTable& table, const ModelSummary& model, const std::string& domain, ChunkFigure figure,
                     double (*to_answer)(double)) {
  if (domain.empty() && has_several_baselines(model))
    return {.no_ci_reason = "its domains are compared with several baselines; ask for one of them"};
  return figure_over(mean_over(table, model, domain, figure), to_answer);
}

bool is_on_all_domains(const CellTable& table, const ModelSummary& model) {
  return model.domains.size() >= domains_of_mean(table).size();
}

// One reading per chunk; chunks of one text are the same in every model and every run. Of the whole each domain counts
// alike, as in the mean, however many chunks it has.
Readings chunk_readings(const CellTable& table, const ModelSummary& model, const std::string& name,
                        double (*value)(const core::FidelityChunk&, double weight)) {
  if (name.empty() && (has_several_baselines(model) || !is_on_all_domains(table, model))) return {};
  const auto domains = domains_called(model, name);
  double chunks = 0;
  for (const DomainFidelity* domain : domains) chunks += static_cast<double>(domain->figures.per_chunk.size());
  Readings readings;
  for (const DomainFidelity* domain : domains) {
    const auto own = static_cast<double>(domain->figures.per_chunk.size());
    const double weight = chunks / (own * static_cast<double>(domains.size()));
    const std::vector<std::string> names = domain->chunk_names();
    auto name_of_chunk = names.begin();
    for (const core::FidelityChunk& chunk : domain->figures.per_chunk) {
      readings.push_back(
          {.block = static_cast<int>(readings.size()) + 1, .value = value(chunk, weight), .name = *name_of_chunk++});
    }
  }
  return readings;
}

int clipped_in(const std::vector<const DomainFidelity*>& domains) {
  int clipped = 0;
  for (const DomainFidelity* domain : domains) clipped += domain->figures.clipped();
  return clipped;
}

// Perplexities of two parts of a text, each with its number of chunks, as one.
core::Perplexity pooled(const core::Perplexity& a, double chunks_a, const core::Perplexity& b, double chunks_b) {
  const double log_mean = (chunks_a * std::log(a.value) + chunks_b * std::log(b.value)) / (chunks_a + chunks_b);
  return {.value = std::exp(log_mean), .source = std::max(a.source, b.source)};
}

void add_block(DomainFidelity& domain, const core::Fidelity& block) {
  core::Fidelity& all = domain.figures;
  const auto before = static_cast<double>(all.per_chunk.size());
  const auto more = static_cast<double>(block.per_chunk.size());
  all.chunks += block.chunks;
  all.perplexity = pooled(*all.perplexity, before, *block.perplexity, more);
  all.baseline->perplexity = pooled(all.baseline->perplexity, before, block.baseline->perplexity, more);
  all.clipped_mass = (before * all.clipped_mass + more * block.clipped_mass) / (before + more);
  all.kld_method = std::max(all.kld_method, block.kld_method);
  all.kld_quantiles.reset();
  all.per_chunk.insert(all.per_chunk.end(), block.per_chunk.begin(), block.per_chunk.end());
}

}  // namespace

std::vector<std::string> DomainFidelity::chunk_names() const {
  std::vector<std::string> names;
  for (const Block& block : blocks) {
    for (int chunk = 1; chunk <= block.chunks; ++chunk) {
      names.push_back(block.number == 1 ? fmt::format("{} {}", name, chunk)
                                        : fmt::format("{} {}.{}", name, block.number, chunk));
    }
  }
  return names;
}

std::vector<DomainFidelity> summarise_fidelity(const CellTable& table, const std::string& model) {
  std::vector<DomainFidelity> domains;
  for (const TableCell& cell : table.cells()) {
    const auto* fidelity = std::get_if<core::Fidelity>(&cell.counted->payload);
    if (cell.model != model || fidelity == nullptr || fidelity->outcome != core::Outcome::measured) continue;
    auto domain = std::find_if(domains.begin(), domains.end(),
                               [&](const DomainFidelity& each) { return each.name == cell.name; });
    if (domain != domains.end()) {
      add_block(*domain, *fidelity);
    } else {
      domain = domains.insert(domain, {.name = cell.name, .figures = *fidelity});
    }
    domain->blocks.push_back({cell.iteration, fidelity->baseline->key, static_cast<int>(fidelity->per_chunk.size())});
  }
  return domains;
}

std::vector<std::string> fidelity_domains(const core::Manifest& run) {
  std::vector<std::string> names;
  for (const core::RunItem& item : run.items()) {
    if (run.find_suite(item.suite)->kind == core::SuiteKind::fidelity) names.push_back(item.name);
  }
  return names;
}

Figure kld_figure(const CellTable& table, const ModelSummary& model, const std::string& domain) {
  return distance_over(table, model, domain, kld_of, as_it_is);
}

Readings kld_readings(const CellTable& table, const ModelSummary& model, const std::string& domain) {
  return chunk_readings(table, model, domain,
                        [](const core::FidelityChunk& chunk, double weight) { return weight * chunk.kld; });
}

std::vector<const core::ModelFacts*> remade_baselines(const core::Manifest& run) {
  std::set<std::string> ids;
  for (const core::SuiteFacts& suite : run.suites) ids.insert(suite.baseline);
  std::vector<const core::ModelFacts*> found;
  for (const std::string& id : ids) {
    const core::ModelFacts* facts = run.find_reference(id);
    if (facts != nullptr && !facts->model.made_from.empty()) found.push_back(facts);
  }
  return found;
}

bool is_kld_origin(const ModelSummary& model) {
  return !model.domains.empty() && std::all_of(model.domains.begin(), model.domains.end(),
                                               [](const DomainFidelity& each) { return each.figures.is_baseline; });
}

// The value is the program's own: what its log-probabilities imply is cut at 16 nats.
Figure perplexity_figure(const CellTable& table, const ModelSummary& model, const std::string& domain) {
  Figure figure = figure_over(mean_over(table, model, domain, nll_of), as_it_is);
  if (!figure.value) return figure;
  figure.ci.reset();
  figure.method.clear();
  figure.no_ci_reason = "it would be as wide as the text is varied; the loss against the baseline has one";
  double log_sum = 0;
  const auto domains = domains_called(model, domain);
  for (const DomainFidelity* each : domains) log_sum += std::log(each->figures.perplexity->value);
  figure.value = std::exp(log_sum / static_cast<double>(domains.size()));
  return figure;
}

// Each side is the ratio to the baseline over its own uncut tokens, so that two models are compared over the same ones.
Readings perplexity_readings(const CellTable& table, const ModelSummary& model, const std::string& domain) {
  return chunk_readings(table, model, domain, [](const core::FidelityChunk& chunk, double weight) {
    return std::exp(weight * loss_of(chunk));
  });
}

// What is cut on the model's side is in no pair, and may be what it fails on: where the printed perplexities say more,
// they count, and nothing is shown.
Figure perplexity_loss_figure(const CellTable& table, const ModelSummary& model, const std::string& domain) {
  constexpr double kTooMuch = 0.5;  // per cent
  Figure figure = distance_over(table, model, domain, loss_of, as_percent);
  if (!figure.value) return figure;
  const auto domains = domains_called(model, domain);
  double printed = 0;
  for (const DomainFidelity* each : domains)
    printed += std::log(each->figures.perplexity->value / each->figures.baseline->perplexity.value);
  printed = as_percent(printed / static_cast<double>(domains.size()));
  if (clipped_in(domains) == 0 || printed <= *figure.value + kTooMuch) return figure;
  figure.value = printed;
  figure.ci.reset();
  figure.method.clear();
  figure.no_ci_reason = fmt::format("{} are cut, and the printed perplexities say more than the pairs without them",
                                    count_of(clipped_in(domains), "token"));
  return figure;
}

Figure same_top_figure(const CellTable& table, const ModelSummary& model, const std::string& domain) {
  return distance_over(table, model, domain, same_top_of, [](double share) { return 100 * share; });
}

std::string kld_title(const ModelSummary& model) {
  return model.domains.empty() ? "" : "KLD to " + model.domains.front().figures.baseline->model;
}

}  // namespace quantladder::report
