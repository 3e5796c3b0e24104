// The Python of this folder, which generated tests are made of.
#pragma once

#include <string_view>
#include <vector>

namespace quantladder::tasks {

struct PythonPart {
  std::string_view name;  // of the file: "plain.py"
  std::string_view text;
};
const std::vector<PythonPart>& python_parts();

}  // namespace quantladder::tasks
