#pragma once

namespace quantladder::judge {

// runner.py, the trusted half of a judgement, carried inside the binary so that it can't be lost or swapped.
const char* runner_source();

}  // namespace quantladder::judge
