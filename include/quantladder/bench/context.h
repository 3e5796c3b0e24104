// The context of a slot, as far as the headers of the models' files decide it.
#pragma once

#include <string>
#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/core/model.h"

namespace quantladder::bench {

bool is_there(const std::string& file);

struct DefaultContext {
  int ctx = 0;       // tokens per slot
  std::string note;  // one line that says why it is less than `most`; empty when it is not
};

// `most`, or the least that one of the models was trained for: all are then compared with the same context. Files that
// are not there, or are no models, have no say.
DefaultContext default_context(const std::vector<core::Model>& models, int most);

// Refuses files that are no models, a context that a model was not trained for, and a draft that does not fit its
// model; models whose files are not there are passed over. `only_models`: ids; empty: all. Throws core::Error(usage)
// naming key, value, model and remedy.
void check_model_files(const Experiment& experiment, const std::vector<std::string>& only_models);

}  // namespace quantladder::bench
