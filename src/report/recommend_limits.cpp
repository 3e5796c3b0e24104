#include <fmt/format.h>

#include <algorithm>

#include "cell_table.h"
#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/holm.h"
#include "recommend_parts.h"
#include "sample.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr double kAlpha = 0.05;

enum class Side { at_least, at_most };

// The figure with its interval against a limit: met only by the whole interval.
std::optional<RuledOut> check(const std::string& id, double value, const std::optional<stats::Interval>& interval,
                              Side side, double limit, const std::string& unit) {
  const std::string text = fmt::format("{} {}", to_rate(value, interval), unit);
  const std::string wanted =
      fmt::format("{} {} {}", side == Side::at_least ? "at least" : "at most", to_rate(limit), unit);
  if (!interval) {
    return RuledOut{id, fmt::format("{}: not shown to be {}: too few measurements for an interval", text, wanted),
                    false};
  }
  const double worst = side == Side::at_least ? interval->lo : interval->hi;
  const double best = side == Side::at_least ? interval->hi : interval->lo;
  const auto meets = [&](double x) { return side == Side::at_least ? x >= limit : x <= limit; };
  if (meets(worst)) return std::nullopt;
  if (!meets(best)) return RuledOut{id, fmt::format("{}, not {}", text, wanted), true};
  return RuledOut{id, fmt::format("{}: not shown to be {}: the interval reaches across", text, wanted), false};
}

std::optional<RuledOut> check_speed(const ModelSummary& model, double limit) {
  const std::string& id = model.facts.model.id;
  const auto& speed = model.probe.tokens_per_s;
  if (!speed) return RuledOut{id, "its tokens/s were not measured", false};
  return check(id, speed->value, speed->interval, Side::at_least, limit, "tokens/s");
}

std::optional<RuledOut> check_ttft(const ModelSummary& model, double limit) {
  const std::string& id = model.facts.model.id;
  const auto& ttft = model.probe.ttft_ms;
  if (!ttft) return RuledOut{id, "its time to first token was not measured", false};
  return check(id, ttft->median, ttft->interval, Side::at_most, limit, "ms to the first token");
}

std::string bytes(double value) { return to_size(static_cast<std::uint64_t>(value)); }

std::optional<RuledOut> check_vram(const ModelSummary& model, double limit) {
  const std::string& id = model.facts.model.id;
  const MemorySummary& memory = model.memory;
  if (!memory.peak_bytes || memory.label.rfind("VRAM", 0) != 0) {
    return RuledOut{id, "its VRAM was not measured", false};
  }
  if (static_cast<double>(*memory.peak_bytes) <= limit) return std::nullopt;
  return RuledOut{id, fmt::format("{} of VRAM at its peak, more than {}", to_size(*memory.peak_bytes), bytes(limit)),
                  true};
}

std::optional<RuledOut> check_size(const ModelSummary& model, double limit) {
  const std::string& id = model.facts.model.id;
  const auto size = size_of(&model);
  if (!size) return RuledOut{id, "the size of its file is not known", true};
  if (static_cast<double>(*size) <= limit) return std::nullopt;
  return RuledOut{id, fmt::format("its file has {}, more than {}", to_size(*size), bytes(limit)), true};
}

const ModelSummary* best_of_run(const Summary& summary) {
  const ModelSummary* best = nullptr;
  for (const ModelSummary& model : summary.models) {
    if (!model.score || model.score->distinct < stats::kLeastIterationsForVerdict) continue;
    if (best == nullptr || model.score->mean > best->score->mean) best = &model;
  }
  return best;
}

stats::Equivalence test_loss(const PairedSamples& samples, double max_loss) {
  const stats::PairInput& input = samples.input;
  if (input.pairing == stats::Pairing::unpaired) {
    const auto a = stats::without_repeats(input.of_a);
    const auto b = stats::without_repeats(input.of_b);
    return a && b ? stats::unpaired_non_inferiority(*a, *b, max_loss) : stats::Equivalence{};
  }
  const auto pairs = stats::make_pairs(input.of_a, input.of_b);
  if (!pairs || static_cast<int>(pairs->differences.size()) < stats::kLeastIterationsForVerdict) {
    return {.reason = "too few pairs"};
  }
  return stats::non_inferiority(*pairs, max_loss);
}

}  // namespace

std::optional<RuledOut> check_limits(const ModelSummary& model, const Limits& limits) {
  std::optional<RuledOut> found;
  if (limits.max_size_bytes) found = check_size(model, *limits.max_size_bytes);
  if (!found && limits.max_vram_bytes) found = check_vram(model, *limits.max_vram_bytes);
  if (!found && limits.min_tokens_per_s) found = check_speed(model, *limits.min_tokens_per_s);
  if (!found && limits.max_ttft_ms) found = check_ttft(model, *limits.max_ttft_ms);
  return found;
}

std::vector<RuledOut> check_loss(const RunData& data, const CellTable& table, const Summary& summary,
                                 const Models& among, double max_loss) {
  const ModelSummary* best = best_of_run(summary);
  const Sample of_best = score_sample(data, table, *best);
  Models tested;
  std::vector<double> p_values;
  for (const ModelSummary* model : among) {
    if (model == best) continue;
    tested.push_back(model);
    p_values.push_back(test_loss(pair_up(score_sample(data, table, *model), of_best, true), max_loss).p.value_or(1));
  }
  const auto adjusted = stats::holm(p_values);
  std::vector<RuledOut> found;
  for (std::size_t i = 0; i < tested.size(); ++i) {
    if (adjusted[i] < kAlpha) continue;
    found.push_back({id_of(tested[i]),
                     fmt::format("not shown to lose at most {} points against {}: {} to {} on average, Holm p {:.2g}",
                                 to_points(max_loss), id_of(best), to_text(tested[i]->score->mean),
                                 to_text(best->score->mean), adjusted[i]),
                     false});
  }
  return found;
}

}  // namespace quantladder::report
