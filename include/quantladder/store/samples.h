// The samples of a server start: <model>/servers/start_NN.samples.csv.
#pragma once

#include <filesystem>
#include <istream>
#include <vector>

#include "quantladder/core/sampled_start.h"

namespace quantladder::store {

inline constexpr std::size_t kMostSampledPoints = 600;  // of all lines together

// Returns the lines that a picture needs, with their lowest and highest points. Lines of the file that are no samples
// are left out, and so is what lies behind the first ten million; the memory that it takes does not depend on the file.
std::vector<core::SampledLine> parse_samples(std::istream& csv);

// The same of a file; none where there is no such file.
std::vector<core::SampledLine> read_samples(const std::filesystem::path& file);

}  // namespace quantladder::store
