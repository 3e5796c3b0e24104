#include "quantladder/core/record.h"

#include <fmt/format.h>

#include <algorithm>

namespace quantladder::core {

std::string to_string(const CellId& cell) {
  return fmt::format("{}/{}/iteration {}", cell.model, cell.item, cell.iteration);
}

Payload empty_payload(SuiteKind kind) {
  switch (kind) {
    case SuiteKind::code:
      return Answered{};
    case SuiteKind::speed:
      return Timed{};
    case SuiteKind::fidelity:
      return Fidelity{};
    case SuiteKind::load:
      return Episode{};
  }
  return {};
}

std::vector<double> Timed::tokens_per_s() const {
  std::vector<double> rates;
  for (const double ns : samples_ns) rates.push_back((test.prompt + test.generated) * 1e9 / ns);
  return rates;
}

namespace {

// What was measured says itself how it ended; an answer ends as it was judged last.
template <class Measured>
Outcome outcome_of(const Measured& measured) {
  return measured.outcome;
}
Outcome outcome_of(const Answered& answer) {
  return answer.judgements.empty() ? Outcome::not_run : answer.judgements.back().outcome;
}

template <class Measured>
const std::string& reason_of(const Measured& measured) {
  return measured.reason;
}
const std::string& reason_of(const Answered& answer) {
  static const std::string none;
  return answer.judgements.empty() ? none : answer.judgements.back().reason;
}

// Counts what was timed, and the repetition before it that does not count.
double seconds_of(const Timed& timed) {
  double ns = 0;
  for (const ServedSample& sample : timed.served) ns += 1e6 * sample.total_ms;
  if (!timed.served.empty()) return ns / 1e9;
  for (const double sample : timed.samples_ns) ns += sample;
  return timed.samples_ns.empty() ? 0 : ns / 1e9 * (1 + 1.0 / static_cast<double>(timed.samples_ns.size()));
}
double seconds_of(const Fidelity& fidelity) { return fidelity.start.seconds; }
double seconds_of(const Episode& episode) { return (episode.lead_in_ms + episode.window_ms) / 1000; }
double seconds_of(const Answered& answered) {
  if (!answered.generation) return 0;
  return answered.generation->total_ms / 1000 / std::max(1, answered.generation->in_flight);
}

}  // namespace

Outcome Record::outcome() const {
  return std::visit([](const auto& of_kind) { return outcome_of(of_kind); }, payload);
}

const std::string& Record::reason() const {
  return std::visit([](const auto& of_kind) -> const std::string& { return reason_of(of_kind); }, payload);
}

double Record::earned() const { return judgements().empty() ? 0 : points_given(judgement(), points()); }

double Record::credit() const {
  if (outcome() == Outcome::pass) return 1;
  return points() > 0 ? std::clamp(earned() / points(), 0.0, 1.0) : 0;
}

double Record::seconds() const {
  return std::visit([](const auto& of_kind) { return seconds_of(of_kind); }, payload);
}

const Generation* Record::generation() const {
  const auto* answer = std::get_if<Answered>(&payload);
  return answer != nullptr && answer->generation ? &*answer->generation : nullptr;
}

const RequestSettings* Record::request() const {
  const auto* answer = std::get_if<Answered>(&payload);
  return answer == nullptr ? nullptr : &answer->request;
}

// A record of another kind has an empty answer.
const Answered& Record::answered_or_empty() const {
  static const Answered empty;
  const auto* answer = std::get_if<Answered>(&payload);
  return answer == nullptr ? empty : *answer;
}

std::optional<std::uint64_t> Record::seed() const {
  const Generation* made = generation();
  return made != nullptr ? std::optional(made->seed) : answered_or_empty().imported_seed;
}

const Record* counting_attempt(const std::vector<const Record*>& attempts) {
  for (const auto counts : {is_scored, is_settled}) {
    const auto found = std::find_if(attempts.rbegin(), attempts.rend(),
                                    [&](const Record* attempt) { return counts(attempt->outcome()); });
    if (found != attempts.rend()) return *found;
  }
  return attempts.empty() ? nullptr : attempts.back();
}

}  // namespace quantladder::core
