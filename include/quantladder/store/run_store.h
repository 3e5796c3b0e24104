// A run's folder. A cell is durable the moment it is judged; a generation is durable the moment it has arrived.
//
//   manifest.json  run.lock  summary.json  report.md  stopping.json  screening.json
//   sessions/2026-11-29T08-00-00.000Z-4711.json   one call of `run`, written once
//   scores.json                              of an imported run without cells
//   <model>/iter_01.json                     derived from the records, replaced
//   <model>/records/<suite>/iter_01.L1.a1.json  one attempt, immutable; .j2.json, .j3.json: later judgements of it
//   <model>/pending/<suite>/iter_01.L1.a1.json  generated, not judged yet
//   <model>/artifacts/<suite>/iter_01.L1.a1/    prompt, reply, extracted files, judge's log
//   <model>/positions/<suite>/iter_01.prose.a1.f32  figures of each scored position of a cell of fidelity, on request
//   <model>/servers/start_01.json  .log  .samples.csv
//
// In a run of schema 1 there is one suite, and no folder <suite>.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "quantladder/core/manifest.h"
#include "quantladder/core/record.h"
#include "quantladder/core/screening_log.h"
#include "quantladder/core/stopping_log.h"
#include "quantladder/sys/files.h"

namespace quantladder::store {

// figures: without what no figure needs, which is most of a record: texts, logs, single tests that no points fall on,
// the request's body, and all arrivals but the first and the last.
enum class Detail { all, figures };
void keep_figures(core::Record& record);

// What write_artifacts keeps beside the record.
struct Artifacts {
  std::string prompt;                    // empty: it is not kept
  std::vector<core::AnswerFile> answer;  // by name
  std::vector<std::string> left_out;     // a line for each file that was not read, with the reason
};

// Sessions that measure work beside each other, each on the cells that it has claimed; what judges or imports a whole
// run works alone.
enum class Access { together, alone };

class RunStore {
 public:
  // Reads only: any number of processes may.
  static RunStore open(const std::filesystem::path& folder);
  // Makes the folder if need be and takes its lock; throws core::Error(environment) when another process holds it,
  // unless both work together. Removes a pending file beside its finished record, which a kill between the two steps of
  // commit() leaves.
  static RunStore open_for_writing(const std::filesystem::path& folder, Access access = Access::alone);

  // Takes the cells of one round of a model for this process until the store is gone. False: another process has them.
  bool claim(const std::string& model, int round);

  const std::filesystem::path& folder() const { return folder_; }

  // Returns nullopt when there is none yet. Throws core::Error(usage) for one that can't be read.
  std::optional<core::Manifest> manifest() const;
  void write_manifest(const core::Manifest& manifest);
  // Writes what `make` returns, while no other process changes the manifest.
  void update_manifest(const std::function<core::Manifest()>& make);
  // Adds a session to what manifest() returns: a file of its own, in a run of schema 1 the manifest.
  void add_session(const core::Session& session);
  int schema() const;  // of its records: the manifest's, or the newest before there is one

  // Returns nullopt for a run that was never told to stop early. Throws core::Error(usage) for one that can't be read.
  std::optional<core::StoppingLog> stopping_log() const;
  void write_stopping_log(const core::StoppingLog& log);
  std::optional<core::ScreeningLog> screening_log() const;
  void write_screening_log(const core::ScreeningLog& log);

  // Returns all attempts (of one model, when named), with later judgements added, by (model, iteration, suite, item,
  // attempt).
  std::vector<core::Record> records(const std::string& only_model = "", Detail detail = Detail::all) const;
  // Returns the attempts at one cell of a run of this schema, oldest first.
  std::vector<core::Record> attempts(const core::CellId& cell, int schema, Detail detail = Detail::figures) const;
  // Returns those that were generated and not judged: their generation need not be asked for again.
  std::vector<core::Record> pending() const;
  std::vector<core::ServerStart> server_starts() const;
  // Returns none for a run that has cells.
  std::vector<core::GivenScore> given_scores() const;

  void put_pending(const core::Record& record);
  // Immutable: throws core::Error(environment) when this attempt is there already. Removes the pending one.
  void commit(const core::Record& record);
  void add_judgement(const core::Record& record, const core::Judgement& judgement);
  void add_judgement(const core::Record& record, const core::EpisodeJudgement& judgement);

  // Writes what is not durable, because rescore makes it again. `answer` may be empty.
  void write_artifacts(const core::Record& record, const std::string& prompt, const core::Answer& answer);
  // Returns what is still there of these, as far as it is regular files of a bounded size.
  Artifacts artifacts(const core::Record& record) const;

  // Writes the figures of each scored position of a cell of fidelity, whose layout results/README.md has.
  void write_positions(const core::Record& record, std::string_view bytes);

  void write_given_scores(const std::vector<core::GivenScore>& scores);
  void write_server_start(const core::ServerStart& start);
  // Returns the next number of a start of this model and makes its log, so that no other process takes it.
  int reserve_server_number(const std::string& model);
  std::filesystem::path server_file(const std::string& model, int number, const std::string& extension) const;

  // Removes derived files of iterations that have no records any more.
  void remove_other_iterations(const std::string& model, const std::set<std::filesystem::path>& written) const;

 private:
  RunStore(std::filesystem::path folder, std::optional<sys::FileLock> lock);
  void add_later(const core::Record& record, const std::string& judgement);
  std::filesystem::path folder_;
  std::optional<sys::FileLock> lock_;
  std::map<std::pair<std::string, int>, sys::FileLock> claims_;
};

}  // namespace quantladder::store
