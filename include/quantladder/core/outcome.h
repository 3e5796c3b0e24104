// How a cell ended: one closed set, with one table that drives names, JSON ids and grouping.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace quantladder::core {

enum class Outcome {
  // Scored: what the model did.
  pass,
  fail,
  error_import,   // the answer could not be imported
  error_died,     // it ended the process that ran it
  error_timeout,  // wall or CPU limit, repeated alone before it was believed
  error_memory,
  error_output,    // it wrote more than the output limit
  error_protocol,  // it tampered with the channel between tester and answer
  no_answer,       // no usable code in the reply
  truncated,       // token limit reached
  // Measured: a figure came out, and there is nothing to score.
  measured,
  // Unscored: what the harness, the server or the network did.
  void_sandbox,
  void_tester,
  void_canary,
  infrastructure_stall,           // no byte for the stall limit
  infrastructure_deadline,        // the cell's own deadline passed
  infrastructure_broken_stream,   // the stream ended before the answer did, or was not valid
  infrastructure_lost_server,     // the server died or refused the connection
  infrastructure_http_error,      // an HTTP status of 400 or more, or an error event
  infrastructure_not_understood,  // what came cannot be read as an answer: its text, its end or its form
  infrastructure_program_died,    // a program that measures without a server ended before its test was done
  invalid_arm,                    // it thought when it should not, or the reverse
  not_run,
};

enum class OutcomeGroup {
  pass,
  fail,
  error,
  no_answer,
  truncated,
  measured,
  voided,
  infrastructure,
  invalid_arm,
  not_run
};

struct OutcomeInfo {
  Outcome outcome;
  std::string_view id;  // as in JSON: "pass", "error.timeout", "infrastructure.stall"
  OutcomeGroup group;
  bool scored;
  std::string_view meaning;  // one phrase for reports
};

const std::array<OutcomeInfo, 23>& all_outcomes();
const OutcomeInfo& info(Outcome outcome);
std::string_view to_id(Outcome outcome);
std::optional<Outcome> parse_outcome(std::string_view id);
bool is_scored(Outcome outcome);
// Scored or measured.
bool has_result(Outcome outcome);
// Scored, measured, or an invalid arm, which repeating would not mend: the cell needs no further attempt.
bool is_settled(Outcome outcome);
bool is_infrastructure(Outcome outcome);
bool is_void(Outcome outcome);

}  // namespace quantladder::core
