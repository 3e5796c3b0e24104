// Whether a text that an importance matrix is made of holds parts of a text that is evaluated.
#pragma once

#include <string_view>

namespace quantladder::sweep {

// Returns how much of `evaluated` stands in `calibration` word for word: the share (0-1) of its runs of 13 words, or of
// 26 characters in scripts that are written without spaces. White space, punctuation and case do not count. 0 where
// `evaluated` is shorter than one run.
double share_of_common_runs(std::string_view calibration, std::string_view evaluated);

}  // namespace quantladder::sweep
