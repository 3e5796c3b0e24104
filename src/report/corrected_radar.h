// The corrected form of the published radar.
#pragma once

#include <vector>

#include "quantladder/report/published_load.h"

namespace quantladder::report {

// Returns one of each model that was measured at level 1 and at a higher one of a suite of load.
std::vector<CorrectedRadar> correct_radars(const CellTable& table);

}  // namespace quantladder::report
