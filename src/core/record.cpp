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
  }
  return {};
}

std::vector<double> Timed::tokens_per_s() const {
  std::vector<double> rates;
  for (const double ns : samples_ns) rates.push_back((test.prompt + test.generated) * 1e9 / ns);
  return rates;
}

Outcome Record::outcome() const {
  if (const auto* timed = std::get_if<Timed>(&payload)) return timed->outcome;
  return judgements().empty() ? Outcome::not_run : judgement().outcome;
}

const std::string& Record::reason() const {
  static const std::string none;
  if (const auto* timed = std::get_if<Timed>(&payload)) return timed->reason;
  return judgements().empty() ? none : judgement().reason;
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
