// The rows behind measures(), for tests that add a made-up one.
#pragma once

#include "quantladder/report/measure.h"

namespace quantladder::report {

std::deque<Measure>& measure_table();

}  // namespace quantladder::report
