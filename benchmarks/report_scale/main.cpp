// A whole report over many cells: how long it takes, and how much memory. Not a test: it prints what it measured.
//
//   report_scale [MODELS ITERATIONS TASKS]     (default 8 625 20: 100,000 cells)
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "quantladder/core/seed.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/summary.h"

namespace {

using namespace quantladder;
using Clock = std::chrono::steady_clock;

struct Shape {
  int models = 8;
  int iterations = 625;
  int tasks = 20;
};

long peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

core::Generation make_generation(const core::CellId& cell) {
  core::Generation generation;
  generation.finish = core::Finish::stop;
  generation.http_status = 200;
  generation.seed = core::cell_seed(1, cell.task, cell.iteration);
  generation.text_sha256 = fmt::format("{:064x}", core::cell_seed(2, cell.model + cell.task, cell.iteration));
  generation.started_at = "2026-01-01T00:00:00.000Z";
  generation.first_content_ms = 200;
  generation.total_ms = 4000;
  generation.timings = core::ServerTimings{.prompt_n = 700, .prompt_ms = 180, .predicted_n = 200, .predicted_ms = 4000};
  return generation;
}

core::Record make_record(const core::CellId& cell, double pass_rate) {
  core::Record record;
  record.cell = cell;
  record.reason_for_attempt = "first";
  record.server_start = 1;
  record.suite = "scale@1";
  record.prompt_sha256 = std::string(64, 'a');
  record.points = 5;
  record.request.sampling.profile = "instruct";
  record.request.sampling.temperature = 0.7;
  record.request.max_tokens = 4096;
  record.generation = make_generation(cell);
  core::Judgement judgement;
  const double draw = static_cast<double>(core::cell_seed(3, cell.model + cell.task, cell.iteration)) / 0x1p31;
  judgement.outcome = draw < pass_rate ? core::Outcome::pass : core::Outcome::fail;
  judgement.tests_total = 10;
  judgement.rule = "fence.last-defining";
  judgement.extractor = "1";
  judgement.tests_sha256 = std::string(64, 'b');
  judgement.sandbox = "full";
  judgement.judged_at = "2026-01-01T00:00:00.000Z";
  judgement.while_generating = "between";
  record.judgements.push_back(std::move(judgement));
  record.memory.source = "nvidia-smi process";
  record.quantladder = "bench";
  return record;
}

report::RunData make_run(const Shape& shape) {
  report::RunData data;
  data.facts.run_id = "scale";
  data.facts.experiment = "scale";
  data.facts.suite_id = "scale";
  data.facts.iterations = shape.iterations;
  for (int task = 0; task < shape.tasks; ++task) data.facts.tasks.push_back({fmt::format("T{:02}", task), "", 5});
  for (int model = 0; model < shape.models; ++model) {
    report::ModelFacts facts;
    facts.model.id = fmt::format("model_{}", model);
    data.facts.models.push_back(facts);
  }
  data.records.reserve(static_cast<std::size_t>(shape.models) * shape.iterations * shape.tasks);
  for (int model = 0; model < shape.models; ++model) {
    for (int iteration = 1; iteration <= shape.iterations; ++iteration) {
      for (const auto& task : data.facts.tasks) {
        data.records.push_back(
            make_record({data.facts.models[model].model.id, task.id, iteration}, 0.5 + 0.04 * model));
      }
    }
  }
  return data;
}

template <class Work>
auto timed(const char* what, Work work) {
  const auto start = Clock::now();
  auto result = work();
  const std::chrono::duration<double> elapsed = Clock::now() - start;
  fmt::print("{:<22} {:8.3f} s   peak {:6.1f} MB\n", what, elapsed.count(), static_cast<double>(peak_kib()) / 1024);
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  Shape shape;
  if (argc == 4) shape = {std::atoi(argv[1]), std::atoi(argv[2]), std::atoi(argv[3])};
  fmt::print("{} models x {} iterations x {} tasks = {} cells\n", shape.models, shape.iterations, shape.tasks,
             shape.models * shape.iterations * shape.tasks);
  const report::RunData data = timed("records (not counted)", [&] { return make_run(shape); });
  const auto start = Clock::now();
  const report::Summary summary = timed("summary", [&] { return report::make_summary(data); });
  timed("summary.json", [&] { return report::to_json(summary).size(); });
  timed("report.md", [&] { return report::to_markdown(summary).size(); });
  timed("terminal", [&] { return report::to_terminal(summary, 100, report::Colour::off).size(); });
  const std::chrono::duration<double> whole = Clock::now() - start;
  fmt::print("whole report           {:8.3f} s\n", whole.count());
  return 0;
}
