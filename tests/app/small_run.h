// A run of two models and two tasks, as a manifest and as records.
#pragma once

#include <string>

#include "quantladder/core/manifest.h"
#include "quantladder/core/record.h"
#include "quantladder/store/run_store.h"
#include "quantladder/sys/files.h"
#include "support/record_builder.h"

namespace quantladder::app::testing {

inline core::ModelFacts small_model(const std::string& id) {
  core::ModelFacts model;
  model.model.id = id;
  model.model.endpoint = "http://" + id;
  return model;
}

inline core::Manifest small_manifest() {
  core::Manifest run;
  run.run_id = "small";
  run.experiment = "small";
  run.created_at = "2026-11-01T00:00:00.000Z";
  run.suites = {{.id = "two",
                 .version = "1",
                 .path = "/tasks/two",
                 .items = {{.id = "T1", .points = 50, .prompt_sha256 = "p1", .tests_sha256 = "t1"},
                           {.id = "T2", .points = 50, .prompt_sha256 = "p2", .tests_sha256 = "t2"}}}};
  run.iterations = 6;
  run.rounds = 2;
  run.baseline = "a";
  run.models = {small_model("a"), small_model("b")};
  return run;
}

inline core::Record passed(const std::string& model, const std::string& task, int iteration) {
  return test_support::RecordBuilder(model, task, iteration).suite("two").points(50);
}

inline core::Record failed(const std::string& model, const std::string& task, int iteration) {
  return test_support::RecordBuilder(model, task, iteration)
      .suite("two")
      .points(50)
      .outcome(core::Outcome::fail, "wrong");
}

struct StoredRun {
  sys::TempDir temp;
  store::RunStore store = store::RunStore::open_for_writing(temp.path() / "run");
};

}  // namespace quantladder::app::testing
