// Suites of speed: llama-bench times each test once in every iteration, and the model's server those that are served.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "bench/config_values.h"
#include "bench/served_tests.h"
#include "bench/workload.h"
#include "quantladder/bench/deadline.h"
#include "quantladder/llama/tools.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

using core::Outcome;
using llama::BenchEnd;

// The outcome of a cell by the end of its test. A test that needs another setting is not run.
struct EndRow {
  BenchEnd end;
  Outcome outcome;
};
constexpr std::array<EndRow, 8> kEnds{{
    {BenchEnd::measured, Outcome::measured},
    {BenchEnd::refused, Outcome::not_run},
    {BenchEnd::not_loaded, Outcome::not_run},
    {BenchEnd::no_context, Outcome::not_run},
    {BenchEnd::died, Outcome::infrastructure_program_died},
    {BenchEnd::silent, Outcome::infrastructure_stall},
    {BenchEnd::timed_out, Outcome::infrastructure_deadline},
    {BenchEnd::not_understood, Outcome::infrastructure_not_understood},
}};

Outcome outcome_of_end(BenchEnd end) {
  return std::find_if(kEnds.begin(), kEnds.end(), [&](const EndRow& row) { return row.end == end; })->outcome;
}

std::vector<core::ItemFacts> items_of_speed(const tasks::Suite& suite) {
  std::vector<core::ItemFacts> items;
  for (const core::SpeedTest& test : suite.speed.tests) {
    const std::string name = to_string(test);
    items.push_back({.id = name, .prompt_sha256 = sys::sha256_hex(fmt::format("{} {}", name, test.repetitions))});
  }
  return items;
}

void read_speed_keys(sys::CheckedObject& entry, const Experiment&, tasks::Suite& suite) {
  tasks::SpeedSuite& speed = suite.speed;
  const int repetitions = ranged_int(entry, "repetitions", speed.tests.front().repetitions, 1, 1000);
  for (core::SpeedTest& test : speed.tests) test.repetitions = repetitions;
  speed.timeout_s = positive(entry, "timeout_s", speed.timeout_s);
  speed.silence_s = positive(entry, "silence_s", speed.silence_s);
}

bool is_served(const core::SpeedTest& test) { return test.is_served; }

void check_programs_of_speed(const core::Model& model, const tasks::Suite& suite) {
  const auto& tests = suite.speed.tests;
  if (!model.endpoint.empty()) return;
  if (std::any_of(tests.begin(), tests.end(), is_served)) llama::inspect_binary(model.server.binary);
  if (model.server.draft) return;  // llama-bench is not asked
  if (!std::all_of(tests.begin(), tests.end(), is_served)) llama::inspect_tool(llama::Tool::bench, model.server);
}

class SpeedWorkload final : public Workload {
 public:
  explicit SpeedWorkload(RunScope& scope) : scope_(scope) {}
  void run(const Group& group) override;
  void leave_out(const Group& group, const std::string& reason) override;

 private:
  using Cells = std::vector<PlannedCell>;
  // Both record each of the cells, and return those that another start may help, as their next attempts.
  Cells time_alone(const Group& group, const Cells& cells);
  Cells time_served(const Group& group, const Cells& cells) { return ServedTests(scope_, group).time(cells); }
  template <class Time>
  void try_again(Cells cells, const Time& time);
  void leave_out(const Group& group, const Cells& cells);
  void record(const Group& group, const PlannedCell& planned, const llama::BenchResult& result,
              const core::ProgramStart& start, core::MemoryUse memory);

  RunScope& scope_;
};

// Each iteration is a start of its own: the repetitions of one share its luck.
void SpeedWorkload::run(const Group& group) {
  scope_.observer.on_group_starting(group);
  struct Start {
    Cells alone;
    Cells served;
  };
  std::map<std::pair<int, std::string>, Start> starts;
  for (const PlannedCell& planned : group.cells) {
    Start& start = starts[{planned.cell.iteration, planned.cell.suite}];
    const bool served = scope_.find_suite(planned.cell)->speed.find(planned.cell.item).is_served;
    (served ? start.served : start.alone).push_back(planned);
  }
  // What drifts with time hits both instruments alike.
  for (const auto& [start, cells] : starts) {
    const bool server_first = start.first % 2 == 0;
    if (server_first) try_again(cells.served, [&](const Cells& left) { return time_served(group, left); });
    try_again(cells.alone, [&](const Cells& left) { return time_alone(group, left); });
    if (!server_first) try_again(cells.served, [&](const Cells& left) { return time_served(group, left); });
  }
}

void SpeedWorkload::leave_out(const Group& group, const std::string& reason) {
  for (const PlannedCell& planned : group.cells) {
    const core::SpeedTest& test = scope_.find_suite(planned.cell)->speed.find(planned.cell.item);
    record(group, planned, {.test = test, .end = BenchEnd::refused, .fault = reason}, {}, {});
  }
}

template <class Time>
void SpeedWorkload::try_again(Cells cells, const Time& time) {
  for (int tries = 0; tries < scope_.experiment.client.attempts && !cells.empty(); ++tries) {
    if (scope_.stop.stop_requested()) return;
    cells = time(cells);
  }
}

SpeedWorkload::Cells SpeedWorkload::time_alone(const Group& group, const Cells& cells) {
  const core::Model& model = scope_.experiment.find(group.model)->model;
  if (model.server.draft) {
    leave_out(group, cells);
    return {};
  }
  const tasks::SpeedSuite& speed = scope_.find_suite(cells.front().cell)->speed;
  std::vector<core::SpeedTest> tests;
  for (const PlannedCell& planned : cells) tests.push_back(speed.find(planned.cell.item));
  Cells again;
  sys::MemoryMeter& meter = scope_.bench.meter;
  meter.wait_for_idle(kIdleMeter);
  const auto watch = [&](int pid) {
    meter.watch(pid, llama::runs_on_cpu(model) ? sys::Offload::none : sys::Offload::unknown);
  };
  auto begin = sys::MemoryMeter::Clock::now();
  const auto take = [&](const llama::BenchResult& result, const core::ProgramStart& start) {
    if (result.end == BenchEnd::stopped) return;
    const auto at = std::find(tests.begin(), tests.end(), result.test) - tests.begin();
    const PlannedCell& planned = cells[static_cast<std::size_t>(at)];
    const auto now = sys::MemoryMeter::Clock::now();
    record(group, planned, result, start, result.start ? meter.between(begin, now) : core::MemoryUse{});
    begin = now;
    if (!core::row_of(result.end).may_pass_next) return;
    again.push_back({planned.cell, planned.attempt + 1, core::AttemptReason::retry_of(outcome_of_end(result.end))});
  };
  scope_.bench.run_bench(model, tests,
                         {.timeout = clock_span(speed.timeout_s),
                          .silence = clock_span(speed.silence_s),
                          .stop = scope_.stop,
                          .on_spawned = watch,
                          .on_result = take});
  meter.unwatch();
  return again;
}

// What llama-bench timed would pass for the speed with the draft.
void SpeedWorkload::leave_out(const Group& group, const Cells& cells) {
  for (const PlannedCell& planned : cells) {
    core::Record record = scope_.make_record(planned, group.round);
    record.payload = core::Timed{.test = scope_.find_suite(planned.cell)->speed.find(planned.cell.item),
                                 .outcome = Outcome::not_measurable,
                                 .reason =
                                     "llama-bench drafts nothing: it would time the model without its draft; "
                                     "served tests are timed with it"};
    scope_.sink.commit(record);
  }
}

void SpeedWorkload::record(const Group& group, const PlannedCell& planned, const llama::BenchResult& result,
                           const core::ProgramStart& start, core::MemoryUse memory) {
  core::Record record = scope_.make_record(planned, group.round);
  record.memory = std::move(memory);
  record.payload = core::Timed{.test = result.test,
                               .outcome = outcome_of_end(result.end),
                               .reason = result.fault,
                               .samples_ns = result.samples_ns,
                               .start = start};
  scope_.sink.commit(record);
}

std::unique_ptr<Workload> make_speed(RunScope& scope) { return std::make_unique<SpeedWorkload>(scope); }

}  // namespace

const WorkloadRow kSpeedWorkload{core::SuiteKind::speed,  items_of_speed,
                                 read_speed_keys,         [](const tasks::Suite&) { return std::string(); },
                                 check_programs_of_speed, make_speed};

}  // namespace quantladder::bench
