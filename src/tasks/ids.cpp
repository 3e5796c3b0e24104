#include "tasks/ids.h"

#include <algorithm>
#include <cctype>

namespace quantladder::tasks {

std::string read_id(sys::CheckedObject& object) {
  const auto fits = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; };
  std::string id = object.string("id");
  if (id.empty() || !std::all_of(id.begin(), id.end(), fits))
    object.fail("id", "expected letters, digits, '-' and '_' only");
  return id;
}

}  // namespace quantladder::tasks
