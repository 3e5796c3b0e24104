// Sets how long an answer may take on this machine, by what the reference takes here.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "quantladder/judge/judge.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::judge {

struct Calibration {
  std::string task;         // id
  double reference_ms = 0;  // wall time of judging the reference, alone
  double wall_limit_s = 0;  // in force from now on
};

// Judges the reference of each of `tasks` (ids) once, and raises that task's wall and CPU limits in `suite` to twenty
// times what it took; a limit is never lowered, so a fast machine judges by the suite's own. One whose runtimes are
// missing is passed over. `on_judged` is told how far it is. Throws core::Error(environment) when a reference does not
// pass: then no answer could be judged here. On a stop request it returns early.
std::vector<Calibration> calibrate(Judge& judge, tasks::Suite& suite, const std::vector<std::string>& tasks,
                                   const std::function<void(int done, int total)>& on_judged, std::stop_token stop);

}  // namespace quantladder::judge
