// One attempt at a cell: the unit of what is stored, resumed and analysed. Immutable once written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "quantladder/core/answered.h"
#include "quantladder/core/attempt_reason.h"
#include "quantladder/core/episode.h"
#include "quantladder/core/fidelity.h"
#include "quantladder/core/memory_need.h"
#include "quantladder/core/memory_source.h"
#include "quantladder/core/server_end.h"
#include "quantladder/core/suite_kind.h"
#include "quantladder/core/timed.h"

namespace quantladder::core {

struct CellId {
  std::string model;
  std::string suite;  // its id
  std::string item;
  int iteration = 1;  // from 1

  friend bool operator==(const CellId&, const CellId&) = default;
  friend auto operator<=>(const CellId&, const CellId&) = default;
};
std::string to_string(const CellId& cell);  // "model/L3/iteration 4"

// Gaps that say what is not there by design; every other one tells of something that went wrong.
inline constexpr const char* kNoGpuMeter = "device memory, power, clocks and temperature: no GPU meter";
inline constexpr const char* kNothingOffloaded =
    "the server offloads nothing to a GPU: device memory, power, clocks and temperature are not its own";

// A summary of a series of samples of the memory meter over a span of time. A missing figure is absent, never 0.
struct MemoryUse {
  std::optional<MemorySource> source;  // nullopt: nothing was sampled
  int samples = 0;
  std::optional<std::uint64_t> baseline_bytes;  // idle device, sampled within 5 s before the server started
  std::optional<std::uint64_t> peak_bytes;      // of the server's own memory (device total where only that is known)
  std::optional<std::uint64_t> device_peak_bytes;
  std::optional<double> energy_j;
  std::optional<double> mean_power_w;
  std::optional<double> peak_temperature_c;
  std::optional<double> min_sm_clock_mhz;
  std::vector<std::string> gaps;  // why samples are missing
};

// One start of one model's server.
struct ServerStart {
  std::string model;
  int number = 1;  // 1, 2, ... over the whole run, per model
  int round = 1;
  std::string started_at;
  std::vector<std::string> argv;
  std::string version;  // llama-server --version
  std::string binary_sha256;
  std::string build_info;  // from /props
  int slot_ctx = 0;        // per slot, from /props; 0: not told
  int slots = 0;           // 0: not told
  double load_ms = 0;      // exec -> healthy; 0: it never was, or it is an endpoint, which loaded out of sight
  std::vector<std::string> scrubbed_env;
  std::vector<MemoryBuffer> buffers;  // that its log tells of; empty: of none
  int warm_up_requests = 0;           // excluded from every figure
  std::vector<Generation> probe;      // speed probe, in order: one stream, fixed prompt and length
  MemoryUse memory;                   // over the start's whole life
  bool settings_verified = false;
  std::string settings_note;        // why not, if not
  std::vector<std::string> doubts;  // what could not be checked at the start, and why
  std::optional<ServerEnd> end;     // nullopt: it runs, or quantladder was killed while it ran
  std::string props_json;           // /props as received; empty = none

  bool failed_to_start() const { return end && end->how == StartEnd::failed_to_start; }
};

// A cell holds what its kind of suite measures: there is one alternative for each core::SuiteKind, in its order.
using Payload = std::variant<Answered, Timed, Fidelity, Episode>;
Payload empty_payload(SuiteKind kind);

// The head is all that planning, resuming, repeating and storing a cell needs.
struct Record {
  int schema = 2;
  CellId cell;
  int attempt = 1;  // 1, 2, ...: counting_attempt says which one counts
  AttemptReason reason_for_attempt;
  int server_start = 0;  // ServerStart::number; 0: none
  int round = 1;
  std::string suite_version;  // empty: it has none
  MemoryUse memory;           // while this cell was in flight
  std::string quantladder;    // version that wrote it
  Payload payload;

  SuiteKind kind() const { return static_cast<SuiteKind>(payload.index()); }
  Outcome outcome() const;
  // One line why it ended so; empty where there is nothing to tell.
  const std::string& reason() const;
  double seconds() const;  // that it took of a run in which cells come one after the other; 0: not known

  // These are of a cell of code. For a cell of another kind those that read are empty, and answered() throws.
  Answered& answered() { return std::get<Answered>(payload); }
  const Answered& answered() const { return std::get<Answered>(payload); }
  const Generation* generation() const;  // nullptr: there is none
  const std::vector<Judgement>& judgements() const { return answered_or_empty().judgements; }
  const Judgement& judgement() const { return judgements().back(); }
  const RequestSettings* request() const;  // nullptr: none was made
  const std::string& prompt_sha256() const { return answered_or_empty().prompt_sha256; }
  double points() const { return answered_or_empty().points; }  // attainable
  double earned() const;                                        // points; 0 where it is not scored
  double credit() const;                                        // the share of the points that was earned, in [0, 1]
  std::optional<std::uint64_t> seed() const;                    // the sampler's, where it is known

 private:
  const Answered& answered_or_empty() const;
};

// The score of a whole iteration as somebody else reports it: nothing is known of its cells.
struct GivenScore {
  std::string model;
  int iteration = 1;
  std::optional<double> score;  // points; absent: the iteration has none
};

// A published pass rate of one task.
struct PublishedRate {
  std::string model;
  std::string task;
  double rate = 0;               // 0..1
  double rounding = 0;           // the exact rate may be this far off: half a unit of the last digit printed
  std::optional<double> points;  // of the task; nullopt: not said
};

// The attempt at a cell that counts: the newest scored one, so that a rerun that met a fault or was invalid does not
// wipe out what was measured; without one the newest settled, else the newest of all. `attempts`: of one cell, oldest
// first; nullptr when empty.
const Record* counting_attempt(const std::vector<const Record*>& attempts);

}  // namespace quantladder::core
