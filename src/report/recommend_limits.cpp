#include <fmt/format.h>

#include <algorithm>

#include "allow_for_looks.h"
#include "cell_table.h"
#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/holm.h"
#include "recommend_parts.h"
#include "sample.h"
#include "text.h"

namespace quantladder::report {
namespace {

enum class Side { at_least, at_most };

// The figure with its interval against a limit: met only by the whole interval.
std::optional<RuledOut> check(const std::string& id, double value, const std::optional<stats::Interval>& interval,
                              Side side, double limit, const std::string& unit) {
  const std::string text = fmt::format("{} {}", to_rate(value, interval), unit);
  const std::string wanted =
      fmt::format("{} {} {}", side == Side::at_least ? "at least" : "at most", to_rate(limit), unit);
  if (!interval) {
    return RuledOut{id, fmt::format("{}: not shown to be {}: too few measurements for an interval", text, wanted),
                    false, Ground::speed};
  }
  const double worst = side == Side::at_least ? interval->lo : interval->hi;
  const double best = side == Side::at_least ? interval->hi : interval->lo;
  const auto meets = [&](double x) { return side == Side::at_least ? x >= limit : x <= limit; };
  if (meets(worst)) return std::nullopt;
  if (!meets(best)) return RuledOut{id, fmt::format("{}, not {}", text, wanted), true, Ground::speed};
  return RuledOut{id, fmt::format("{}: not shown to be {}: the interval reaches across", text, wanted), false,
                  Ground::speed};
}

std::optional<RuledOut> check_speed(const ModelSummary& model, double limit) {
  const std::string& id = model.facts.model.id;
  const auto& speed = model.probe.tokens_per_s;
  if (!speed) return RuledOut{id, "its tokens/s were not measured", false, Ground::not_measured};
  return check(id, speed->value, speed->interval, Side::at_least, limit, "tokens/s");
}

std::optional<RuledOut> check_ttft(const ModelSummary& model, double limit) {
  const std::string& id = model.facts.model.id;
  const auto& ttft = model.probe.ttft_ms;
  if (!ttft) return RuledOut{id, "its time to first token was not measured", false, Ground::not_measured};
  return check(id, ttft->median, ttft->interval, Side::at_most, limit, "ms to the first token");
}

std::string bytes(double value) { return to_size(static_cast<std::uint64_t>(value)); }

std::optional<RuledOut> check_vram(const ModelSummary& model, double limit) {
  const std::string& id = model.facts.model.id;
  const MemorySummary& memory = model.memory;
  if (!memory.peak_bytes || memory.label.rfind("VRAM", 0) != 0) {
    return RuledOut{id, "its VRAM was not measured", false, Ground::not_measured};
  }
  if (static_cast<double>(*memory.peak_bytes) <= limit) return std::nullopt;
  return RuledOut{id, fmt::format("{} of VRAM at its peak, more than {}", to_size(*memory.peak_bytes), bytes(limit)),
                  true};
}

std::optional<RuledOut> check_size(const ModelSummary& model, double limit) {
  const std::string& id = model.facts.model.id;
  const auto size = size_of(&model);
  if (!size) return RuledOut{id, "the size of its file is not known", false, Ground::not_measured};
  if (static_cast<double>(*size) <= limit) return std::nullopt;
  return RuledOut{id, fmt::format("its file has {}, more than {}", to_size(*size), bytes(limit)), true};
}

// p against "loses max_loss or more"; nothing where that can't be tested.
std::optional<double> test_loss(const RunData& data, const PairedSamples& samples, double max_loss) {
  const stats::PairInput& input = samples.input;
  if (input.pairing == stats::Pairing::unpaired) {
    if (data.stopping) return std::nullopt;  // it takes no account of the looks
    const auto a = stats::without_repeats(input.of_a);
    const auto b = stats::without_repeats(input.of_b);
    return a && b ? stats::unpaired_non_inferiority(*a, *b, max_loss).p : std::nullopt;
  }
  const auto pairs = stats::make_pairs(input.of_a, input.of_b);
  const int n = pairs ? static_cast<int>(pairs->differences.size()) : 0;
  if (n < stats::kLeastIterationsForVerdict) return std::nullopt;
  if (!data.stopping) return stats::non_inferiority(*pairs, max_loss).p;
  return stats::sequential_non_inferiority_p(*pairs, looks_at(*data.stopping, input, n), max_loss,
                                             sequential_plan(data, input, n, max_loss, 1));
}

struct Loss {
  const ModelSummary* hardest = nullptr;  // against whom least is shown
  double p = 0;
};

// Whoever is truly the best, the model must not lose to it: so it must be shown against each (intersection-union).
Loss find_loss(const RunData& data, const std::vector<Sample>& samples, const Models& judged, std::size_t model,
               double max_loss) {
  Loss loss;
  for (std::size_t other = 0; other < judged.size(); ++other) {
    if (other == model) continue;
    const double p = test_loss(data, pair_up(samples[model], samples[other], true), max_loss).value_or(1);
    if (loss.hardest == nullptr || p > loss.p ||
        (p == loss.p && judged[other]->score->mean > loss.hardest->score->mean)) {
      loss = {judged[other], p};
    }
  }
  return loss;
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

std::vector<RuledOut> check_loss(const RunData& data, const CellTable& table, const Models& judged, const Models& among,
                                 double max_loss) {
  std::vector<Sample> samples;
  for (const ModelSummary* model : judged) samples.push_back(score_sample(data, table, *model));
  std::vector<Loss> losses;
  std::vector<double> p_values;
  for (const ModelSummary* model : among) {
    const auto position = static_cast<std::size_t>(std::find(judged.begin(), judged.end(), model) - judged.begin());
    losses.push_back(find_loss(data, samples, judged, position, max_loss));
    p_values.push_back(losses.back().p);
  }
  const auto adjusted = stats::holm(p_values);
  std::vector<RuledOut> found;
  for (std::size_t i = 0; i < among.size(); ++i) {
    if (adjusted[i] < stats::kDefaultAlpha) continue;
    const ModelSummary* hardest = losses[i].hardest;
    found.push_back(
        {id_of(among[i]),
         fmt::format("not shown to lose at most {} points against {}: {} to {} on average, {} {:.2g}",
                     to_points(max_loss), id_of(hardest), to_text(among[i]->score->mean), to_text(hardest->score->mean),
                     data.stopping ? "sequential Holm p" : "Holm p", adjusted[i]),
         false, Ground::loss});
  }
  return found;
}

}  // namespace quantladder::report
