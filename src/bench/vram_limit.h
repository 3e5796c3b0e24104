// What cannot fit is not started.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "quantladder/bench/config.h"
#include "quantladder/core/manifest.h"

namespace quantladder::bench {

class VramLimit {
 public:
  // Without a limit of max_vram_gib nothing is refused. `manifest`: what is known of the models' files; nullopt:
  // nothing.
  VramLimit(const Experiment& experiment, const std::optional<core::Manifest>& manifest);

  // Returns why a model, or a reference, is not started; empty: nothing is known to be against it.
  const std::string& reason_against(const std::string& model) const;

 private:
  std::map<std::string, std::string> reasons_;  // by model
};

}  // namespace quantladder::bench
