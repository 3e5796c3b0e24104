// Suites of code: a llama-server answers, the judge tries the answers.
#include <fmt/format.h>

#include "bench/group_run.h"

namespace quantladder::bench {
namespace {

using std::chrono::milliseconds;

std::vector<core::ItemFacts> items_of_code(const tasks::Suite& suite) {
  std::vector<core::ItemFacts> items;
  for (const tasks::Task& task : suite.tasks) {
    items.push_back({task.id, task.title, task.points, task.prompt_sha256, task.tests_sha256, task.language, task.files,
                     task.entry_points, task.test_points});
  }
  return items;
}

void check_server(const core::Model& model, const tasks::Suite&) {
  if (model.endpoint.empty()) llama::inspect_binary(model.server.binary);
}

class CodeWorkload final : public Workload {
 public:
  explicit CodeWorkload(RunScope& scope)
      : pool_(*scope.bench.judge, scope.experiment.judging.jobs), scope_{scope, pool_} {
    give_up_what_cannot_be_judged();
  }

  // Replies that were received: no server is needed for them.
  void finish_pending() override;
  void run(const Group& group) override { GroupRun(scope_, group).run(); }
  void leave_out(const Group& group, const std::string& reason) override {
    scope_.given_up.emplace(group.model, reason);
    run(group);
  }

 private:
  void give_up_what_cannot_be_judged();

  JudgePool pool_;
  CodeScope scope_;
};

// Nothing is generated for a task whose runtimes are missing here. For those of other tasks than the selected ones
// nobody has looked.
void CodeWorkload::give_up_what_cannot_be_judged() {
  for (const tasks::Suite& suite : scope_.suites) {
    for (const tasks::Task& task : suite.tasks) {
      if (!scope_.selection.covers_item(suite.id, task.id)) continue;
      const std::string reason = scope_.bench.judge->runtimes().why_not(task);
      if (reason.empty()) continue;
      scope_.observer.on_note(fmt::format("{} is not run: it {}", task.qualified_id(), reason));
      for (const ModelConfig& config : scope_.experiment.models) {
        scope_.given_up_tasks.emplace(std::tuple(config.model.id, suite.id, task.id), reason);
      }
    }
  }
}

void CodeWorkload::finish_pending() {
  int submitted = 0;
  for (auto& record : scope_.sink.store().pending()) {
    const tasks::Task* task = tasks::find_task(scope_.suites, record.cell);
    if (task != nullptr && !scope_.bench.judge->runtimes().why_not(*task).empty()) {
      scope_.waiting_replies.insert(record.cell);
      continue;
    }
    if (task == nullptr || !scope_.sink.store().claim(record.cell.model, record.round)) continue;
    pool_.submit({std::move(record), task, core::JudgingMode::between});
    ++submitted;
  }
  if (submitted > 0) scope_.observer.on_note("judging replies that an earlier session left unjudged");
  while (pool_.unfinished() > 0 && !scope_.stop.stop_requested()) {
    if (const auto judged = pool_.next(milliseconds(100))) scope_.commit_judged(*judged);
  }
}

std::unique_ptr<Workload> make_code(RunScope& scope) { return std::make_unique<CodeWorkload>(scope); }

}  // namespace

const WorkloadRow kCodeWorkload{core::SuiteKind::code,
                                items_of_code,
                                [](sys::CheckedObject&, const Experiment&, tasks::Suite&) {},
                                [](const tasks::Suite&) { return std::string(); },
                                check_server,
                                make_code};

}  // namespace quantladder::bench
