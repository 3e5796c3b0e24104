#include "bench/episode_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "bench/arrival_times.h"
#include "bench/episode_judging.h"
#include "quantladder/bench/deadline.h"
#include "quantladder/bench/reply_outcome.h"
#include "quantladder/core/seed.h"
#include "quantladder/llama/refusal.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

using core::LoadMode;
using core::Outcome;
using std::chrono::milliseconds;

constexpr milliseconds kHead{50};         // from the begin to what is due first: it is handed over before it is due
constexpr milliseconds kAfterFault{250};  // an agent that met a fault, or was refused, waits so long

double process_cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Returns the settings under which an answer has just so many tokens.
core::RequestSettings with_fixed_tokens(core::RequestSettings settings, int tokens) {
  auto extra = nlohmann::json::parse(settings.request_extra_json.empty() ? "{}" : settings.request_extra_json);
  extra["ignore_eos"] = true;
  settings.request_extra_json = extra.dump();
  settings.max_tokens = tokens;
  return settings;
}

// The same request of all levels and models has the same seed.
std::uint64_t seed_of(std::uint64_t run, const Talk& talk, int iteration) {
  const std::string name =
      fmt::format("{}/{}/{}/{}", talk.agent(), talk.conversation().id, talk.visit(), talk.task().id);
  return core::cell_seed(run, name, iteration);
}

// An answer that the server cut for a limit of its own is a fault, and says nothing of the context.
bool outgrew_context(const core::Generation& generation, const std::optional<core::Judgement>& judgement,
                     int max_tokens) {
  if (llama::meaning_of(generation).refusal == llama::Refusal::misfit) return true;
  if (generation.finish != core::Finish::length || (judgement && core::is_infrastructure(judgement->outcome)))
    return false;
  return generation.tokens().value_or(max_tokens) < max_tokens;
}

}  // namespace

EpisodeRun::EpisodeRun(RunScope& scope, const ModelConfig& config, ServerSession& server, const EpisodePlan& plan,
                       CarriedOver& carried)
    : scope_(scope), config_(config), server_(server), plan_(plan), load_(plan.suite.load), carried_(carried) {}

std::optional<core::Episode> EpisodeRun::run() {
  begin();
  while (!in_flight_.empty()) {
    if (scope_.stop.stop_requested()) {
      scope_.bench.completer.cancel_all();
      while (scope_.bench.completer.next(milliseconds(0))) {
      }
      return std::nullopt;
    }
    scope_.observer.on_generating(count_due());
    if (auto result = scope_.bench.completer.next(milliseconds(50))) take(std::move(*result));
    if (is_over()) cut();
    scope_.observer.on_tick();
  }
  std::stable_sort(episode_.exchanges.begin(), episode_.exchanges.end(),
                   [](const auto& a, const auto& b) { return a.sent_ms < b.sent_ms; });
  if (!is_void_) episode_.outcome = Outcome::measured;
  if (plan_.item.mode != LoadMode::sustained) {
    for (const core::Exchange& each : episode_.exchanges)
      episode_.window_ms = std::max(episode_.window_ms, each.ended_ms);
  }
  episode_.client_cpu_s = process_cpu_seconds() - *episode_.client_cpu_s;
  return std::move(episode_);
}

void EpisodeRun::begin() {
  episode_.item = plan_.item;
  episode_.request = config_.request;
  episode_.slots = server_.facts().slots;
  episode_.cached = load_.cache;
  episode_.client_cpu_s = process_cpu_seconds();
  const bool has_lead_in = plan_.item.mode != LoadMode::once && (plan_.item.is_open() || plan_.item.level > 1);
  episode_.lead_in_ms = has_lead_in ? 1000 * load_.lead_in_s : 0;
  zero_ = Clock::now() + kHead + milliseconds(static_cast<long long>(episode_.lead_in_ms));
  episode_.started_at = sys::utc_now();
  if (plan_.item.is_open())
    begin_arrivals();
  else
    begin_agents();
  send(Talk(plan_.suite, load_.primary, 0, 1), zero_);
}

// Each side agent begins with another conversation.
void EpisodeRun::begin_agents() {
  const auto due = zero_ - milliseconds(static_cast<long long>(episode_.lead_in_ms));
  for (int agent = 1; agent < plan_.item.level; ++agent) send(side_talk(agent, 1), due);
}

void EpisodeRun::begin_arrivals() {
  const auto seed = core::cell_seed(scope_.experiment.seed, to_string(plan_.item), plan_.iteration);
  const auto begin = zero_ - milliseconds(static_cast<long long>(episode_.lead_in_ms));
  int agent = 0;
  for (const double at : draw_arrivals(plan_.item, load_.schedule_s, seed)) {
    ++agent;
    send(side_talk(agent, 1), begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(at)));
  }
}

Talk EpisodeRun::side_talk(int agent, int visit) const {
  const auto which = static_cast<std::size_t>(agent + visit - 2) % load_.side.size();
  return {plan_.suite, load_.side[which], agent, visit};
}

core::RequestSettings EpisodeRun::settings_of(const tasks::Conversation& conversation) const {
  core::RequestSettings settings = config_.request;
  settings.max_tokens = conversation.max_tokens;
  return load_.fixed_tokens ? with_fixed_tokens(std::move(settings), *load_.fixed_tokens) : settings;
}

void EpisodeRun::send(Talk talk, Clock::time_point due) {
  const core::RequestSettings settings = settings_of(talk.conversation());
  const int together = std::max(requests_at_once(config_.model, server_.facts()), plan_.item.level);
  llama::CompletionRequest request;
  request.tag = carried_.next_tag++;
  request.base_url = server_.base_url();
  request.api_key = server_.api_key();
  request.seed = seed_of(scope_.experiment.seed, talk, plan_.iteration);
  // What an earlier episode left in a cache would make a first turn too fast.
  const auto cache = load_.cache && talk.turn() > 1 ? llama::PromptCache::on : llama::PromptCache::off;
  request.body_json = llama::make_chat_body(talk.messages(), settings, request.seed, config_.model.served_model, cache);
  request.deadline =
      cell_deadline(scope_.experiment.client, server_.facts(), together, talk.bytes(), settings.max_tokens);
  request.stall = clock_span(scope_.experiment.client.stall_s);
  request.token_gap = token_gap(scope_.experiment.client, server_.facts(), together, talk.bytes());
  request.due = due;
  core::Exchange exchange;
  exchange.agent = talk.agent();
  exchange.conversation = talk.conversation().id;
  exchange.visit = talk.visit();
  exchange.turn = talk.turn();
  exchange.task = talk.task().id;
  exchange.due_ms = ms_from_zero(due);
  in_flight_.emplace(request.tag, InFlight{std::move(talk), std::move(exchange)});
  scope_.bench.completer.submit(std::move(request));
}

void EpisodeRun::take(llama::CompletionResult result) {
  const auto found = in_flight_.find(result.tag);
  if (found == in_flight_.end()) return;
  InFlight ended = std::move(found->second);
  in_flight_.erase(found);
  core::Exchange& exchange = ended.exchange;
  const bool is_cut = result.generation.finish == core::Finish::cancelled;
  if (is_cut && result.started == Clock::time_point()) return;  // it was never sent
  exchange.sent_ms = ms_from_zero(result.started);
  exchange.ended_ms = ms_from_zero(result.ended);
  exchange.is_cut = is_cut;
  if (result.lag.reads > 0) exchange.read_lag_ms = result.lag.worst_ms;
  exchange.generation = std::move(result.generation);
  if (auto doubt = llama::lag_doubt(result.lag)) exchange.generation.doubts.push_back(std::move(*doubt));
  if (!is_cut) {
    carried_.unanswered.note(exchange.generation);
    settle(exchange, ended.talk);
    go_on(std::move(ended.talk), exchange);
  }
  episode_.exchanges.push_back(std::move(exchange));
}

// Decides how an exchange ended, as far as that is possible without its code.
void EpisodeRun::settle(core::Exchange& exchange, const Talk& talk) const {
  const core::Generation& generation = exchange.generation;
  const core::RequestSettings settings = settings_of(talk.conversation());
  const auto judgement = judge_generation(generation, settings, config_.model.server.ctx);
  if (judgement) exchange.outcome = judgement->outcome;
  if (core::is_infrastructure(exchange.outcome)) exchange.generation.fault = judgement->reason;
  exchange.is_outgrown = outgrew_context(generation, judgement, settings.max_tokens);
  if (exchange.is_outgrown) {
    exchange.outcome = Outcome::truncated;
    return;
  }
  if (load_.fixed_tokens) {
    // It goes on past its end: what it says is not looked at.
    const bool is_whole = exchange.outcome == Outcome::truncated || exchange.outcome == Outcome::not_run;
    if (is_whole) exchange.outcome = Outcome::measured;
    return;
  }
  if (fault_of(generation.finish)) return;
  exchange.keywords = check_keywords(talk.task(), generation);
}

// What follows an answer, or a fault: the conversation's next turn, the agent's next conversation, or nothing.
void EpisodeRun::go_on(Talk talk, const core::Exchange& exchange) {
  const bool is_fault = core::is_infrastructure(exchange.outcome);
  const bool ends = is_fault || exchange.is_outgrown || talk.is_last_turn();
  if (exchange.is_primary() && ends) return end_primary(exchange);
  if (asks_no_more()) return;
  // An agent asks on at once: what comes between is the client's own lateness.
  const auto now =
      zero_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double, std::milli>(exchange.ended_ms));
  if (!ends) {
    talk.answer(exchange.generation.text);
    return send(std::move(talk), now);
  }
  if (plan_.item.mode != LoadMode::sustained) return;
  send(side_talk(talk.agent(), talk.visit() + 1), exchange.is_answered() && !is_fault ? now : now + kAfterFault);
}

void EpisodeRun::end_primary(const core::Exchange& last) {
  primary_ended_ = true;
  episode_.window_ms = last.ended_ms;
  if (!core::is_infrastructure(last.outcome)) return;
  make_void(last.outcome, fmt::format("turn {} of the primary conversation: {}", last.turn, last.generation.fault));
}

void EpisodeRun::make_void(Outcome outcome, std::string reason) {
  if (is_void_) return;  // what made it so first says why
  is_void_ = true;
  episode_.outcome = outcome;
  episode_.reason = std::move(reason);
}

// Of mode `once` and of open ones, the episode ends when all that was sent has ended.
bool EpisodeRun::asks_no_more() const { return is_void_ || (primary_ended_ && plan_.item.mode == LoadMode::sustained); }

bool EpisodeRun::is_over() {
  if (is_void_) return true;
  const double now = ms_from_zero(Clock::now());
  if (now > 1000 * load_.deadline_s) {
    make_void(Outcome::infrastructure_deadline,
              fmt::format("the episode took more than {} s (deadline_s)", load_.deadline_s));
    episode_.window_ms = now;
  } else if (carried_.unanswered.is_hang() && !primary_ended_) {
    make_void(Outcome::infrastructure_stall, carried_.unanswered.cause());
    episode_.window_ms = now;
  }
  return asks_no_more();
}

void EpisodeRun::cut() {
  scope_.bench.completer.cancel_all();
  while (auto result = scope_.bench.completer.next(milliseconds(0))) take(std::move(*result));
  in_flight_.clear();
}

int EpisodeRun::count_due() const {
  const double now = ms_from_zero(Clock::now());
  return static_cast<int>(std::count_if(in_flight_.begin(), in_flight_.end(),
                                        [&](const auto& entry) { return entry.second.exchange.due_ms <= now; }));
}

double EpisodeRun::ms_from_zero(Clock::time_point at) const {
  return std::chrono::duration<double, std::milli>(at - zero_).count();
}

}  // namespace quantladder::bench
