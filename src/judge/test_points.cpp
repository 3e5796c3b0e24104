#include "judge/test_points.h"

#include <fmt/format.h>

#include <set>

namespace quantladder::judge {

std::string find_other_functions(const std::vector<core::TestPoints>& points, const std::vector<std::string>& tests) {
  if (points.empty()) return "";
  std::set<std::string> with_points;
  std::set<std::string> found;
  for (const core::TestPoints& each : points) with_points.insert(each.test);
  for (const std::string& id : tests) found.insert(core::test_function(id));
  for (const std::string& name : with_points) {
    if (found.count(name) == 0) return fmt::format("points fall on {}, which pytest does not find or leaves out", name);
  }
  for (const std::string& name : found) {
    if (with_points.count(name) == 0) return fmt::format("no points fall on {}, which pytest found", name);
  }
  return "";
}

std::optional<double> earned_by(const core::Judgement& judgement, const TestReport& report,
                                const std::vector<core::TestPoints>& points) {
  if (points.empty() || !core::is_scored(judgement.outcome)) return std::nullopt;
  if (judgement.outcome == core::Outcome::error_protocol || report.canaries_before < kLeastCanaries) return 0;
  const bool all_passed = judgement.tests_passed == judgement.tests_total;
  if (judgement.outcome != core::Outcome::pass && all_passed) return 0;
  return core::points_earned(points, judgement.tests);
}

}  // namespace quantladder::judge
