#include "bench/group_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/bench/deadline.h"
#include "quantladder/bench/reply_outcome.h"
#include "quantladder/core/seed.h"

namespace quantladder::bench {
namespace {

using core::StartEnd;
using std::chrono::milliseconds;

constexpr int kStartsPerGroup = 2;  // a server that dies is restarted once

std::size_t longest_prompt(const std::vector<tasks::Suite>& suites) {
  std::size_t longest = 0;
  for (const auto& suite : suites) {
    for (const auto& task : suite.tasks) longest = std::max(longest, task.prompt.size());
  }
  return longest;
}

}  // namespace

GroupRun::GroupRun(CodeScope& scope, const Group& group)
    : scope_(scope),
      group_(group),
      config_(*scope.experiment.find(group.model)),
      between_(judges_between(scope.experiment, config_.model)),
      queue_(group.cells.begin(), group.cells.end()),
      retries_(scope.experiment.client, clock_span(config_.model.server.start_timeout_s)),
      unanswered_(scope.experiment.client.stalls_until_restart) {}

void GroupRun::run() {
  if (const auto reason = scope_.given_up.find(group_.model); reason != scope_.given_up.end()) {
    give_up(reason->second);
    return;
  }
  for (const auto& [which, reason] : scope_.given_up_tasks) {
    const auto& [model, suite, item] = which;
    if (model == group_.model) give_up_task({model, suite, item}, reason);
  }
  if (queue_.empty()) return;
  scope_.observer.on_group_starting(group_);
  if (const std::string problem = start_server(); !problem.empty()) give_up(problem);
  while (!queue_.empty() && !stopped()) {
    generate();
    if (server_lost_) replace_dead_server();
  }
  if (stopped()) scope_.pool.drop_queued();
  while (scope_.pool.unfinished() > 0) take_judged(milliseconds(100));
  if (server_) server_->finish({stopped() ? StartEnd::interrupted : StartEnd::stopped, ""});
}

std::string GroupRun::start_server() {
  std::string problem;
  while (deaths_ < kStartsPerGroup && !stopped()) {
    server_.emplace(
        scope_.experiment, config_, scope_.sink.store(), scope_.bench, scope_.stop,
        [&](const std::string& what) { scope_.observer.on_note(fmt::format("{}: {}", group_.model, what)); });
    std::vector<core::CellId> cells;
    for (const auto& planned : queue_) cells.push_back(planned.cell);
    problem = server_->start(group_.round, cells);
    if (problem.empty()) {
      scope_.observer.on_server_ready(server_->facts());
      return "";
    }
    if (stopped()) break;
    ++deaths_;  // or a hang, which is no better
    const bool failed_to_start = server_->facts().failed_to_start();
    if (!failed_to_start) server_->finish({server_->alive() ? StartEnd::hung : StartEnd::died, problem});
    note_last_words();
    if (failed_to_start) break;  // the same file would fail the same way again
  }
  server_.reset();
  return problem;
}

// The end of the log says more than its one telling line.
void GroupRun::note_last_words() {
  const std::string& tail = server_->last_words();
  if (!tail.empty()) scope_.observer.on_note(fmt::format("{}: the end of its server's log:\n{}", group_.model, tail));
}

// Generates the queued cells, with as many in flight as are asked for while there are any, and has them judged.
void GroupRun::generate() {
  while (true) {
    while (may_submit()) submit_next();
    if (stopped()) scope_.bench.completer.cancel_all();
    if (!in_flight_.empty()) {
      scope_.observer.on_generating(static_cast<int>(in_flight_.size()));
      if (auto result = scope_.bench.completer.next(milliseconds(50))) take_generation(std::move(*result));
      take_judged(milliseconds(0));
    } else {
      flush_waiting();
      if (stopped() || server_lost_ || queue_.empty()) break;
    }
    scope_.observer.on_tick();
  }
  // A server on this machine's cores must be idle while its answers are judged.
  while (between_ && scope_.pool.unfinished() > 0 && !stopped()) {
    take_judged(milliseconds(100));
    scope_.observer.on_tick();
  }
}

bool GroupRun::may_submit() {
  if (stopped() || server_lost_ || queue_.empty()) return false;
  if (static_cast<int>(in_flight_.size()) >= config_.model.most_in_flight()) return false;
  if (!server_->alive()) server_lost_ = true;  // died while idle: no request is wasted on it
  return !server_lost_;
}

void GroupRun::submit_next() {
  PlannedCell planned = std::move(queue_.front());
  queue_.pop_front();
  retries_.note_sent(planned.cell);
  const tasks::Task* task = tasks::find_task(scope_.suites, planned.cell);
  const core::RequestSettings& settings = config_.request_for(planned.cell);
  llama::CompletionRequest request;
  request.tag = next_tag_++;
  request.base_url = server_->base_url();
  request.api_key = server_->api_key();
  request.seed = core::cell_seed(scope_.experiment.seed, planned.cell.item, planned.cell.iteration);
  request.body_json =
      llama::make_chat_body({{core::Role::user, task->prompt}}, settings, request.seed, config_.model.served_model);
  const int at_once = requests_at_once(config_.model, server_->facts());
  request.deadline =
      cell_deadline(scope_.experiment.client, server_->facts(), at_once, task->prompt.size(), settings.max_tokens);
  request.stall = clock_span(scope_.experiment.client.stall_s);
  request.token_gap = token_gap(scope_.experiment.client, server_->facts(), at_once, longest_prompt(scope_.suites));
  in_flight_.emplace(request.tag, InFlight{std::move(planned), task, request.body_json});
  scope_.bench.completer.submit(std::move(request));
}

core::Record GroupRun::make_record(const InFlight& cell) const {
  core::Record record = scope_.make_record(cell.planned, group_.round);
  record.server_start = server_ ? server_->facts().number : 0;
  core::Answered& answered = record.answered();
  answered.prompt_sha256 = cell.task->prompt_sha256;
  answered.points = cell.task->points;
  answered.request = config_.request_for(cell.planned.cell);
  answered.request_json = cell.body;
  return record;
}

void GroupRun::take_generation(llama::CompletionResult result) {
  const auto found = in_flight_.find(result.tag);
  if (found == in_flight_.end()) return;
  const InFlight cell = std::move(found->second);
  in_flight_.erase(found);
  if (result.generation.finish == core::Finish::cancelled) return;
  core::Record record = make_record(cell);
  record.memory = server_->memory_between(result.started, result.ended);
  // Cells in flight together share their energy; only the server start's total can be told.
  if (result.generation.in_flight > 1) record.memory.energy_j.reset();
  note_lost_server(result.generation);
  note_hanging_server(result.generation);
  if (auto doubt = llama::lag_doubt(result.lag)) result.generation.doubts.push_back(std::move(*doubt));
  record.answered().generation = std::move(result.generation);
  scope_.observer.on_generated(record);
  if (auto judgement = judge_generation(*record.generation(), record.answered().request, config_.model.server.ctx)) {
    settle_unjudged(std::move(record), std::move(*judgement), result.retry_after);
    return;
  }
  retries_.note_loaded();
  scope_.sink.put_pending(record);
  waiting_.push_back({std::move(record), cell.task, judging_mode()});
  if (!between_) flush_waiting();
}

// A stream that broke because the server died is the server's death, not a broken stream.
void GroupRun::note_lost_server(core::Generation& generation) {
  const bool cut = generation.finish == core::Finish::broken_stream || generation.finish == core::Finish::lost_server;
  if (!cut) return;
  const bool dead = server_->ends_soon();
  // An endpoint has no process to look at: its refusal is all there is to see.
  const bool endpoint_gone = !config_.model.endpoint.empty() && generation.finish == core::Finish::lost_server;
  if (!dead && !endpoint_gone) return;
  server_lost_ = true;
  generation.finish = core::Finish::lost_server;
  if (dead) generation.fault = fmt::format("the server died ({}): {}", generation.fault, server_->cause_of_death());
  last_fault_ = generation.fault;
}

void GroupRun::note_hanging_server(const core::Generation& generation) {
  unanswered_.note(generation);
  if (!unanswered_.is_hang()) return;
  server_lost_ = true;
  last_fault_ = unanswered_.cause();
}

core::JudgingMode GroupRun::judging_mode() const {
  return between_ ? core::JudgingMode::between : core::JudgingMode::overlapping;
}

ServerAfter GroupRun::server_after() const {
  if (!server_lost_) return ServerAfter::up;
  return deaths_ + 1 < kStartsPerGroup ? ServerAfter::comes_back : ServerAfter::lost;
}

// Ends an attempt that no code is judged for: a fault, an invalid arm, a reply cut at the token limit.
void GroupRun::settle_unjudged(core::Record record, core::Judgement judgement,
                               std::optional<std::chrono::seconds> asked) {
  judgement.judged_at = sys::utc_now();
  const tasks::Task* task = tasks::find_task(scope_.suites, record.cell);
  judgement.tests_sha256 = task->tests_sha256;
  judgement.while_generating = judging_mode();
  PlannedCell next{record.cell, record.attempt + 1, core::AttemptReason::retry_of(judgement.outcome)};
  record.answered().judgements.push_back(std::move(judgement));
  scope_.sink.store().write_artifacts(record, task->prompt, {});
  scope_.sink.commit(record);
  const Retry retry = retries_.after(record, server_after(), asked);
  if (!retry.give_up.empty()) give_up(retry.give_up);
  if (!retry.give_up_task.empty()) give_up_task(record.cell, retry.give_up_task);
  if (!retry.again || stopped() || scope_.given_up.contains(group_.model)) return;
  if (retry.pause >= llama::kSilentWait) {
    scope_.observer.on_note(fmt::format("{}: asking again in {} s: {}", group_.model, retry.pause.count() / 1000,
                                        record.generation()->fault));
  }
  if (retry.pause.count() > 0) scope_.bench.pause(retry.pause, scope_.stop);
  queue_.push_front(std::move(next));
}

void GroupRun::flush_waiting() {
  for (auto& job : waiting_) scope_.pool.submit(std::move(job));
  waiting_.clear();
}

void GroupRun::take_judged(milliseconds timeout) {
  if (const auto judged = scope_.pool.next(timeout)) scope_.commit_judged(*judged);
}

void GroupRun::replace_dead_server() {
  server_lost_ = false;
  unanswered_.forget();
  const bool hangs = config_.model.endpoint.empty() && server_->alive();
  const std::string why = hangs || !config_.model.endpoint.empty() ? last_fault_ : server_->cause_of_death();
  const StartEnd how = hangs ? StartEnd::hung : StartEnd::died;
  server_->finish({how, why});
  ++deaths_;
  if (queue_.empty()) return;
  if (deaths_ >= kStartsPerGroup) {
    give_up(fmt::format("the server {} twice: {}", core::to_id(how), why));
    return;
  }
  scope_.observer.on_note(
      fmt::format("{}: the server {} ({}); starting it once more", group_.model, core::to_id(how), why));
  if (const std::string problem = start_server(); !problem.empty()) give_up(problem);
}

// The model's remaining cells are not run; the next model goes on.
void GroupRun::give_up(const std::string& reason) {
  if (stopped()) return;
  if (scope_.given_up.emplace(group_.model, reason).second) {
    scope_.observer.on_note(fmt::format("{}: giving up: {}", group_.model, reason));
  }
  for (const auto& planned : queue_) leave_out(planned, reason);
  queue_.clear();
}

// The prompt of all its iterations is the same.
void GroupRun::give_up_task(const core::CellId& cell, const std::string& reason) {
  if (stopped()) return;
  if (scope_.given_up_tasks.emplace(std::tuple(cell.model, cell.suite, cell.item), reason).second) {
    scope_.observer.on_note(fmt::format("{}: giving up {}: {}", cell.model, cell.item, reason));
  }
  const auto is_others = [&](const PlannedCell& planned) {
    return planned.cell.suite != cell.suite || planned.cell.item != cell.item;
  };
  const auto given_up = std::stable_partition(queue_.begin(), queue_.end(), is_others);
  for (auto planned = given_up; planned != queue_.end(); ++planned) leave_out(*planned, reason);
  queue_.erase(given_up, queue_.end());
}

void GroupRun::leave_out(const PlannedCell& planned, const std::string& reason) {
  // It has a result, or will have one; a server that would not start does not change it.
  if (planned.reason.why == core::Why::rerun || scope_.waiting_replies.contains(planned.cell)) return;
  core::Record record = make_record({planned, tasks::find_task(scope_.suites, planned.cell), ""});
  core::Judgement judgement;
  judgement.outcome = core::Outcome::not_run;
  judgement.reason = reason;
  judgement.judged_at = sys::utc_now();
  record.answered().judgements.push_back(std::move(judgement));
  scope_.sink.commit(record);
}

}  // namespace quantladder::bench
