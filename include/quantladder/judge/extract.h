// A model's reply -> the files of its answer. Pure, linear in the reply's length, never throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/judgement.h"

namespace quantladder::judge {

// Goes into every judgement: a changed extractor means stored replies can be judged again.
inline constexpr std::string_view kExtractorVersion = "1";

struct ExtractSpec {
  std::string language = "python";
  std::vector<std::string> files;         // one path: a single-file answer; several: a package, each to be found
  std::vector<std::string> entry_points;  // names the answer must define; empty: any code will do
};

core::Answer extract(std::string_view reply, const ExtractSpec& spec);

}  // namespace quantladder::judge
