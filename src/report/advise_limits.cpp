#include <fmt/format.h>

#include <algorithm>

#include "advise_parts.h"
#include "allow_for_looks.h"
#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/holm.h"
#include "sample.h"
#include "text.h"

namespace quantladder::report {
namespace {

const char* const kMoreRounds =
    "the interval of a speed narrows with the number of server starts: run the same configuration again with more "
    "\"rounds\" and iterations";

// A figure with its interval against a limit, which only the whole interval meets.
std::optional<Finding> check(double value, const std::optional<stats::Interval>& interval, stats::Goal goal,
                             double limit, const std::string& unit) {
  const bool higher = goal == stats::Goal::higher;
  const std::string has = fmt::format("has {} {}", to_rate(value, interval), unit);
  const std::string wanted = fmt::format("{} {} {}", higher ? "at least" : "at most", to_rate(limit), unit);
  if (!interval) {
    return Finding{
        Standing::no_verdict,
        fmt::format("{}, which is not shown to be {}: there are too few measurements for an interval.", has, wanted),
        "", kMoreRounds};
  }
  const auto meets = [&](double x) { return higher ? x >= limit : x <= limit; };
  if (meets(higher ? interval->lo : interval->hi)) return std::nullopt;
  if (!meets(higher ? interval->hi : interval->lo))
    return Finding{Standing::outside_limit, fmt::format("{}, not {}.", has, wanted), "", ""};
  return Finding{Standing::no_verdict,
                 fmt::format("{}, which is not shown to be {}: the interval reaches across.", has, wanted), "",
                 kMoreRounds};
}

Finding not_measured(const std::string& what) { return {Standing::not_measured, what, "", ""}; }

std::optional<Finding> check_speed(const ModelSummary& model, double limit) {
  const auto& speed = model.probe.tokens_per_s;
  if (!speed) return not_measured("cannot be held to the limit: its tokens/s were not measured.");
  return check(speed->value, speed->interval, stats::Goal::higher, limit, "tokens/s");
}

std::optional<Finding> check_ttft(const ModelSummary& model, double limit) {
  const auto& ttft = model.probe.ttft_ms;
  if (!ttft) return not_measured("cannot be held to the limit: its time to first token was not measured.");
  return check(ttft->median, ttft->interval, stats::Goal::lower, limit, "ms to the first token");
}

std::string bytes(double value) { return to_size(static_cast<std::uint64_t>(value)); }

std::optional<Finding> check_vram(const ModelSummary& model, double limit) {
  const MemorySummary& memory = model.memory;
  if (!memory.peak_bytes || memory.kind == core::MemoryKind::resident)
    return not_measured("cannot be held to the limit: its VRAM was not measured.");
  if (static_cast<double>(*memory.peak_bytes) <= limit) return std::nullopt;
  return Finding{Standing::outside_limit,
                 fmt::format("takes {} of VRAM at its peak, more than {}.", to_size(*memory.peak_bytes), bytes(limit)),
                 "", ""};
}

std::optional<Finding> check_size(const ModelSummary& model, double limit) {
  if (!model.facts.gguf || model.facts.gguf->file_bytes == 0)
    return not_measured("cannot be held to the limit: the size of its file is not known.");
  const std::uint64_t size = model.facts.gguf->file_bytes;
  if (static_cast<double>(size) <= limit) return std::nullopt;
  return Finding{Standing::outside_limit, fmt::format("has a file of {}, more than {}.", to_size(size), bytes(limit)),
                 "", ""};
}

// Returns p against "loses max_loss or more"; nullopt where that cannot be tested.
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

std::optional<Finding> check_limits(const ModelSummary& model, const Limits& limits) {
  std::optional<Finding> found;
  if (limits.max_size_bytes) found = check_size(model, *limits.max_size_bytes);
  if (!found && limits.max_vram_bytes) found = check_vram(model, *limits.max_vram_bytes);
  if (!found && limits.min_tokens_per_s) found = check_speed(model, *limits.min_tokens_per_s);
  if (!found && limits.max_ttft_ms) found = check_ttft(model, *limits.max_ttft_ms);
  return found;
}

std::vector<std::optional<Finding>> check_loss(const CellTable& table, const Models& judged, const Models& among,
                                               double max_loss) {
  const RunData& data = table.data();
  std::vector<Sample> samples;
  for (const ModelSummary* model : judged) samples.push_back(score_sample(table, *model));
  std::vector<Loss> losses;
  std::vector<double> p_values;
  for (const ModelSummary* model : among) {
    const auto position = static_cast<std::size_t>(std::find(judged.begin(), judged.end(), model) - judged.begin());
    losses.push_back(find_loss(data, samples, judged, position, max_loss));
    p_values.push_back(losses.back().p);
  }
  const auto adjusted = stats::holm(p_values);
  std::vector<std::optional<Finding>> found(among.size());
  for (std::size_t i = 0; i < among.size(); ++i) {
    if (adjusted[i] < stats::kDefaultAlpha) continue;
    found[i] = {Standing::no_verdict,
                fmt::format("is not shown to lose at most {} points against {}.", to_points(max_loss),
                            scored(losses[i].hardest)),
                fmt::format("{} {:.2g}", data.stopping ? "sequential Holm p" : "Holm p", adjusted[i]), ""};
  }
  return found;
}

}  // namespace quantladder::report
