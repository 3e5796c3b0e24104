#include "quantladder/report/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "figures.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"

namespace quantladder::report {
namespace {

using stats::Goal;
using stats::Scale;
constexpr BenchTokens kGenerated = &core::SpeedTest::generated;
constexpr BenchTokens kPrompt = &core::SpeedTest::prompt;

// clang-format off
// In the order of the columns. A run without points is compared by the first one that two models have.
constexpr std::array<Measure, 19> kMeasures{{
    {.id = "score", .title = "Score", .unit = "points", .scale = Scale::difference, .block = RandomUnit::iteration,
     .estimate = Estimate::mean, .form = Form::score, .limit = "points", .figure = score_figure,
     .readings = score_readings, .instances = task_ids, .of_tasks = true},
    {.id = "kld", .title = "KLD", .unit = "nats", .goal = Goal::lower, .scale = Scale::mean_ratio,
     .block = RandomUnit::chunk, .estimate = Estimate::mean, .form = Form::nats, .margin = 10,
     .has_instance_columns = true, .limit = "nats of KL divergence", .figure = kld_figure, .readings = kld_readings,
     .stratum = kld_title, .instances = fidelity_domains, .is_origin = is_kld_origin},
    {.id = "ppl", .title = "PPL", .unit = "perplexity", .goal = Goal::lower, .block = RandomUnit::chunk,
     .form = Form::bits, .margin = 1, .figure = perplexity_figure, .readings = perplexity_readings,
     .instances = fidelity_domains},
    {.id = "ppl_loss", .title = "PPL loss %", .unit = "per cent", .goal = Goal::lower, .block = RandomUnit::chunk,
     .estimate = Estimate::mean, .form = Form::bits, .in_summary = false, .limit = "% of perplexity lost",
     .figure = perplexity_loss_figure, .instances = fidelity_domains},
    {.id = "same_top", .title = "Same top %", .unit = "per cent", .block = RandomUnit::chunk,
     .estimate = Estimate::mean, .limit = "% of positions with the same likeliest token",
     .figure = same_top_figure, .instances = fidelity_domains},
    {.id = "size", .title = "Size", .unit = "bytes", .goal = Goal::lower, .estimate = Estimate::exact,
     .form = Form::size, .limit = "of file size", .figure = size_figure},
    {.id = "bits", .title = "BPW", .unit = "bits per weight", .goal = Goal::lower,
     .estimate = Estimate::exact, .form = Form::bits, .figure = bits_figure},
    {.id = "tg", .title = "Tokens/s", .unit = "tokens/s", .limit = "tokens/s",
     .figure = start_rate<&StartSpeed::mean_tokens_per_s>,
     .readings = start_readings<&StartSpeed::mean_tokens_per_s>},
    {.id = "pp", .title = "Prompt tokens/s", .unit = "tokens/s", .limit = "prompt tokens/s",
     .figure = start_rate<&StartSpeed::mean_prompt_tokens_per_s>,
     .readings = start_readings<&StartSpeed::mean_prompt_tokens_per_s>},
    {.id = "task_tg", .title = "Tokens/s in tasks", .unit = "tokens/s", .in_summary = false,
     .figure = task_rate_figure, .readings = task_rate_readings},
    {.id = "acceptance", .title = "Acceptance %", .unit = "per cent", .block = RandomUnit::iteration,
     .estimate = Estimate::mean, .figure = acceptance_figure},
    {.id = "bench_tg", .title = "Bench tg", .unit = "tokens/s", .limit = "tokens/s in llama-bench",
     .figure = bench_rate<kGenerated>, .readings = bench_readings<kGenerated>, .stratum = bench_title<kGenerated>,
     .instances = bench_tests<kGenerated>},
    {.id = "bench_pp", .title = "Bench pp", .unit = "tokens/s", .limit = "prompt tokens/s in llama-bench",
     .figure = bench_rate<kPrompt>, .readings = bench_readings<kPrompt>, .stratum = bench_title<kPrompt>,
     .instances = bench_tests<kPrompt>},
    {.id = "ttft", .title = "TTFT ms", .unit = "ms", .goal = Goal::lower, .estimate = Estimate::median,
     .limit = "ms to the first token", .figure = ttft_figure,
     .readings = start_readings<&StartSpeed::median_ttft_ms>},
    {.id = "vram", .title = "Peak memory", .unit = "bytes", .goal = Goal::lower, .estimate = Estimate::peak,
     .form = Form::size, .limit = "of VRAM at its peak", .limit_kind = "VRAM", .figure = memory_figure,
     .readings = memory_readings, .stratum = memory_kind},
    {.id = "energy", .title = "J/solved", .unit = "J", .goal = Goal::lower, .estimate = Estimate::exact,
     .figure = energy_figure, .stratum = energy_basis},
    {.id = "agents", .title = "Agents", .unit = "agents", .block = RandomUnit::iteration, .estimate = Estimate::mean,
     .form = Form::count, .limit = "agents served well", .figure = agents_figure},
    {.id = "findings", .title = "Findings", .unit = "findings", .goal = Goal::lower, .estimate = Estimate::exact,
     .form = Form::count, .figure = findings_figure},
    {.id = "perfect", .title = "Perfect %", .unit = "share", .scale = Scale::difference, .block = RandomUnit::iteration,
     .estimate = Estimate::mean, .in_summary = false, .figure = perfect_figure},
}};
// clang-format on

}  // namespace

std::deque<Measure>& measure_table() {
  static std::deque<Measure> table(kMeasures.begin(), kMeasures.end());
  return table;
}

const std::deque<Measure>& measures() { return measure_table(); }

const Measure& measure_of(std::string_view id) {
  return *std::find_if(measures().begin(), measures().end(), [&](const Measure& each) { return each.id == id; });
}

std::string Metric::id() const { return std::string(measure->id) + (instance.empty() ? "" : ":" + instance); }

Metric metric_of(std::string_view id) {
  const std::string_view name = id.substr(0, id.find(':'));
  std::string known;
  for (const Measure& each : measures()) {
    if (each.readings == nullptr) continue;
    const bool whole = name.size() == id.size();
    if (each.id == name && (whole || each.instances != nullptr))
      return {&each, whole ? "" : std::string(id.substr(name.size() + 1))};
    core::add_part(known, each.id);
  }
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("--metric {}: models are compared by {}, or by score:TASK", id, known));
}

std::string limit_option(const Measure& measure) {
  std::string id(measure.id);
  std::replace(id.begin(), id.end(), '_', '-');
  return (measure.goal == Goal::higher ? "--min-" : "--max-") + id;
}

std::string common_stratum(const std::vector<ModelSummary>& models, const Measure& measure) {
  std::string common;
  if (measure.stratum == nullptr) return common;
  for (const ModelSummary& model : models) {
    const std::string stratum = measure.stratum(model);
    if (stratum.empty()) continue;
    if (!common.empty() && common != stratum) return "";
    common = stratum;
  }
  return common;
}

}  // namespace quantladder::report
