// The outcomes of cells: one closed set, with one table that drives names, JSON ids and grouping.
#pragma once

#include "quantladder/core/closed_set.h"

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
  not_measurable,  // what came out is no measurement, and would be none again: broken tensors, a text that the baseline
                   // cannot read, another tokenizer
  not_run,
};

enum class OutcomeGroup {
  scored,
  measured,
  voided,
  infrastructure,
  invalid_arm,
  not_run,
};

struct OutcomeRow {
  Outcome value;
  std::string_view id;  // as in JSON: "pass", "error.timeout", "infrastructure.stall"
  OutcomeGroup group;
  std::string_view meaning;  // one phrase for reports
};
// The table is in the order of the enum.
template <>
inline constexpr auto kIds<Outcome> = [] {
  using O = Outcome;
  using G = OutcomeGroup;
  return std::array<OutcomeRow, 24>{{
      {O::pass, "pass", G::scored, "all hidden tests passed"},
      {O::fail, "fail", G::scored, "a hidden test failed"},
      {O::error_import, "error.import", G::scored, "the answer could not be imported"},
      {O::error_died, "error.died", G::scored, "the answer ended its own process"},
      {O::error_timeout, "error.timeout", G::scored, "wall or CPU limit, also when repeated alone"},
      {O::error_memory, "error.memory", G::scored, "memory limit"},
      {O::error_output, "error.output", G::scored, "output limit"},
      {O::error_protocol, "error.protocol", G::scored, "the answer tampered with its judge's channel"},
      {O::no_answer, "no_answer", G::scored, "no usable code in the reply"},
      {O::truncated, "truncated", G::scored, "the token limit was reached"},
      {O::measured, "measured", G::measured, "its figures came out"},
      {O::void_sandbox, "void.sandbox", G::voided, "the sandbox broke"},
      {O::void_tester, "void.tester", G::voided, "the tester broke"},
      {O::void_canary, "void.canary", G::voided, "a test that must fail did not"},
      {O::infrastructure_stall, "infrastructure.stall", G::infrastructure, "the server sent nothing for too long"},
      {O::infrastructure_deadline, "infrastructure.deadline", G::infrastructure, "the cell's deadline passed"},
      {O::infrastructure_broken_stream, "infrastructure.broken_stream", G::infrastructure,
       "the stream ended before the answer did"},
      {O::infrastructure_lost_server, "infrastructure.lost_server", G::infrastructure,
       "the server died or refused the connection"},
      {O::infrastructure_http_error, "infrastructure.http_error", G::infrastructure, "the server sent an error"},
      {O::infrastructure_not_understood, "infrastructure.not_understood", G::infrastructure,
       "what the server sent could not be read as an answer"},
      {O::infrastructure_program_died, "infrastructure.program_died", G::infrastructure,
       "the program ended before its test was done"},
      {O::invalid_arm, "invalid_arm", G::invalid_arm, "it thought when it should not, or the reverse"},
      {O::not_measurable, "not_measurable", G::not_run, "it cannot be measured"},
      {O::not_run, "not_run", G::not_run, "never generated"},
  }};
}();

constexpr bool is_scored(Outcome outcome) { return row_of(outcome).group == OutcomeGroup::scored; }
// Returns whether it is scored or measured.
constexpr bool has_result(Outcome outcome) { return is_scored(outcome) || outcome == Outcome::measured; }
// Returns whether the cell needs no further attempt: repeating would not mend an invalid arm or what is not measurable.
constexpr bool is_settled(Outcome outcome) {
  return has_result(outcome) || outcome == Outcome::invalid_arm || outcome == Outcome::not_measurable;
}
constexpr bool is_infrastructure(Outcome outcome) { return row_of(outcome).group == OutcomeGroup::infrastructure; }
constexpr bool is_void(Outcome outcome) { return row_of(outcome).group == OutcomeGroup::voided; }

}  // namespace quantladder::core
