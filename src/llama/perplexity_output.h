// Reads what llama-perplexity prints: running values on stdout, the final one on stderr.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "quantladder/core/fidelity.h"

namespace quantladder::llama {

// The running values "[1]23.4972,[2]26.5731," as they come. A value counts when its comma is there.
class RunningPerplexity {
 public:
  void read(std::string_view text);

  int chunks() const { return chunks_; }                  // the number of the last one
  std::optional<double> value() const { return value_; }  // the last one
  bool has_no_number() const { return has_no_number_; }   // a "nan" or "inf" was among them

 private:
  std::string pending_;
  int chunks_ = 0;
  std::optional<double> value_;
  bool has_no_number_ = false;
};

// Returns what "Final estimate: PPL = 23.2220 +/- 1.09181" says; nullopt where the line was lost or holds no numbers.
std::optional<core::Perplexity> parse_final_estimate(const std::string& text);

}  // namespace quantladder::llama
