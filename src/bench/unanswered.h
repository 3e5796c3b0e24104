// Requests that a server left unanswered, one after the other: a server whose process lives on but that answers nobody
// any more is as good as dead.
#pragma once

#include <string>

#include "quantladder/core/generation.h"

namespace quantladder::bench {

class Unanswered {
 public:
  explicit Unanswered(int most) : most_(most) {}

  // Takes what came of the next request.
  void note(const core::Generation& generation);
  // Whether `most` requests in a row, up to the last one, stalled or met their deadline without a token.
  bool is_hang() const { return in_a_row_ >= most_; }
  std::string cause() const;  // one line
  void forget() { in_a_row_ = 0; }

 private:
  int most_;
  int in_a_row_ = 0;
  std::string last_fault_;
};

}  // namespace quantladder::bench
