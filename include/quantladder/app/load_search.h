// `load find`: a run whose levels are chosen by what was measured so far.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/app/inputs.h"
#include "quantladder/bench/run.h"
#include "quantladder/report/load_search.h"
#include "quantladder/store/run_store.h"

namespace quantladder::app {

struct FindAsked {
  std::string suite;              // empty: the only one of kind load
  std::optional<double> ttft_ms;  // here and in the next two: nullopt: as the configuration says
  std::optional<double> tokens_per_s;
  std::optional<double> percent;
  core::LoadMode mode = core::LoadMode::sustained;
  std::optional<double> most;  // nullopt: the most slots that a model has, or 64 arrivals per second
  bool queue = false;
  int episodes = core::LoadSearch().episodes;  // of one level, at most
};

// Makes `inputs` those of a search, a run with a name of its own. Throws core::Error(usage) where there is no suite of
// kind load, or the search would go beyond what its models have slots for.
void make_search(const FindAsked& asked, Inputs& inputs);

// Sets the suite to what is measured next by a search that goes on, and returns the cells that it selects; nullopt: its
// search is over, or there is none, and all stays as it is.
std::optional<bench::Selection> take_next_step(const store::RunStore& store, core::Manifest manifest, Inputs& inputs);

using MeasureStep = std::function<bench::RunEnd(const std::vector<tasks::Suite>&, const bench::Selection&)>;
using Say = std::function<void(const std::string& line)>;

// Measures what was selected, or what a search asks for until it has its answer. It ends as incomplete where the
// episodes of a level did not come about.
bench::RunEnd measure_all(const Inputs& inputs, store::RunStore& store, const MeasureStep& measure, const Say& say);

}  // namespace quantladder::app
