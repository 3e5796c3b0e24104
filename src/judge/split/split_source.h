// Our Python, carried inside the binary so that it can't be lost or swapped.
#pragma once

#include <vector>

#include "judge/sandbox/sandbox.h"

namespace quantladder::judge {

const std::vector<OwnFile>& split_files();

}  // namespace quantladder::judge
