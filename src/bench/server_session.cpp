#include "bench/server_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <thread>

#include "quantladder/bench/deadline.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/bench/reply_outcome.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/core/record.h"
#include "quantladder/llama/refusal.h"
#include "quantladder/sys/listener.h"

namespace quantladder::bench {
namespace {

using core::StartEnd;

// A server that keeps its connection alive but generates nothing must not hold up a night.
constexpr std::chrono::minutes kProbeDeadline{30};
constexpr std::chrono::seconds kBetweenTries{1};

sys::Offload offload_of(const core::Model& model) {
  try {
    return llama::runs_on_cpu(model) ? sys::Offload::none : sys::Offload::unknown;
  } catch (const core::Error&) {
    return sys::Offload::unknown;  // a program that isn't there is told by its start
  }
}

// Returns them without the empty ones at the end.
std::string last_lines(std::string text) {
  constexpr int kLines = 6;
  text.resize(text.find_last_not_of('\n') + 1);
  std::size_t begin = text.size();
  for (int i = 0; i < kLines && begin != std::string::npos && begin > 0; ++i) begin = text.rfind('\n', begin - 1);
  return begin == std::string::npos || text.empty() ? text : text.substr(begin + 1);
}

// A program such as `docker run` leaves the server to somebody else's process.
bool is_wrapped(int pid, const std::string& base_url) {
  const auto port = sys::port_of(base_url);
  return port && sys::tree_listens(pid, *port) == false;
}

void forget_wrapper(core::MemoryUse& use) {
  use.peak_bytes.reset();
  use.gaps.emplace_back(
      "the server's resident memory: no process that was started for it listens on its port, so that what can be seen "
      "is the memory of a wrapper");
}

}  // namespace

ServerSession::ServerSession(const Experiment& experiment, const ModelConfig& config, store::RunStore& store,
                             const Bench& bench, std::stop_token stop, llama::OnWaiting on_waiting)
    : experiment_(experiment),
      config_(config),
      store_(store),
      bench_(bench),
      stop_(std::move(stop)),
      on_waiting_(std::move(on_waiting)),
      api_key_(endpoint_key(config.model)) {}

ServerSession::~ServerSession() {
  if (!server_) return;
  try {
    finish({StartEnd::abandoned, ""});
  } catch (const std::exception&) {
    // Only the note of how it ended is lost; the server itself is stopped by its own destructor.
  }
}

std::string ServerSession::start(int round, const std::vector<core::CellId>& cells) {
  const core::Model& model = config_.model;
  const int number = store_.reserve_server_number(model.id);
  const sys::Offload offload = offload_of(model);
  if (model.endpoint.empty()) bench_.meter.wait_for_idle(kIdleMeter);
  started_ = sys::MemoryMeter::Clock::now();
  const std::filesystem::path log = store_.server_file(model.id, number, ".log");
  llama::StartResult result = bench_.launcher.start(
      model, log.string(), stop_, [&](int pid) { bench_.meter.watch(pid, offload); }, on_waiting_);
  server_ = std::move(result.server);
  facts_ = server_ ? server_->facts() : result.failure.facts;
  facts_.model = model.id;
  facts_.number = number;
  facts_.round = round;
  if (!server_) {
    bench_.meter.unwatch();
    last_words_ = last_lines(std::move(result.failure.last_words));
    if (facts_.started_at.empty()) facts_.started_at = sys::utc_now();
    facts_.end = {StartEnd::failed_to_start, result.failure.reason};
    if (!stop_.stop_requested()) store_.write_server_start(facts_);
    return "the server did not start: " + result.failure.reason;
  }
  base_url_ = server_->base_url();
  if (model.endpoint.empty()) wrapped_ = is_wrapped(server_->pid(), base_url_);
  store_.write_server_start(facts_);
  std::string problem = verify_settings(cells);
  // It would answer the next start in the same way: that is no death.
  if (!problem.empty() && !ends_soon()) finish({StartEnd::failed_to_start, problem});
  if (!problem.empty()) return problem;
  problem = warm_up_and_probe();
  store_.write_server_start(facts_);
  // An endpoint is not started anew, and a refusal would be met again.
  const bool in_vain = !config_.model.endpoint.empty() || refused_;
  if (!problem.empty() && in_vain && !ends_soon()) finish({StartEnd::failed_to_start, problem});
  return problem;
}

std::string ServerSession::verify_settings(const std::vector<core::CellId>& cells) {
  bool verified = true;
  const llama::Patience patience{clock_span(config_.model.server.start_timeout_s), stop_, on_waiting_};
  std::set<const core::RequestSettings*> distinct;
  for (const auto& cell : cells) distinct.insert(&config_.request_for(cell));
  for (const auto* settings : distinct) {
    const llama::SettingsCheck check =
        bench_.check_settings({base_url_, api_key_, config_.model.served_model}, *settings, patience);
    if (stop_.stop_requested()) return "";
    // Somebody else's server may refuse what only llama-server understands; ours may not.
    if (!check.failure.empty() && config_.model.endpoint.empty()) {
      return fmt::format("asked for its effective settings (sampling profile '{}'), the server answered: {}",
                         settings->sampling.profile, check.failure);
    }
    if (check.refusal.refusal == llama::Refusal::permanent) return llama::with_remedy(check.failure, check.refusal);
    verified = verified && check.supported;
    for (const auto& note : {check.note, check.failure}) core::add_part(facts_.settings_note, note, "; ");
    if (check.differences.empty()) continue;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("{}: model {} (sampling profile '{}'): the server does not do what is asked: {}",
                                  experiment_.source, config_.model.id, settings->sampling.profile,
                                  fmt::join(check.differences, "; ")));
  }
  facts_.settings_verified = verified;
  return "";
}

std::string ServerSession::warm_up_and_probe() {
  if (experiment_.probe.repeats == 0) return "";
  std::string fault;  // of the last one, as long as none was answered
  bool answered = false;
  llama::SpokenWait wait(on_waiting_);
  for (int i = 0; i < experiment_.probe.warm_up + experiment_.probe.repeats && !stop_.stop_requested(); ++i) {
    core::Generation generation = patient_request(i, wait);
    if (generation.finish == core::Finish::cancelled) return "";
    if (!alive()) return fmt::format("the server ended during its speed probe: {}", cause_of_death());
    // Half an hour for a short prompt is enough to know; the next request would take as long. A stall is not: a proxy
    // may be silent while it loads its model.
    if (came_to_nothing(generation)) return "its speed probe got no token: " + generation.fault;
    const llama::RefusalMeaning meaning = llama::meaning_of(generation);
    refused_ = generation.finish == core::Finish::http_error;
    fault = llama::with_remedy(generation.fault, meaning);
    if (meaning.refusal == llama::Refusal::permanent) return fault;
    answered = answered || generation.finish == core::Finish::stop || generation.finish == core::Finish::length;
    if (i < experiment_.probe.warm_up) {
      ++facts_.warm_up_requests;
    } else {
      facts_.probe.push_back(std::move(generation));
    }
  }
  if (answered || stop_.stop_requested()) return "";
  return fmt::format("none of its speed probe's requests was answered, the last: {}", fault);
}

// Asked again while the server says that it is loading, or when to ask again: at most as long as a start may take.
core::Generation ServerSession::patient_request(int salt, llama::SpokenWait& wait) {
  const auto limit = clock_span(config_.model.server.start_timeout_s);
  std::chrono::milliseconds waited{0};
  while (true) {
    llama::CompletionResult result = probe_request(salt, wait);
    const llama::Refusal refusal = llama::meaning_of(result.generation).refusal;
    const bool later = refusal == llama::Refusal::loading || (refusal == llama::Refusal::busy && result.retry_after);
    if (!later || waited >= limit || stop_.stop_requested()) return std::move(result.generation);
    const std::chrono::milliseconds span = result.retry_after.value_or(kBetweenTries);
    if (waited < llama::kSilentWait && waited + span >= llama::kSilentWait) {
      on_waiting_("waiting before its speed probe is sent again: " + result.generation.fault);
    }
    bench_.pause(std::min(span, limit - waited), stop_);
    waited += span;
  }
}

llama::CompletionResult ServerSession::probe_request(int salt, llama::SpokenWait& wait) {
  return timed_request({.path = llama::kChatPath,
                        .body = llama::make_probe_body(experiment_.probe.tokens, salt, config_.model.served_model),
                        .deadline = kProbeDeadline,
                        .silence = clock_span(experiment_.client.stall_s)},
                       wait, "measuring its speed with short requests before its tasks");
}

llama::CompletionResult ServerSession::timed_request(LoneRequest lone, llama::SpokenWait& wait, const char* doing) {
  llama::CompletionRequest request;
  request.base_url = base_url_;
  request.api_key = api_key_;
  request.path = std::move(lone.path);
  request.body_json = std::move(lone.body);
  request.deadline = lone.deadline;
  request.stall = lone.silence;
  request.token_gap = request.stall;  // nothing else is in flight
  bench_.completer.submit(request);
  while (true) {
    if (auto result = bench_.completer.next(std::chrono::milliseconds(100))) {
      if (auto doubt = llama::lag_doubt(result->lag)) result->generation.doubts.push_back(std::move(*doubt));
      return std::move(*result);
    }
    wait.go_on(doing);
    if (stop_.stop_requested()) bench_.completer.cancel_all();
  }
}

void ServerSession::finish(const core::ServerEnd& end) {
  if (!server_) return;
  bench_.completer.cancel_all();
  last_words_ = last_lines(server_->last_words());
  facts_.memory = memory_between(started_, sys::MemoryMeter::Clock::now());
  const std::string samples = bench_.meter.samples_csv(started_, sys::MemoryMeter::Clock::now());
  server_->stop();
  bench_.meter.unwatch();
  server_.reset();
  facts_.end = end;
  sys::write_file(store_.server_file(facts_.model, facts_.number, ".samples.csv"), samples);
  store_.write_server_start(facts_);
}

// The socket of a server that dies closes some milliseconds before the process can be reaped.
bool ServerSession::ends_soon() {
  for (int i = 0; i < 20 && alive(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(25));
  return !alive();
}

bool ServerSession::alive() { return server_ && server_->alive(); }

std::string ServerSession::cause_of_death() { return server_ ? server_->cause_of_death() : ""; }

core::MemoryUse ServerSession::memory_between(sys::MemoryMeter::Clock::time_point from,
                                              sys::MemoryMeter::Clock::time_point to) const {
  if (config_.model.endpoint.empty()) {
    core::MemoryUse use = bench_.meter.between(from, to);
    if (wrapped_ && use.source == core::MemorySource::resident) forget_wrapper(use);
    return use;
  }
  core::MemoryUse unseen;
  unseen.gaps = {"the server is not ours: its memory can't be seen"};
  return unseen;
}

}  // namespace quantladder::bench
