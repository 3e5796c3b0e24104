// Ctrl-C and SIGTERM as a stop token. The second one ends the program at once.
#pragma once

#include <stop_token>

namespace quantladder::cli {

class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
};

}  // namespace quantladder::cli
