// Measures one episode: the primary conversation from its first turn to its last, and the side conversations beside it.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "bench/server_session.h"
#include "bench/talk.h"
#include "bench/unanswered.h"
#include "bench/workload.h"
#include "quantladder/core/episode.h"

namespace quantladder::bench {

// What is measured, and of which draws.
struct EpisodePlan {
  const tasks::Suite& suite;
  core::LoadItem item;
  int iteration = 1;
};

// What goes on from one episode to the next.
struct CarriedOver {
  std::uint64_t next_tag = 1;  // over the whole run: a late end of an earlier episode's request is none of this one's
  Unanswered unanswered;       // of the present server
};

class EpisodeRun {
 public:
  EpisodeRun(RunScope& scope, const ModelConfig& config, ServerSession& server, const EpisodePlan& plan,
             CarriedOver& carried);

  // Returns the episode, whose answers are not judged yet; nullopt after a stop.
  std::optional<core::Episode> run();

 private:
  using Clock = std::chrono::steady_clock;
  struct InFlight {
    Talk talk;
    core::Exchange exchange;
  };

  void begin();
  void begin_agents();
  void begin_arrivals();
  Talk side_talk(int agent, int visit) const;
  void send(Talk talk, Clock::time_point due);
  void take(llama::CompletionResult result);
  void settle(core::Exchange& exchange, const Talk& talk) const;
  void go_on(Talk talk, const core::Exchange& exchange);
  void end_primary(const core::Exchange& last);
  void make_void(core::Outcome outcome, std::string reason);
  void cut();
  bool is_over();
  bool asks_no_more() const;
  core::RequestSettings settings_of(const tasks::Conversation& conversation) const;
  int count_due() const;  // of those in flight
  double ms_from_zero(Clock::time_point at) const;

  RunScope& scope_;
  const ModelConfig& config_;
  ServerSession& server_;
  const EpisodePlan& plan_;
  const tasks::LoadSuite& load_;
  CarriedOver& carried_;
  core::Episode episode_;
  Clock::time_point zero_;
  std::map<std::uint64_t, InFlight> in_flight_;  // by tag; what is not due yet too
  bool primary_ended_ = false;
  bool is_void_ = false;
};

}  // namespace quantladder::bench
