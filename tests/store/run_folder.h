// A run on disk that is written to.
#pragma once

#include <gtest/gtest.h>

#include "quantladder/store/run_store.h"

namespace quantladder::store {

inline core::Record record_of(const char* model, const char* task, int iteration, int attempt = 1) {
  core::Record record;
  record.cell = {model, "ladder", task, iteration};
  record.attempt = attempt;
  record.answered().judgements.emplace_back();
  record.answered().judgements.back().outcome = core::Outcome::fail;
  return record;
}

class RunFolder : public ::testing::Test {
 protected:
  RunFolder() : store(RunStore::open_for_writing(temp.path() / "run")) {}
  sys::TempDir temp;
  RunStore store;
};

}  // namespace quantladder::store
