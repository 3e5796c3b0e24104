// How far a long row of judgements is, on stderr of a terminal; elsewhere the results themselves tell.
#pragma once

#include <chrono>
#include <string>

namespace quantladder::cli {

class JudgingProgress {
 public:
  explicit JudgingProgress(std::string what);  // "ladder": stands before the count
  ~JudgingProgress();
  JudgingProgress(const JudgingProgress&) = delete;
  JudgingProgress& operator=(const JudgingProgress&) = delete;

  void show(int done, int total);  // with the time left at the pace so far
  void clear();                    // before other output; the next show() draws it again

 private:
  const std::string what_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point started_;
};

}  // namespace quantladder::cli
