// The baselines of a session: found in the cache, or made there by a start of llama-perplexity.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "bench/workload.h"
#include "quantladder/core/fidelity.h"
#include "quantladder/fidelity/baseline.h"
#include "quantladder/fidelity/log_probs.h"
#include "quantladder/llama/perplexity_tool.h"

namespace quantladder::bench {

// How a start of the program came out, by what it wrote.
struct ProgramOutcome {
  core::Outcome outcome = core::Outcome::measured;
  std::string reason;  // one line; empty when measured
  bool may_pass_next = false;
  bool stopped = false;  // by the user: no outcome at all
};
ProgramOutcome outcome_of(const llama::PerplexityRun& run, const fidelity::LogProbReader& reader, int ctx);

// Returns the perplexity that was printed for all chunks, else that of `rows_nll`, the mean over the rows.
core::Perplexity perplexity_of(const llama::PerplexityRun& run, int chunks, double rows_nll);

// A domain's text as the program is given it, and what its tokens must show.
class MarkerCheck {
 public:
  // Finds the markers of the model's chat template in the text.
  MarkerCheck(const core::Model& model, const tasks::FidelitySuite& suite, const tasks::Domain& domain);
  // Returns why the tokens are not what the text means: a marker was read as plain text; empty: all is well.
  std::string find_fault(const fidelity::StreamHead& head) const;

 private:
  std::map<std::int32_t, std::string> markers_;
  std::string domain_;
};

llama::PerplexityJob job_of(const core::Model& model, const tasks::FidelitySuite& suite, const tasks::Domain& domain);
// Watches a start whose log-probabilities `reader` gets, until it wants no more.
llama::PerplexityWatch watch_of(const tasks::FidelitySuite& suite, const RunScope& scope,
                                fidelity::LogProbReader& reader);

class BaselineStore {
 public:
  explicit BaselineStore(RunScope& scope) : scope_(scope) {}

  struct Held {
    tasks::Domain text;  // the domain with the text that the program is given
    ProgramOutcome outcome;
    std::optional<core::Baseline> baseline;  // there when it was measured, even where it is of no use
    int starts = 0;                          // that this session has made for it
  };
  // Returns the baseline of a domain; makes it where there is none. Throws core::Error(environment) where the disk has
  // no room for it.
  const Held& find_or_make(const tasks::Suite& suite, const tasks::Domain& domain);

 private:
  // All that decides one baseline.
  struct Making {
    std::string name;  // "fidelity/prose"
    const tasks::FidelitySuite& suite;
    const tasks::Domain& text;
    const core::Model& model;
    llama::PerplexityJob job = {};
    fidelity::BaselineKey key = {};
    int vocabulary = 0;
  };
  Making plan_making(const tasks::Suite& suite, const core::ModelFacts& facts, const core::Model& model,
                     const tasks::Domain& text) const;
  // Both fill in what came of it.
  void find_or_write(const Making& making, Held& held);
  void write(const Making& making, const std::filesystem::path& folder, Held& held);
  // Writes the domain's conversations as the model's chat template has them, once for all runs. Returns why not.
  ProgramOutcome render(const core::ModelFacts& facts, const core::Model& model, tasks::Domain& domain);

  RunScope& scope_;
  std::map<std::string, Held> held_;  // by suite, domain and text
};

}  // namespace quantladder::bench
