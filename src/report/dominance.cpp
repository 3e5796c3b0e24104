#include "dominance.h"

#include <algorithm>
#include <cmath>

#include "figures.h"
#include "quantladder/stats/describe.h"
#include "quantladder/stats/stratified.h"

namespace quantladder::report {
namespace {

constexpr double kSlower = 0.95;  // of the other's speed: slower by less does not count

// Each domain's differences b - a, over the chunks that both have.
std::vector<std::vector<double>> chunk_differences(const ModelSummary& a, const ModelSummary& b) {
  std::vector<std::vector<double>> groups;
  for (const DomainFidelity& domain : a.domains) {
    const auto other = std::find_if(b.domains.begin(), b.domains.end(),
                                    [&](const DomainFidelity& each) { return each.name == domain.name; });
    if (other == b.domains.end()) continue;
    std::map<std::string, double> of_b;
    const auto names_b = other->chunk_names();
    for (std::size_t i = 0; i < names_b.size(); ++i) of_b[names_b[i]] = other->figures.per_chunk[i].kld;
    const auto names_a = domain.chunk_names();
    std::vector<double>& group = groups.emplace_back();
    for (std::size_t i = 0; i < names_a.size(); ++i) {
      const auto found = of_b.find(names_a[i]);
      if (found != of_b.end()) group.push_back(found->second - domain.figures.per_chunk[i].kld);
    }
  }
  return groups;
}

std::uint64_t bytes_of(const ModelSummary& model) { return model.facts.file_bytes().value_or(0); }

double pairs_of(const std::vector<const ModelSummary*>& models) {
  int pairs = 0;
  for (const ModelSummary* a : models) {
    for (const ModelSummary* b : models) pairs += a != b && bytes_of(*a) <= bytes_of(*b) ? 1 : 0;
  }
  return std::max(1, pairs);
}

// Means of the logs of a model's rates, by round.
std::map<int, double> log_rates(const CellTable& table, const ModelSummary& model, std::string_view speed) {
  std::map<int, std::vector<double>> by_round;
  for (const Reading& reading : metric_of(speed).measure->readings(table, model, "")) {
    if (reading.value && *reading.value > 0) by_round[reading.block].push_back(std::log(*reading.value));
  }
  std::map<int, double> means;
  for (const auto& [round, logs] : by_round) means[round] = *stats::mean(logs);
  return means;
}

// Measures that speeds may be of, the better one first.
std::string speed_measure(const std::vector<const ModelSummary*>& models) {
  for (const char* id : {"bench_tg", "tg"}) {
    const auto has = [&](const ModelSummary* model) {
      const auto figure = model->figures.find(std::string_view(id));
      return figure != model->figures.end() && figure->second.value;
    };
    if (std::count_if(models.begin(), models.end(), has) > 1) return id;
  }
  return "";
}

}  // namespace

bool Against::looks_better(bool with_speed) const {
  if (!is_no_larger || !(is_origin || (nearer && *nearer > 0))) return false;
  return !with_speed || (speed && *speed > kSlower);
}

bool Against::is_better(bool with_speed) const {
  if (!is_no_larger || !(is_origin || (nearer_bound && *nearer_bound > 0))) return false;
  return !with_speed || (speed_bound && *speed_bound > kSlower);
}

std::optional<stats::StratifiedMean> nearer_by(const ModelSummary& a, const ModelSummary& b, double alpha) {
  if (is_kld_origin(a) || is_kld_origin(b)) return std::nullopt;
  // Of a one-sided bound, the other side of the interval is not looked at.
  return stats::stratified_mean(chunk_differences(a, b), 1 - 2 * alpha);
}

Dominance::Dominance(const CellTable& table, std::vector<const ModelSummary*> models, double alpha)
    : models_(std::move(models)), speed_(speed_measure(models_)), alpha_of_pair_(alpha / pairs_of(models_)) {
  if (!speed_.empty()) compare_speeds(table);
}

// Over the rounds that every model has which has any.
void Dominance::compare_speeds(const CellTable& table) {
  std::vector<std::map<int, double>> rates;
  for (const ModelSummary* model : models_) {
    auto of_model = log_rates(table, *model, speed_);
    if (of_model.empty()) continue;
    speed_rows_[model->id()] = rates.size();
    rates.push_back(std::move(of_model));
  }
  std::vector<std::vector<double>> rows(rates.size());
  for (const auto& each_round : rates.front()) {
    const int round = each_round.first;  // a lambda captures no part of a pair
    const bool in_all = std::all_of(rates.begin(), rates.end(), [&](const auto& each) { return each.contains(round); });
    for (std::size_t row = 0; in_all && row < rates.size(); ++row) rows[row].push_back(rates[row].at(round));
  }
  speeds_ = stats::TwoWay::of(rows);
}

Against Dominance::against(const ModelSummary& a, const ModelSummary& b) const {
  Against result{.is_no_larger = bytes_of(a) <= bytes_of(b), .is_origin = is_kld_origin(a)};
  if (const auto mean = nearer_by(a, b, alpha_of_pair_)) {
    result.nearer = mean->mean;
    if (mean->interval) result.nearer_bound = mean->interval->lo;
  }
  const auto row_a = speed_rows_.find(a.id());
  const auto row_b = speed_rows_.find(b.id());
  if (!speeds_ || row_a == speed_rows_.end() || row_b == speed_rows_.end()) return result;
  const stats::TwoWayDifference pair = speeds_->difference(row_a->second, row_b->second);
  result.speed = std::exp(pair.difference);
  if (const auto bound = pair.lower_bound(alpha_of_pair_)) result.speed_bound = std::exp(*bound);
  return result;
}

}  // namespace quantladder::report
