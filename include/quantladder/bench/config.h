// An experiment as its configuration file describes it. configs/README.md documents every key with unit and default.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/judgement.h"
#include "quantladder/core/making.h"
#include "quantladder/core/model.h"
#include "quantladder/core/record.h"
#include "quantladder/core/sweep.h"

namespace quantladder::bench {

// What stands for a file that is not read again.
struct KnownFile {
  std::filesystem::path header;  // a file with its header, which may be all that is left of it
  std::string sha256;            // of the whole file
};

struct ModelConfig {
  core::Model model;
  core::RequestSettings request;                         // for tasks without an entry in by_task
  std::map<std::string, core::RequestSettings> by_task;  // ITEM or SUITE/ITEM -> settings
  bool is_to_be_made = false;                            // its file may not be there yet
  std::optional<core::Making> making;                    // in a sweep
  std::optional<KnownFile> known;                        // of a file that a sweep made
  const core::RequestSettings& request_for(const core::CellId& cell) const;
};

struct ClientSettings {
  double stall_s = 120;          // longest silence of a stream
  double deadline_factor = 4;    // deadline = factor x the time expected from the measured rate, ...
  double min_deadline_s = 60;    // ... at least this
  int attempts = 3;              // per cell and session, for infrastructure faults only
  int stalls_until_restart = 3;  // so many stalls in a row and the server counts as lost
};

struct ProbeSettings {
  int tokens = 64;  // generated per repeat
  int repeats = 3;  // 0 switches the probe off
  int warm_up = 1;  // requests before it, excluded from every figure
};

struct JudgingSettings {
  core::JudgingPolicy when = core::JudgingPolicy::automatic;
  int jobs = 2;        // judgements at once
  std::string python;  // empty: found
};

// An entry of "suites".
struct SuiteChoice {
  std::string name;              // or path
  std::string place = "/suite";  // of the entry in the configuration
  std::string keys_json = "{}";  // its other keys, which its kind knows
};

struct Experiment {
  std::string name;
  std::vector<SuiteChoice> suites{{.name = "ladder"}};
  int iterations = 15;
  int rounds = 5;
  std::uint64_t seed = 1;
  std::string baseline;                  // a model id; the first model when not given
  std::string origin;                    // id of what distances are from where a suite of fidelity does not say
  std::map<std::string, double> limits;  // as they are written: what they mean is the report's
  std::vector<ModelConfig> models;
  std::vector<ModelConfig> references;       // that others are compared with, and that are not measured otherwise
  bool screening = false;                    // models that are shown to be beaten are dropped on the way
  std::optional<core::SweepSettings> sweep;  // makes the models' files: until then each file is the source
  ClientSettings client;
  ProbeSettings probe;
  JudgingSettings judging;
  std::string source;        // the file it was read from
  std::string folder;        // what its relative paths are relative to
  std::string text;          // its text, kept with the results
  std::string context_note;  // one line: why the default of ctx is less than usual; empty when it is not

  const ModelConfig* find(const std::string& model_id) const;
  const ModelConfig* find_reference(const std::string& model_id) const;  // one of the references or models
};

// Throws core::Error(usage) naming file, JSON pointer and the nearest known key.
// The copy that a run keeps of its configuration goes by the folder of the original.
Experiment load_config(const std::filesystem::path& path);
// `folder`: what relative paths are relative to; empty: the folder of `path`.
Experiment parse_config(const std::string& text, const std::filesystem::path& path,
                        const std::filesystem::path& folder = {});

// The configuration that `quantladder run A.gguf B.gguf` stands for: these files on the ladder with the stated
// defaults, the first one the baseline. Model ids are made from the file names. Throws core::Error(usage) for a file
// that is not there.
Experiment make_comparison(const std::vector<std::string>& files);

}  // namespace quantladder::bench
