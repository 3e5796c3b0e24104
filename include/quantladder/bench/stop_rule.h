// When a run has seen enough. The measuring half only asks; what "enough" means is the analysing half's, handed in.
#pragma once

#include <vector>

#include "quantladder/core/record.h"

namespace quantladder::bench {

class StopRule {
 public:
  virtual ~StopRule() = default;
  // Asked after each round, oldest first, with every record of the run; on a resumed run also after the rounds that an
  // earlier session finished. True: no further round is begun.
  virtual bool stop_after(int round, const std::vector<core::Record>& records) = 0;
};

}  // namespace quantladder::bench
