#include "compared_model.h"

#include "quantladder/stats/describe.h"
#include "quantladder/stats/timing.h"
#include "sample.h"

namespace quantladder::report {
namespace {

void take_score(const ModelSummary& model, ComparedModel& result) {
  if (!model.score) {
    result.no_ci_reason = model.no_score_reason;
    return;
  }
  const ScoreStatistics& score = *model.score;
  result.mean = score.mean;
  result.sd = score.sd;
  result.n = score.n;
  result.distinct = score.distinct;
  result.no_ci_reason = score.no_ci_reason;
  if (!score.ci) return;
  result.ci = score.ci->interval;
  result.level = score.ci->level;
  result.method = std::string(core::to_id(score.ci->method));
}

std::vector<double> by_start(const ModelSummary& model, Metric metric) {
  std::vector<double> values;
  for (const StartSpeed& start : model.probe.starts) {
    if (const auto value = value_of(model, start, metric)) values.push_back(*value);
  }
  return values;
}

void take_speed(const std::optional<stats::GeometricMean>& speed, const std::vector<double>& starts,
                ComparedModel& result) {
  if (!speed) return;
  result.mean = speed->value;
  result.sd = stats::standard_deviation(starts);
  result.ci = speed->interval;
  result.method = "student_t_log";
}

void take_time(const std::optional<stats::MedianInterval>& time, ComparedModel& result) {
  if (!time) return;
  result.mean = time->median;
  result.ci = time->interval;
  result.method = "order_statistics";
}

// As the summary has it. tg and pp: t on the log scale over the starts. ttft: order statistics over the probes. vram:
// none.
void take_figure(const ModelSummary& model, Metric metric, ComparedModel& result) {
  const std::vector<double> starts = by_start(model, metric);
  result.n = static_cast<int>(starts.size());
  result.distinct = result.n;
  if (metric == Metric::vram) {
    if (model.memory.peak_bytes) result.mean = static_cast<double>(*model.memory.peak_bytes);
    result.no_ci_reason = "the peak of a sampled series has none";
    return;
  }
  if (metric == Metric::ttft) {
    take_time(model.probe.ttft_ms, result);
  } else {
    take_speed(metric == Metric::tg ? model.probe.tokens_per_s : model.probe.prompt_tokens_per_s, starts, result);
  }
  if (result.ci) return;
  result.method.clear();
  result.no_ci_reason = result.mean ? "too few server starts, or no spread" : "it was not measured";
}

}  // namespace

ComparedModel compared_model(const ModelSummary& model, const std::string& label, Metric metric) {
  ComparedModel result{.id = label};
  if (metric == Metric::score) {
    take_score(model, result);
    return result;
  }
  take_figure(model, metric, result);
  return result;
}

}  // namespace quantladder::report
