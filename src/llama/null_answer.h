// The bytes of a null server's replies, in the form of llama-server's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "quantladder/llama/null_server.h"

namespace quantladder::llama {

struct NullRequest {
  std::size_t bytes = 0;  // that it takes up; 0: it is not complete yet
  bool post = false;
  std::uint64_t seed = 0;
};
NullRequest parse_null_request(std::string_view bytes);

std::string null_headers();
// The event that has this number, from 0 on: before the first one stands that of the role, behind the last one the
// end of the answer with its counts.
std::string null_chunk(const NullScript& script, int event);
std::string null_model_list();

}  // namespace quantladder::llama
