// The one description of a run, with everything that was decided before the first request: `store` writes and
// reads it (results/README.md documents the file field by field), `report` reads it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "quantladder/core/host.h"
#include "quantladder/core/judgement.h"
#include "quantladder/core/load_search.h"
#include "quantladder/core/making.h"
#include "quantladder/core/model.h"
#include "quantladder/core/service_level.h"
#include "quantladder/core/suite_kind.h"

namespace quantladder::core {

struct ItemFacts {
  std::string id;
  std::string title;
  double points = 0;
  std::string prompt_sha256;
  std::string tests_sha256;
  // What an answer is taken to be; a run that was written before these were kept, or imported, has none of them.
  std::string language;
  std::vector<std::string> files;
  std::vector<std::string> entry_points;
  std::vector<TestPoints> test_points;  // how its points fall on its tests; empty: all or none
};

// The items of a suite are measured so often per model, in so many blocks.
struct Pace {
  int iterations = 0;
  int rounds = 1;  // at most one per iteration
};

struct SuiteFacts {
  std::string id;
  std::string version;
  SuiteKind kind = SuiteKind::code;
  std::string title;
  std::string path;
  std::string prompts_sha256;
  std::string tests_sha256;
  std::optional<int> iterations = {};        // its own; nullopt: the run's
  std::optional<int> rounds = {};            // likewise
  std::vector<ItemFacts> items = {};         // in the suite's order; empty: an imported table without cells
  std::string baseline = {};                 // id of what its models are compared with; empty: with nothing
  std::optional<ServiceLevel> service = {};  // of kind load: what is counted as served well; a run may change it
  std::optional<LoadSearch> search = {};     // of kind load: its items are chosen by what was measured of each model
  std::string settings_json = {};            // what decides its figures beside the items, a JSON object; empty: nothing

  std::string qualified_id() const;  // "ladder@1.1.0", or "ladder" without a version
  double points() const;             // attainable in one iteration
  Pace pace(int run_iterations, int run_rounds) const;
};

// An item of a run.
struct RunItem : ItemFacts {
  std::string suite;  // its id
  std::string name;   // its id, or SUITE/ITEM where several suites of the run have that id
};

std::string describe(const SuiteFacts& suite);  // "primer 1.0.0: 20 tasks, 100 points"
std::vector<RunItem> items_of(const std::vector<SuiteFacts>& suites);

struct ModelFacts {
  Model model;
  std::map<std::string, RequestSettings> requests;  // by item
  std::optional<GgufFacts> gguf;                    // absent for hf and endpoint
  std::string gguf_sha256;                          // of all shards in order; empty when there is no file
  std::string chat_template_sha256;                 // of chat_template_file; empty when none is given
  std::optional<GgufFacts> draft_gguf;              // of the draft model; absent where there is none
  std::string draft_sha256;                         // likewise, of all shards in order
  std::vector<std::string> serve_command;           // what serves it as it was measured; empty for an endpoint
  std::optional<Making> making;                     // of its file in a sweep; nullopt: no sweep made it

  // Returns the hash of the template that its prompts are put into: chat_template_file's, else the file's own; empty
  // where it is not known.
  const std::string& used_template_sha256() const;
  // Return facts of the file; nullopt where it was not read, or does not tell.
  std::optional<std::uint64_t> file_bytes() const;
  std::optional<std::uint64_t> parameters() const;
  std::optional<double> bits_per_weight() const;
};

struct SessionServer {
  std::string path;
  std::string version;  // as it prints it
  std::string sha256;
};

// The time that an answer to a task could take in a session, and what its reference took there.
struct SessionLimit {
  std::string task;
  double reference_ms = 0;
  double wall_limit_s = 0;
};

// One call of `run` on this folder: a resumed run may have moved to another machine.
struct Session {
  std::string started_at;
  HostFacts host;                      // at its start
  std::vector<std::string> order;      // "q4_0 round 2": the server groups it set out to run, in their order
  std::vector<SessionServer> servers;  // that it could start; none: endpoints only, or a run that did not keep them
  std::vector<SessionLimit> limits;    // of the tasks that it had cells to judge of
};

// The origin of results that this program did not make.
struct ImportedFrom {
  std::string source;  // name of the table's file
  std::string sha256;
  std::string levels;                         // name of the published pass rates' file; empty: none
  std::vector<std::string> contradictions;    // between the two, one line each
  std::optional<double> full_score;           // of the table's scores, which were brought to 100; absent: not said
  std::vector<std::string> iteration_labels;  // by number from 1; empty: the numbers are the table's own
};

struct Manifest {
  int schema = 2;  // of the run's files; 1: 0.1 began it, with one suite
  std::string run_id;
  std::string experiment;
  std::string created_at;
  std::string quantladder;         // version
  std::vector<SuiteFacts> suites;  // in the configuration's order
  int iterations = 0;              // planned, per model
  int rounds = 1;
  std::uint64_t seed = 0;
  std::string baseline;                  // model id; empty: none
  std::map<std::string, double> limits;  // that the configuration wants, by their keys: "max_kld", "max_size_gib"
  std::string config_folder;   // what relative paths of the kept configuration are relative to; empty: its own folder
  std::string measuring_json;  // "client", "probe" and "judging" as resolved, a JSON object; empty: not kept
  std::vector<ModelFacts> models;
  std::vector<ModelFacts> references;  // that models are compared with, and that are no models of the run
  std::vector<Session> sessions;       // oldest first
  std::string meter;
  std::optional<SandboxTier> sandbox_tier;  // nullopt: as of `judging`
  std::string sandbox_detail;
  std::string python;
  std::string python_version;          // "3.11.2"; empty in runs that did not keep it
  RuntimeVersions runtimes;            // that were found, beside Python; of a suite's packages as "SUITE/fastapi"
  std::optional<JudgingMode> judging;  // nullopt: imported, or nothing is judged
  std::optional<ImportedFrom> imported;

  const ModelFacts* find(const std::string& model) const;            // nullptr: no such model
  const ModelFacts* find_reference(const std::string& model) const;  // one of the references or models; else nullptr
  const SuiteFacts* find_suite(const std::string& id) const;         // nullptr: no such suite
  Pace pace_of(const SuiteFacts& suite) const { return suite.pace(iterations, rounds); }
  // Models x items x iterations, over the suites; without those of some models, and without suites that are searched:
  // what they need is known at their end.
  int planned_cells(const std::set<std::string>& without = {}) const;
  std::vector<RunItem> items() const { return items_of(suites); }
  std::vector<RunItem> scored_items() const;      // those whose points add up to the score
  double points() const;                          // of these: attainable in one iteration
  std::vector<SuiteFacts> scored_suites() const;  // that have such items
  const std::string& baseline_id() const;         // where none was named, of the first model
  const HostFacts& host() const;                  // of the newest session; without one nothing is known
};

// Iterations [1, n] in `rounds` blocks whose sizes differ by at most one; at most one block per iteration.
int round_of(int iteration, int iterations, int rounds);

}  // namespace quantladder::core
