// When a run has seen enough: what `--stop-when-decided` and a screening say of it together.
#pragma once

#include <optional>

#include "quantladder/app/early_stop.h"
#include "quantladder/app/screening.h"
#include "quantladder/bench/observer.h"

namespace quantladder::app {

struct RunRule final : bench::StopRule {
  std::optional<EarlyStop> early;
  std::optional<Screening> screening;

  bench::Conclusion after(const bench::Stage& stage, const std::vector<core::Record>& records) override;
};

}  // namespace quantladder::app
