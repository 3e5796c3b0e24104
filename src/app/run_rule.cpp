#include "quantladder/app/run_rule.h"

namespace quantladder::app {

bench::Conclusion RunRule::after(const bench::Stage& stage, const std::vector<core::Record>& records) {
  bench::Conclusion conclusion;
  if (screening) conclusion.dropped = screening->after(stage, records);
  if (early && stage.covers(core::SuiteKind::code, stage.last_round))
    conclusion.is_enough = early->stop_after(stage.last_round, records, conclusion.dropped);
  return conclusion;
}

}  // namespace quantladder::app
