// One function per subcommand: options in, exit code out. Results go to stdout, progress and notes to stderr.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/app/inputs.h"
#include "quantladder/app/load_search.h"
#include "quantladder/app/power.h"
#include "quantladder/judge/judge.h"
#include "quantladder/report/kept_cell.h"
#include "quantladder/report/report.h"
#include "quantladder/tasks/import_suite.h"

namespace quantladder::cli {

// Parses the command line and runs its command; returns the exit code. Throws core::Error.
int run_arguments(int argc, char** argv);

enum class Output { text, json };

// Prints a report on stdout, in the form that was asked for.
void print_report(const report::Report& report, Output output);

struct RunOptions {
  std::vector<std::string> inputs;  // one configuration, or GGUF files
  std::vector<std::string> models;
  std::vector<std::string> suites;  // of the configuration, by id
  std::vector<std::string> tasks;
  std::optional<int> iterations;
  bool rerun = false;
  bool dry_run = false;
  bool per_token = false;
  bool live = false;  // the page is written while the run goes on
  std::string out;
  bool stop_when_decided = false;
  bool stops_by_default = false;  // where the run was not begun otherwise
  std::optional<double> margin;   // points; of equivalence. nullopt: 5 % of what can be attained
  judge::JudgeOptions sandbox;
  Output output = Output::text;

  app::Asked asked() const {
    return {.inputs = inputs,
            .selection = {.models = models,
                          .suites = suites,
                          .items = tasks,
                          .repeat = rerun ? bench::Repeat::rerun : bench::Repeat::missing_only},
            .iterations = iterations,
            .python = sandbox.python};
  }
};
int run_command(const RunOptions& options);

// Measure and plan what was asked for: the parts of `run` and `plan` behind the reading of their inputs.
int run_inputs(app::Inputs inputs, const RunOptions& options);
int plan_inputs(app::Inputs inputs, const RunOptions& options, const std::optional<app::PowerQuestion>& power = {});

int plan_command(const RunOptions& options, const std::optional<app::PowerQuestion>& power = {});

// What `sweep` and `choose` measure, and what is wanted of it.
struct ScreeningOptions {
  std::vector<std::string> suites;       // empty: the command's own
  std::map<std::string, double> limits;  // by the keys of "limits"
  bool no_screening = false;
};

struct SweepOptions {
  std::string source;
  std::string recipes;       // empty: those that ship
  std::string imatrix;       // empty: none
  std::string imatrix_text;  // that one is made of; empty: none is made
  std::optional<int> imatrix_chunks;
  std::string made_from;
  bool allow_requantize = false;
  std::optional<double> max_size_gib;
  std::optional<double> budget_gib;
  std::string keep;  // empty: all
  ScreeningOptions screening;
  RunOptions run;
};
int sweep_command(const SweepOptions& options);

struct ChooseOptions {
  std::vector<std::string> files;
  std::string parent;  // that distances are from; empty: the largest file
  ScreeningOptions screening;
  RunOptions run;
};
int choose_command(const ChooseOptions& options);

struct LoadFindOptions {
  app::FindAsked find;
  RunOptions run;
};
int load_find_command(const LoadFindOptions& options);

struct ReportOptions {
  std::string run;
  std::vector<std::string> formats;  // ids; empty: those that are written by default
  std::string out;                   // folder that the files go to; empty: the run's own
  bool raw = false;                  // tables keep texts that begin as formulas do
  bool open = false;                 // the page, in the user's browser
  bool png = false;                  // charts and card also as pictures
  bool all_pairs = false;            // a chart of the verdict on each pair of models
  std::uint64_t max_bytes = report::WriteOptions().max_page_bytes;
  Output output = Output::text;
};
int report_command(const ReportOptions& options);

struct CompareOptions {
  std::vector<std::string> inputs;  // one run or table, or two: the older and the newer
  std::string baseline;
  std::string candidate;
  std::string metric;            // empty: the score; in a run without points the first other figure that it has
  std::optional<double> margin;  // absent: what the run declared, else 5 % of what can be attained
  std::optional<double> scale;   // full score of a table of scores; absent: as its column says
  bool all_pairs = false;
  bool unpaired = false;
  bool allow_different = false;
  Output output = Output::text;
};
int compare_command(const CompareOptions& options);

struct HistoryOptions {
  std::vector<std::string> inputs;  // runs, tables of scores, or folders that hold runs
  std::string model;                // empty: every model
  double alpha = stats::kDefaultAlpha;
  std::optional<double> scale;  // full score of a table of scores; absent: as its column says
  std::string out;              // folder of history.html; empty: no page is written
  bool open = false;            // the page, in a browser
  Output output = Output::text;
};
int history_command(const HistoryOptions& options);

struct RecommendOptions {
  std::string run;
  std::map<std::string, double> limits;  // by the keys of a configuration
  std::optional<double> percent;         // of the requests that are to be served well; absent: as the run says
  std::optional<double> scale;           // full score of a table of scores; absent: as its column says
  Output output = Output::text;
};
int recommend_command(const RecommendOptions& options);

struct ImportOptions {
  std::vector<std::string> tables;  // one table of scores, or published files of several agents on one server
  std::string levels;               // published pass rates; empty: none
  std::vector<std::string> vram;    // MODEL=MB
  std::optional<double> scale;      // full score of a table of scores; absent: as its column says
  std::string out;
  Output output = Output::text;
};
int import_command(const ImportOptions& options);

struct RescoreOptions {
  std::string run;
  std::vector<std::string> suites;  // ids; empty: all of the run
  std::vector<std::string>
      tests_from;    // SUITE=DIR, or DIR; else a suite lies where the run says, or is found by its id
  bool all = false;  // also what was judged by the same tests and extractor
  judge::JudgeOptions sandbox;
  Output output = Output::text;
};
int rescore_command(const RescoreOptions& options);

struct VerifyOptions {
  std::vector<std::string> suites;  // empty: all that can be found
  std::vector<std::string> tasks;   // ids; empty: all
  int repeats = 1;
  int jobs = 2;
  bool references_only = false;
  judge::JudgeOptions sandbox;
  Output output = Output::text;
};
int verify_command(const VerifyOptions& options);

struct SuiteImportOptions {
  tasks::SuiteImport import;
  Output output = Output::text;
};
int suite_import_command(const SuiteImportOptions& options);

struct DoctorOptions {
  std::vector<std::string> inputs;  // a configuration, or suites; empty: this machine and all suites
  bool prepare = false;             // what suites need and quantladder can make
  judge::JudgeOptions sandbox;
  Output output = Output::text;
};
int doctor_command(const DoctorOptions& options);

struct SelfTestOptions {
  int streams = 16;
  int tokens_per_event = 1;
  Output output = Output::text;
};
int selftest_command(const SelfTestOptions& options);

struct InspectOptions {
  std::string file;
  std::string other;  // empty: only `file`
  bool deep = false;
  Output output = Output::text;
};
int inspect_command(const InspectOptions& options);

struct CacheOptions {
  bool prune = false;
  std::optional<double> older_than;  // days without use; absent: only what no baseline claims is removed
  Output output = Output::text;
};
int cache_command(const CacheOptions& options);

struct ExtractOptions {
  std::string reply;
  std::string task;  // "suite/id"; empty: any Python code
  std::string to;
  Output output = Output::text;
};
int extract_command(const ExtractOptions& options);

struct JudgeOptions {
  std::string task;   // "suite/id", or ...
  std::string tests;  // ... a test file
  std::string module = "solution";
  std::vector<std::string> needs;  // of these tests
  std::string reply;               // a model's reply, or ...
  std::string solution;            // ... a file or folder
  judge::JudgeOptions sandbox;
  Output output = Output::text;
};
int judge_command(const JudgeOptions& options);

}  // namespace quantladder::cli
