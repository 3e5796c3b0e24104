// The payload of a cell of load: an episode, in which one primary conversation and side conversations share a server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/generation.h"
#include "quantladder/core/judgement.h"
#include "quantladder/core/load_item.h"
#include "quantladder/core/model.h"
#include "quantladder/core/outcome.h"

namespace quantladder::core {

// The published rule of a side task: the answer holds all of these words, whatever their case.
struct KeywordCheck {
  std::vector<std::string> found;
  std::vector<std::string> missing;

  bool passes() const { return missing.empty(); }
  friend bool operator==(const KeywordCheck&, const KeywordCheck&) = default;
};

// One request of an episode, and what came of it. Times are in ms from the episode's zero: the moment at which the
// primary's first turn is due. Those of the lead-in are below 0.
struct Exchange {
  int agent = 0;             // 0: the primary one; side agents from 1; of an open mode each arrival is an agent
  std::string conversation;  // id
  int visit = 1;             // the agent's conversations, counted from 1
  int turn = 1;              // of the conversation
  std::string task;          // id
  double due_ms = 0;
  double sent_ms = 0;  // when it was handed to the socket
  double ended_ms = 0;
  std::optional<double> read_lag_ms;  // longest time from an arrival to its read; nullopt: it was not watched
  bool is_cut = false;                // the episode ended while it ran: it counts for the throughput of the window
  bool is_outgrown = false;  // the history outgrew the context: truncated, and the turns after it are not asked
  Outcome outcome = Outcome::not_run;  // of the judgement, or a fault
  Generation generation;
  std::vector<Judgement> judgements;          // first, then one per rescore; the last counts; empty: it was not judged
  std::optional<KeywordCheck> keywords;       // nullopt: its task has no rule, or there is no answer
  std::optional<std::int64_t> words;          // of an import, or where the text was dropped since: see count_words
  std::optional<double> words_per_s;          // of an import: as its file states it
  std::optional<std::int64_t> window_events;  // events of text inside the window, where the arrivals were dropped since

  bool is_primary() const { return agent == 0; }
  bool is_answered() const {
    const bool is_whole = generation.finish == Finish::stop || generation.finish == Finish::length;
    return is_whole && !is_cut && !is_infrastructure(outcome);
  }
};

struct Episode {
  LoadItem item;
  Outcome outcome = Outcome::not_run;  // measured, or the fault of the primary conversation that made it void
  std::string reason;                  // one line; empty when measured
  RequestSettings request;             // of all exchanges but max_tokens, which is the conversation's
  std::string started_at;              // begin of the lead-in, UTC, ISO 8601
  int slots = 0;                       // of the server; 0: not told
  bool cached = true;                  // whether the server may use its prompt cache
  double lead_in_ms = 0;
  // The window of the throughput is from zero to here: of mode sustained to the end of the primary's last turn, else to
  // the end of all that was sent.
  double window_ms = 0;
  std::optional<double> client_cpu_s;  // CPU time that this program took from the lead-in to the end of the window
  std::vector<Exchange> exchanges;     // in the order in which they were sent

  // Returns the turns of the primary conversation that were asked, in order.
  std::vector<const Exchange*> primary() const;
};

// What a later look at an episode's answers found.
struct TurnJudgement {
  int agent = 0;
  int visit = 1;
  int turn = 1;
  std::optional<Judgement> judgement;    // nullopt: the answer's code was never judged
  std::optional<KeywordCheck> keywords;  // nullopt: its task has no rule
};
struct EpisodeJudgement {
  std::vector<TurnJudgement> turns;
};
// Adds it to the exchanges that it is of.
void add_judgement(Episode& episode, const EpisodeJudgement& later);

// Returns `words`, else how many words, parted by white space, the answer and its reasoning have.
std::int64_t count_words(const Exchange& exchange);

// Returns how many events of text of an exchange arrived inside the window.
std::int64_t events_in_window(const Episode& episode, const Exchange& exchange);

// Returns the time-weighted mean of how many of the exchanges were in flight between two times, in ms from zero.
// Exchange `but` is not counted; nullptr: all are.
double mean_in_flight(const Episode& episode, double from_ms, double to_ms, const Exchange* but = nullptr);
// Returns the share of the time between these two, in [0, 1], in which another exchange than `but` was in flight.
double loaded_share(const Episode& episode, double from_ms, double to_ms, const Exchange* but);

}  // namespace quantladder::core
