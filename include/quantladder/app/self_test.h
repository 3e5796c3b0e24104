// What the client itself adds to the times that it measures, on this machine and at this load.
#pragma once

#include <string>
#include <vector>

#include "quantladder/llama/client_lag.h"
#include "quantladder/llama/null_server.h"

namespace quantladder::app {

// In ms, over all streams or events.
struct ErrorSpread {
  double p50 = 0;
  double p99 = 0;
};

// The client's figures less those of the null server, which knows when it wrote what.
struct ClientFigures {
  int streams = 0;
  ErrorSpread first_token_ms;        // time to the first token
  ErrorSpread gap_ms;                // time between two events, absolute
  ErrorSpread rate_percent;          // tokens/s, absolute
  llama::ReadLag lag;                // by the client's own account
  double cpu_s = 0;                  // of the client's loop, per 100,000 events
  double first_token_excess_ms = 0;  // median: what the client measured above the server's plan
  double server_late_ms = 0;         // median: by how much the server wrote its first event later than planned
};

// Runs so many streams at once to their end. Throws core::Error(environment) when one of them fails.
ClientFigures measure_client(const llama::NullScript& script, int streams);

// "16 streams: times to the first token are wrong by 0.3 ms (99 %: 0.9 ms)"
std::string describe_client(const ClientFigures& figures);

// Whether what the client measured above the plan is the server's, but for what the client says it read late.
bool is_told_apart(const ClientFigures& figures);

// A load for `streams` streams that takes about so long.
llama::NullScript self_test_script(std::chrono::milliseconds length, int tokens_per_event);

}  // namespace quantladder::app
