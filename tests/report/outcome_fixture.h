// A small run in which cells end in every way that a chart has a shape for.
#pragma once

#include "ladder_fixture.h"

namespace quantladder::report::fixture {

// Three models of six iterations: "a" passes everything but one cell of each sort in L1, one task gives points for
// single tests, and a cell of "c" has no record.
inline RunData run_with_every_outcome() {
  RunData data = empty_run(6);
  add_model(data, "a", 9'000'000'000ULL, {100, 100, 100, 100, 100, 100}, 50);
  add_model(data, "b", 5'000'000'000ULL, {100, 90, 100, 100, 90, 100}, 70);
  add_model(data, "c", 3'000'000'000ULL, {0, 0, 0, 0, 0, 0}, 90);
  find(data, "a", "L1", 1) = RecordBuilder("a", "L1", 1).outcome(Outcome::fail, "x").tests(4, 10);
  find(data, "a", "L1", 2) = RecordBuilder("a", "L1", 2).outcome(Outcome::error_died, "x");
  find(data, "a", "L1", 3) = RecordBuilder("a", "L1", 3).outcome(Outcome::truncated, "x");
  find(data, "a", "L1", 4) = RecordBuilder("a", "L1", 4).outcome(Outcome::no_answer, "x");
  find(data, "a", "L1", 5) = RecordBuilder("a", "L1", 5).outcome(Outcome::infrastructure_stall, "no byte for 60 s");
  find(data, "b", "L5", 2) = RecordBuilder("b", "L5", 2).points(10).outcome(Outcome::fail, "x").tests(9, 10).earned(5);
  std::erase_if(data.records, [](const core::Record& record) {
    return record.cell == core::CellId{"c", "ladder", "L2", 6};
  });
  return data;
}

// The same with a second suite of code, whose tasks have hierarchical names.
inline RunData run_with_two_suites() {
  RunData data = run_with_every_outcome();
  core::SuiteFacts suite = data.manifest.suites.front();
  suite.id = "books";
  suite.items = {{.id = "shelf/fiction/sort", .points = 10}, {.id = "shelf/fiction/search", .points = 10}};
  data.manifest.suites.push_back(suite);
  for (const char* model : {"a", "b", "c"}) {
    for (const core::ItemFacts& item : suite.items) {
      for (int i = 1; i <= 3; ++i) data.records.push_back(RecordBuilder(model, item.id, i).suite("books").points(10));
    }
  }
  return data;
}

// A suite of many tasks, of which every seventh cell fails.
inline RunData run_with_many_tasks(int tasks, int models) {
  RunData data = empty_run(2);
  std::vector<core::ItemFacts>& items = data.manifest.suites.front().items;
  items.clear();
  for (int t = 0; t < tasks; ++t) items.push_back({.id = "group/exercise-" + std::to_string(t), .points = 1});
  for (int m = 0; m < models; ++m) {
    const std::string id = "model-of-a-long-name-" + std::to_string(m);
    data.manifest.models.push_back(ladder_model(id, 4'000'000'000ULL + static_cast<std::uint64_t>(m)));
    for (int t = 0; t < 2 * tasks; ++t) {
      RecordBuilder record(id, items[static_cast<std::size_t>(t / 2)].id, 1 + t % 2);
      record.points(1);
      if ((t + m) % 7 == 0) record.outcome(Outcome::fail, "x").tests(3, 10);
      data.records.push_back(record);
    }
  }
  return data;
}

// Nothing of it is scored: the server never answered.
inline RunData run_without_a_score() {
  RunData data = pair_of_models();
  for (core::Record& record : data.records)
    record = RecordBuilder(record.cell.model, record.cell.item, record.cell.iteration)
                 .outcome(Outcome::infrastructure_stall, "no byte for 60 s");
  return data;
}

}  // namespace quantladder::report::fixture
