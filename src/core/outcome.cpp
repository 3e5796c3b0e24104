#include "quantladder/core/outcome.h"

#include <algorithm>

namespace quantladder::core {

const std::array<OutcomeInfo, 23>& all_outcomes() {
  using O = Outcome;
  using G = OutcomeGroup;
  static const std::array<OutcomeInfo, 23> table{{
      {O::pass, "pass", G::pass, true, "all hidden tests passed"},
      {O::fail, "fail", G::fail, true, "a hidden test failed"},
      {O::error_import, "error.import", G::error, true, "the answer could not be imported"},
      {O::error_died, "error.died", G::error, true, "the answer ended its own process"},
      {O::error_timeout, "error.timeout", G::error, true, "wall or CPU limit, also when repeated alone"},
      {O::error_memory, "error.memory", G::error, true, "memory limit"},
      {O::error_output, "error.output", G::error, true, "output limit"},
      {O::error_protocol, "error.protocol", G::error, true, "the answer tampered with its judge's channel"},
      {O::no_answer, "no_answer", G::no_answer, true, "no usable code in the reply"},
      {O::truncated, "truncated", G::truncated, true, "the token limit was reached"},
      {O::measured, "measured", G::measured, false, "its figures came out"},
      {O::void_sandbox, "void.sandbox", G::voided, false, "the sandbox broke"},
      {O::void_tester, "void.tester", G::voided, false, "the tester broke"},
      {O::void_canary, "void.canary", G::voided, false, "a test that must fail did not"},
      {O::infrastructure_stall, "infrastructure.stall", G::infrastructure, false,
       "the server sent nothing for too long"},
      {O::infrastructure_deadline, "infrastructure.deadline", G::infrastructure, false, "the cell's deadline passed"},
      {O::infrastructure_broken_stream, "infrastructure.broken_stream", G::infrastructure, false,
       "the stream ended before the answer did"},
      {O::infrastructure_lost_server, "infrastructure.lost_server", G::infrastructure, false,
       "the server died or refused the connection"},
      {O::infrastructure_http_error, "infrastructure.http_error", G::infrastructure, false, "the server sent an error"},
      {O::infrastructure_not_understood, "infrastructure.not_understood", G::infrastructure, false,
       "what the server sent could not be read as an answer"},
      {O::infrastructure_program_died, "infrastructure.program_died", G::infrastructure, false,
       "the program ended before its test was done"},
      {O::invalid_arm, "invalid_arm", G::invalid_arm, false, "it thought when it should not, or the reverse"},
      {O::not_run, "not_run", G::not_run, false, "never generated"},
  }};
  return table;
}

const OutcomeInfo& info(Outcome outcome) {
  return all_outcomes()[static_cast<std::size_t>(
      outcome)];  // the table is in the enum's order: a test holds it to that
}

std::string_view to_id(Outcome outcome) { return info(outcome).id; }

std::optional<Outcome> parse_outcome(std::string_view id) {
  const auto& table = all_outcomes();
  const auto found = std::find_if(table.begin(), table.end(), [&](const OutcomeInfo& row) { return row.id == id; });
  if (found == table.end()) return std::nullopt;
  return found->outcome;
}

bool is_scored(Outcome outcome) { return info(outcome).scored; }
bool has_result(Outcome outcome) { return is_scored(outcome) || outcome == Outcome::measured; }
bool is_settled(Outcome outcome) { return has_result(outcome) || outcome == Outcome::invalid_arm; }
bool is_infrastructure(Outcome outcome) { return info(outcome).group == OutcomeGroup::infrastructure; }
bool is_void(Outcome outcome) { return info(outcome).group == OutcomeGroup::voided; }

}  // namespace quantladder::core
