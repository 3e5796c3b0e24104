// What a run is: everything that was decided before the first request. Documented field by field in results/README.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/model.h"
#include "quantladder/sys/host.h"

namespace quantladder::store {

struct ManifestTask {
  std::string id;
  std::string title;
  double points = 0;
  std::string prompt_sha256;
  std::string tests_sha256;
  // What an answer is taken to be; a run that was written before these were kept, or imported, has none of them.
  std::string language;
  std::vector<std::string> files;
  std::vector<std::string> entry_points;
};

struct ManifestModel {
  core::Model model;
  std::map<std::string, core::RequestSettings> requests;  // by task id
  std::optional<core::GgufFacts> gguf;                    // absent for hf and endpoint
  std::string gguf_sha256;                                // of all shards in order; empty when there is no file
  std::string chat_template_sha256;                       // of chat_template_file; empty when none is given
  std::vector<std::string> serve_command;
};

struct SessionServer {
  std::string path;
  std::string version;  // as it prints it
  std::string sha256;
};

// How long an answer to a task could take in a session, and what its reference took there.
struct SessionLimit {
  std::string task;
  double reference_ms = 0;
  double wall_limit_s = 0;
};

// One call of `run` on this folder: a resumed run may have moved to another machine.
struct Session {
  std::string started_at;
  sys::HostFacts host;                 // at its start
  std::vector<std::string> order;      // "q4_0 round 2": the server groups it set out to run, in their order
  std::vector<SessionServer> servers;  // that it could start; none: endpoints only, or a run that did not keep them
  std::vector<SessionLimit> limits;    // of the tasks that it had cells to judge of
};

// Where the results of a run come from that this program did not make.
struct ImportedFrom {
  std::string source;  // name of the table's file
  std::string sha256;
  std::string levels;                         // name of the published pass rates' file; empty: none
  std::vector<std::string> contradictions;    // between the two, one line each
  std::optional<double> full_score;           // of the table's scores, which were brought to 100; absent: not said
  std::vector<std::string> iteration_labels;  // by number from 1; empty: the numbers are the table's own
};

struct Manifest {
  int schema = 1;
  std::string run_id;
  std::string experiment;
  std::string created_at;
  std::string quantladder;
  std::string suite;  // id
  std::string suite_version;
  std::string suite_title;
  std::string suite_path;
  std::string prompts_sha256;
  std::string tests_sha256;
  std::vector<ManifestTask> tasks;
  int iterations = 0;
  int rounds = 1;
  std::uint64_t seed = 0;
  std::string baseline;
  std::string config_folder;   // what relative paths of the kept configuration are relative to; empty: its own folder
  std::string measuring_json;  // "client", "probe" and "judging" as resolved, a JSON object; empty: not kept
  std::vector<ManifestModel> models;
  std::vector<Session> sessions;  // oldest first
  std::string meter;
  std::string sandbox_tier;
  std::string sandbox_detail;
  std::string python;
  std::string python_version;  // "3.11.2"; empty in runs that did not keep it
  std::string judging;         // "overlapping", "between", or "by model" when the models differ in it
  std::optional<ImportedFrom> imported;
};

std::string to_json(const Manifest& manifest);
// `source` names the file in the error. Throws core::Error(usage).
Manifest parse_manifest(std::string_view json, const std::string& source);

// Where `now` differs from `before` in what decides the numbers: one line per key, "models/a/server/ctx: 4096 -> 8192".
// More iterations, more rounds, further models and changed tests are no difference: the first three extend a run, the
// last asks for a rescore. A model file that one side has not read is compared by its size. Empty: the run can be
// resumed.
std::vector<std::string> differences(const Manifest& before, const Manifest& now);

// "Debian 12, AMD EPYC, 2 cores, GPU (570)" of every machine that the sessions ran on, each once, oldest first.
std::vector<std::string> machines(const Manifest& manifest);

// Eight hex digits over what all models of a run share: suite, prompts, seed.
std::string shared_hash(const Manifest& manifest);

}  // namespace quantladder::store
