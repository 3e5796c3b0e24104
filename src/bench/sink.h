// Where measured cells go: on disk at once, to the observer, and into the records that the run looks at meanwhile.
#pragma once

#include <vector>

#include "quantladder/bench/observer.h"
#include "quantladder/store/run_store.h"

namespace quantladder::bench {

class Sink {
 public:
  Sink(store::RunStore& store, Observer& observer)
      : store_(store),
        observer_(observer),
        schema_(store.schema()),
        records_(store.records("", store::Detail::figures)) {}

  store::RunStore& store() { return store_; }
  int schema() const { return schema_; }  // of the run's records
  // A cell that was generated and not judged.
  void put_pending(const core::Record& record) { store_.put_pending(record); }
  void commit(const core::Record& record);
  // Every attempt of the run so far, without what no figure needs.
  const std::vector<core::Record>& records() const { return records_; }

 private:
  store::RunStore& store_;
  Observer& observer_;
  int schema_;
  std::vector<core::Record> records_;
};

}  // namespace quantladder::bench
