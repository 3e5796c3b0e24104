// The columns of cells.csv that suites of speed and fidelity fill.
#include "columns.h"
#include "quantladder/stats/describe.h"

namespace quantladder::report {
namespace {

using core::Fidelity;
using core::FidelityChunk;
using core::ProgramStart;
using core::ServedSample;
using core::Timed;

auto test(int core::SpeedTest::*number) {
  return [number](const Timed& timed) { return to_csv(timed.test.*number); };
}

CsvValue mean_rate(const Timed& timed) { return to_csv(stats::mean(timed.tokens_per_s())); }
CsvValue sd_of_rate(const Timed& timed) { return to_csv(stats::standard_deviation(timed.tokens_per_s())); }

// The mean over the requests of one step of a served test.
template <class Get>
auto served(core::ServedStep step, Get get) {
  return [step, get](const Timed& timed) {
    std::vector<double> values;
    for (const ServedSample& sample : timed.served) {
      const std::optional<double> value = sample.step == step ? get(sample) : std::nullopt;
      if (value) values.push_back(*value);
    }
    return to_csv(stats::mean(values));
  };
}
std::optional<double> tokens_per_s(const ServedSample& sample) { return sample.timings.tg_tokens_per_s(); }
std::optional<double> prompt_tokens_per_s(const ServedSample& sample) { return sample.timings.pp_tokens_per_s(); }
std::optional<double> total_ms(const ServedSample& sample) { return sample.total_ms; }

// The mean over chunks, as in the report.
auto chunks(double FidelityChunk::*figure) {
  return [figure](const Fidelity& fidelity) {
    std::vector<double> values;
    for (const FidelityChunk& chunk : fidelity.per_chunk) values.push_back(chunk.*figure);
    return to_csv(stats::mean(values));
  };
}

// A figure of chunks; not known where nothing was measured.
template <class Get>
auto over_chunks(Get get) {
  return [get](const Fidelity& fidelity) {
    return fidelity.per_chunk.empty() ? CsvValue() : to_csv(std::invoke(get, fidelity));
  };
}

auto quantile(double core::KldQuantiles::*figure) {
  return [figure](const Fidelity& fidelity) {
    return fidelity.kld_quantiles ? to_csv((*fidelity.kld_quantiles).*figure) : CsvValue();
  };
}

template <class Get>
auto perplexity(Get get) {
  return [get](const Fidelity& fidelity) {
    return fidelity.perplexity ? to_csv(std::invoke(get, *fidelity.perplexity)) : CsvValue();
  };
}

template <class Get>
auto baseline(Get get) {
  return [get](const Fidelity& fidelity) {
    return fidelity.baseline ? to_csv(std::invoke(get, *fidelity.baseline)) : CsvValue();
  };
}

}  // namespace

std::vector<CsvColumn<Timed>> speed_columns() {
  std::vector<CsvColumn<Timed>> columns{
      {"speed_prompt_tokens", test(&core::SpeedTest::prompt)},
      {"speed_generated_tokens", test(&core::SpeedTest::generated)},
      {"speed_depth_tokens", test(&core::SpeedTest::depth)},
      {"speed_repetitions", test(&core::SpeedTest::repetitions)},
      {"speed_tokens_per_s", mean_rate},
      {"speed_tokens_per_s_sd", sd_of_rate},
  };
  for (const auto& step : core::kIds<core::ServedStep>) {
    const std::string name = "served_" + std::string(step.id);
    columns.push_back({name + "_tokens_per_s", served(step.value, tokens_per_s)});
    columns.push_back({name + "_prompt_tokens_per_s", served(step.value, prompt_tokens_per_s)});
    columns.push_back({name + "_total_ms", served(step.value, total_ms)});
  }
  return columns;
}

std::vector<CsvColumn<Fidelity>> fidelity_columns() {
  return {
      {"ctx_tokens", csv_of(&Fidelity::ctx)},
      {"chunks_asked", csv_of(&Fidelity::chunks)},
      {"chunks", [](const Fidelity& each) { return to_csv(each.per_chunk.size()); }},
      {"positions", csv_of(&Fidelity::positions)},
      {"is_baseline", csv_of(&Fidelity::is_baseline)},
      {"baseline", baseline(&core::BaselineUsed::model)},
      {"baseline_key", baseline(&core::BaselineUsed::key)},
      {"baseline_form", baseline(&core::BaselineUsed::form)},
      {"baseline_perplexity", baseline([](const core::BaselineUsed& each) { return each.perplexity.value; })},
      {"perplexity", perplexity(&core::Perplexity::value)},
      {"perplexity_error", perplexity(&core::Perplexity::error)},
      {"perplexity_source", perplexity(&core::Perplexity::source)},
      {"kld_method", csv_of(&Fidelity::kld_method)},
      {"kld_nats", chunks(&FidelityChunk::kld)},
      {"kld_median_nats", quantile(&core::KldQuantiles::median)},
      {"kld_p90_nats", quantile(&core::KldQuantiles::p90)},
      {"kld_p99_nats", quantile(&core::KldQuantiles::p99)},
      {"kld_p999_nats", quantile(&core::KldQuantiles::p999)},
      {"kld_max_nats", quantile(&core::KldQuantiles::max)},
      {"nll_nats", chunks(&FidelityChunk::nll)},
      {"baseline_nll_nats", chunks(&FidelityChunk::base_nll)},
      {"same_top_share", chunks(&FidelityChunk::same_top)},
      {"delta_p", over_chunks(&Fidelity::delta_p)},
      {"delta_p_rms", over_chunks(&Fidelity::delta_p_rms)},
      {"clipped_positions", over_chunks(&Fidelity::clipped)},
      {"clipped_mass", over_chunks(&Fidelity::clipped_mass)},
  };
}

std::vector<CsvColumn<ProgramStart>> program_columns() {
  return {
      {"program", [](const ProgramStart& start) { return to_csv(file_name(start.program)); }},
      {"program_version", csv_of(&ProgramStart::version)},
      {"program_sha256", csv_of(&ProgramStart::sha256)},
      {"program_build", csv_of(&ProgramStart::build)},
      {"program_backends", csv_of(&ProgramStart::backends)},
      {"program_gpu", csv_of(&ProgramStart::gpu)},
      {"program_started_at", csv_of(&ProgramStart::started_at)},
      {"program_s", csv_unless_zero(&ProgramStart::seconds)},
  };
}

}  // namespace quantladder::report
