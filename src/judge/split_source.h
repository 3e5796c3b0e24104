// Our Python, carried inside the binary so that it can't be lost or swapped.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "judge/sandbox.h"

namespace quantladder::judge {

struct SplitFile {
  std::string_view name;
  std::optional<Role> role;  // absent: both have it
  std::string_view text;
};
const std::vector<SplitFile>& split_files();

}  // namespace quantladder::judge
