#include "bench/unanswered.h"

#include <fmt/format.h>

#include "quantladder/bench/reply_outcome.h"

namespace quantladder::bench {

void Unanswered::note(const core::Generation& generation) {
  // A server that pings never stalls before its first token: there the deadline has to tell.
  const bool is_unanswered = generation.finish == core::Finish::stall || came_to_nothing(generation);
  in_a_row_ = is_unanswered ? in_a_row_ + 1 : 0;
  if (is_unanswered) last_fault_ = generation.fault;
}

std::string Unanswered::cause() const {
  return fmt::format("{} requests in a row without an answer, the last: {}", in_a_row_, last_fault_);
}

}  // namespace quantladder::bench
