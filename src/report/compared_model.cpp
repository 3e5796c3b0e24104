#include "compared_model.h"

#include "quantladder/stats/describe.h"
#include "quantladder/stats/timing.h"

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
  result.method = std::string(stats::to_id(score.ci->method));
}

// tg and pp: t on the log scale over the starts. ttft: order statistics over the probes. vram: none.
void take_figure(const ModelSummary& model, const Sample& sample, Metric metric, ComparedModel& result) {
  if (metric == Metric::vram) {
    if (model.memory.peak_bytes) result.mean = static_cast<double>(*model.memory.peak_bytes);
    result.no_ci_reason = "the peak of a sampled series has none";
    return;
  }
  if (metric == Metric::ttft) {
    if (model.probe.ttft_ms) result.mean = model.probe.ttft_ms->median;
    if (model.probe.ttft_ms) result.ci = model.probe.ttft_ms->interval;
    result.method = "order_statistics";
  } else if (const auto geometric = stats::geometric_mean(sample.series.values)) {
    result.mean = geometric->value;
    result.sd = stats::standard_deviation(sample.series.values);
    result.ci = geometric->interval;
    result.method = "student_t_log";
  }
  if (result.ci) return;
  result.method.clear();
  result.no_ci_reason = sample.series.values.empty() ? "it was not measured" : "too few server starts, or no spread";
}

}  // namespace

ComparedModel compared_model(const ModelSummary& model, const Sample& sample, Metric metric) {
  ComparedModel result{.id = sample.label};
  if (metric == Metric::score) {
    take_score(model, result);
    return result;
  }
  result.n = static_cast<int>(sample.series.values.size());
  result.distinct = result.n;
  take_figure(model, sample, metric, result);
  return result;
}

}  // namespace quantladder::report
