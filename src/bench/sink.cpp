#include "bench/sink.h"

namespace quantladder::bench {

void Sink::commit(const core::Record& record) {
  store_.commit(record);
  records_.push_back(record);
  store::keep_figures(records_.back());
  observer_.on_committed(record);
}

}  // namespace quantladder::bench
