// What a run cannot tell: tasks in which its models do not differ, and differences that its iterations are too few for.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/manifest.h"
#include "quantladder/core/outcome.h"

namespace quantladder::report {

// A task is at the ceiling where every scored cell earned all of its points, at the floor where none earned any.
// Elsewhere it is `differing` where two models earned different points in an iteration that both have scored, else
// `equal`.
enum class Play { differing, ceiling, floor, equal };

struct TaskPlay {
  core::RunItem task;
  Play play = Play::equal;
  int blocked_cells = 0;      // scored, in which a build failed or a server did not start
  double blocked_points = 0;  // that their blocked tests lost
  int cells = 0;              // scored
  std::array<int, core::kIds<core::Outcome>.size()> outcomes{};  // of these, by core::Outcome
};

struct SuitePlay {
  std::string suite;  // id
  double points = 0;
  double at_play = 0;
  // Standard deviation of one iteration's points, pooled over the models; nullopt: none has two scores.
  std::optional<double> sd;
  // Iterations of each of two models that show a difference of kShownDifference with 80 % probability, at 5 %, if they
  // are as independent as those of other models; nullopt: the scores do not vary, or there are too few.
  std::optional<int> iterations;
};

inline constexpr double kShownDifference = 5;  // points

struct AtPlay {
  int models = 0;                 // with scored cells
  std::vector<TaskPlay> tasks;    // that have scored cells, in the run's order
  std::vector<SuitePlay> suites;  // with points, in the run's order

  double points() const;   // of the tasks
  double at_play() const;  // of those in which the models differ; 0 for one model
  std::vector<TaskPlay> with(Play play) const;
};

}  // namespace quantladder::report

namespace quantladder::core {

template <>
inline constexpr std::array<NamedValue<report::Play>, 4> kIds<report::Play>{{{report::Play::differing, "differing"},
                                                                             {report::Play::ceiling, "ceiling"},
                                                                             {report::Play::floor, "floor"},
                                                                             {report::Play::equal, "equal"}}};

}  // namespace quantladder::core
