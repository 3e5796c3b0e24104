// The payload of a cell of code: a request, its answer, and what the judge found in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/generation.h"
#include "quantladder/core/judgement.h"
#include "quantladder/core/model.h"

namespace quantladder::core {

struct Answered {
  std::string prompt_sha256;
  double points = 0;  // attainable
  RequestSettings request;
  std::string request_json;                    // the body as sent
  std::optional<Generation> generation;        // absent for not_run
  std::vector<Judgement> judgements;           // first, then one per rescore; the last counts
  std::optional<std::uint64_t> imported_seed;  // of a cell that was generated elsewhere: there is no generation
};

}  // namespace quantladder::core
