#include "quantladder/bench/suites.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bench/config_values.h"
#include "bench/workload.h"
#include "quantladder/core/error.h"

namespace quantladder::bench {
namespace {

tasks::Suite find_and_load(const Experiment& experiment, const SuiteChoice& choice) {
  std::filesystem::path folder;
  try {
    folder = tasks::find_suite(choice.name);
  } catch (const core::Error& error) {
    throw core::Error(error.kind(), fmt::format("{}: {}: {}", experiment.source, choice.place, error.what()));
  }
  return tasks::load_suite(folder);
}

// Code of one run shares its iterations: the score of one is over all of it.
void read_pace(sys::CheckedObject& entry, const Experiment& experiment, tasks::Suite& suite) {
  const core::SuiteKindRow& kind = core::row_of(suite.kind);
  for (const char* key : {"iterations", "rounds"}) {
    if ((kind.has_own_pace && kind.is_repeated) || !entry.has(key)) continue;
    const std::string why =
        kind.is_repeated ? fmt::format("share the run's; set \"{}\" beside \"suites\"", key)
                         : "have one iteration: a second one would give the same again (\"blocks\" share out the text)";
    entry.fail(key, fmt::format("suites of kind {} {}", kind.id, why));
  }
  if (!kind.is_repeated) suite.iterations = suite.rounds = 1;
  if (!kind.has_own_pace || !kind.is_repeated) return;
  suite.rounds = ranged_int(entry, "rounds", experiment.rounds, 1, 100000);
  suite.iterations = ranged_int(entry, "iterations", *suite.rounds, 1, 100000);
}

}  // namespace

std::vector<tasks::Suite> load_suites(const Experiment& experiment) {
  std::vector<tasks::Suite> suites;
  for (const SuiteChoice& choice : experiment.suites) {
    tasks::Suite suite = find_and_load(experiment, choice);
    const nlohmann::json json = nlohmann::json::parse(choice.keys_json);
    sys::CheckedObject entry(json, experiment.source, choice.place);
    entry.optional_string("suite");  // is the choice's name
    const bool is_new =
        std::none_of(suites.begin(), suites.end(), [&](const auto& other) { return other.id == suite.id; });
    if (!is_new) entry.fail("", fmt::format("suite {} is named twice", suite.id));
    read_pace(entry, experiment, suite);
    workload_of(suite.kind).read_keys(entry, experiment, suite);
    const auto has_other_baseline = [&](const auto& other) {
      return !other.fidelity.baseline.empty() && other.fidelity.baseline != suite.fidelity.baseline;
    };
    if (!suite.fidelity.baseline.empty() && std::any_of(suites.begin(), suites.end(), has_other_baseline))
      entry.fail("baseline", "another suite of this run has another baseline: distances from two are two runs");
    entry.finish();
    suites.push_back(std::move(suite));
  }
  return suites;
}

}  // namespace quantladder::bench
