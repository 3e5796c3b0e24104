// Decides what follows an attempt that was not answered: another one after a pause, or none, of this cell or of more.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "quantladder/bench/config.h"
#include "quantladder/core/record.h"

namespace quantladder::bench {

struct Retry {
  std::string give_up;                 // why the model's remaining cells are not run; empty: they are
  std::string give_up_task;            // why the remaining cells of the same task are not run; empty: they are
  bool again = false;                  // the cell gets another attempt, ...
  std::chrono::milliseconds pause{0};  // ... after so long
};

enum class ServerAfter {
  up,
  comes_back,  // it is lost, and will be started once more
  lost,
};

// The attempts of one server's cells in this session. Knows no clock: a pause counts as waited when it is asked for.
class Retries {
 public:
  // `most_loading`: how long a server may say that it is loading its model.
  Retries(const ClientSettings& client, std::chrono::milliseconds most_loading);

  void note_sent(const core::CellId& cell) { ++tries_[cell]; }
  // The server said something else than that it is loading.
  void note_loaded();

  // Call it once for each attempt that no code is judged for, with its judgement in the record. `asked`: how long the
  // server wants to be left alone. Beside its configured attempts a cell has another one when its server comes back,
  // and a model that is being loaded costs none.
  Retry after(const core::Record& record, ServerAfter server, std::optional<std::chrono::seconds> asked);

 private:
  std::chrono::milliseconds pause(const core::Record& record, bool loading, std::optional<std::chrono::seconds> asked);

  const ClientSettings& client_;
  const std::chrono::milliseconds most_loading_;
  std::map<core::CellId, int> tries_;
  int loading_in_a_row_ = 0;                     // replies that the server is loading its model
  std::chrono::milliseconds loading_waited_{0};  // because of them
};

}  // namespace quantladder::bench
