// What an importance matrix may be made of, in view of what is evaluated.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/sweep.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::app {

// Throws core::Error(usage) where a matrix is to be made of text that suites of fidelity evaluate. Returns what cannot
// be checked: notes, one line each.
std::vector<std::string> check_calibration(const core::SweepSettings& sweep, const std::vector<tasks::Suite>& suites);

}  // namespace quantladder::app
