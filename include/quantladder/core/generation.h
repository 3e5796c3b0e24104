// The answer of the server to one request, and its times: raw facts, no judgement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class Finish {
  stop,    // end of text or a stop string
  length,  // max_tokens or the context limit
  stall,   // no byte for the stall limit
  deadline,
  broken_stream,   // ended before the answer did, or could not be parsed
  lost_server,     // connection refused or reset, or the server process ended
  http_error,      // status >= 400, or an error event inside the stream
  not_understood,  // what came cannot be read as an answer: its text, its end or its form
  cancelled,       // the user interrupted: never recorded
};
template <>
inline constexpr std::array<NamedValue<Finish>, 9> kIds<Finish>{{{Finish::stop, "stop"},
                                                                 {Finish::length, "length"},
                                                                 {Finish::stall, "stall"},
                                                                 {Finish::deadline, "deadline"},
                                                                 {Finish::broken_stream, "broken_stream"},
                                                                 {Finish::lost_server, "lost_server"},
                                                                 {Finish::http_error, "http_error"},
                                                                 {Finish::not_understood, "not_understood"},
                                                                 {Finish::cancelled, "cancelled"}}};

// The server's own clock and counts (llama-server's `timings`); absent on servers without it.
struct ServerTimings {
  std::optional<std::int64_t> cache_n;  // prompt tokens taken from a cache
  std::int64_t prompt_n = 0;            // prompt tokens evaluated
  double prompt_ms = 0;                 // slot start -> first token
  std::int64_t predicted_n = 0;         // tokens generated, end token included
  double predicted_ms = 0;              // first token -> last token: predicted_n - 1 steps
  std::optional<std::int64_t> draft_n;
  std::optional<std::int64_t> draft_n_accepted;

  // Token generation rate tg = (predicted_n - 1) / predicted_ms; absent below two tokens. The server's own
  // predicted_per_second is not used: its definition differs between builds.
  std::optional<double> tg_tokens_per_s() const;
  // Prompt processing rate pp = prompt_n / prompt_ms.
  std::optional<double> pp_tokens_per_s() const;
  bool has_drafts() const { return draft_n.value_or(0) > 0; }
};

// Times between two events that carried text: what a reader feels. An event may hold several tokens.
struct ArrivalGaps {
  double p50_ms = 0;  // nearest rank
  double p90_ms = 0;
  double p99_ms = 0;
  double max_ms = 0;
  std::size_t events = 0;
};

struct Usage {
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::optional<std::int64_t> cached_tokens;
  std::optional<std::int64_t> reasoning_tokens;  // part of completion_tokens
};

// The part of an answer that could be seen in the stream.
struct Shown {
  std::size_t text_bytes = 0;
  std::size_t reasoning_bytes = 0;
};

struct Generation {
  Finish finish = Finish::broken_stream;
  std::string fault;    // one line: what went wrong; empty for stop and length
  int http_status = 0;  // 0: none received
  std::string text;
  std::string reasoning;
  std::string text_sha256;  // of text + NUL + reasoning
  std::uint64_t seed = 0;
  int in_flight = 1;                     // most requests in flight on this server while this one ran
  std::optional<double> mean_in_flight;  // over the time that it ran; absent in records that were written before 0.2

  // Client clocks, from the moment the request was handed to the socket.
  std::string started_at;  // UTC, ISO 8601 with milliseconds
  std::optional<double> first_byte_ms;
  std::optional<double> first_reasoning_ms;
  std::optional<double> first_content_ms;
  double total_ms = 0;
  std::optional<double> late_ms;      // from the due time of the request to that moment; nullopt: it had none
  std::vector<double> arrivals_ms;    // one per event that carried text or reasoning: inter-token latency, raw
  std::optional<ArrivalGaps> gaps;    // of arrivals_ms, where these were read and dropped since
  std::optional<std::size_t> events;  // likewise, how many there were
  std::optional<Shown> shown;         // of text and reasoning, where these were read and dropped since

  std::optional<ServerTimings> timings;
  std::optional<Usage> usage;
  std::vector<std::string> doubts;  // e.g. "usage.completion_tokens 45 != timings.predicted_n 46"

  // Prompt tokens taken from a cache, by timings, else by usage; absent: the server tells neither.
  std::optional<std::int64_t> cached_tokens() const;
  // Completed tokens by the server's count (timings, else usage); never a count of events.
  std::optional<std::int64_t> tokens() const;
  // tg by the server's clock, else by usage and the client's clock (first to last arrival); absent where the arrivals
  // are not those of the tokens (rate_doubt).
  std::optional<double> tokens_per_s() const;
  // One line, only without timings: why no rate follows from the arrivals. The tokens were hidden (a token that is
  // shown has at least one byte; 16 are allowed for markers that are not), or held back on the way (all at once; within
  // 10 ms; faster than 1000 a second in less than a quarter of the time up to the last one; in a few bursts).
  std::optional<std::string> rate_doubt() const;
  // `shown`, else of text and reasoning; a thought in the text (thinking_marks.h) is reasoning.
  Shown shown_bytes() const;
  // `gaps`, else of arrivals_ms; absent below two events, and where tokens were drafted: those that are accepted come
  // at once, so that no gap is the time of a token.
  std::optional<ArrivalGaps> arrival_gaps() const;
  // Returns how many events carried text or reasoning: `events`, else of arrivals_ms.
  std::size_t text_events() const { return events.value_or(arrivals_ms.size()); }
  // Time to first token: first reasoning or content token, whichever came first.
  std::optional<double> time_to_first_token_ms() const;
};

}  // namespace quantladder::core
