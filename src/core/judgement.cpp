#include "quantladder/core/judgement.h"

#include <algorithm>

namespace quantladder::core {

std::string test_function(const std::string& id) {
  const std::string name = id.substr(0, id.find('['));
  const auto separator = name.rfind("::");
  return separator == std::string::npos ? name : name.substr(separator + 2);
}

double points_earned(const std::vector<TestPoints>& points, const std::vector<TestResult>& results) {
  double earned = 0;
  for (const TestPoints& each : points) {
    bool any = false;
    const bool all = std::all_of(results.begin(), results.end(), [&](const TestResult& result) {
      if (test_function(result.id) != each.test) return true;
      any = true;
      return result.status == TestStatus::passed;
    });
    if (any && all) earned += each.points;
  }
  return earned;
}

double points_given(const Judgement& judgement, double points) {
  if (!is_scored(judgement.outcome)) return 0;
  return judgement.earned.value_or(judgement.outcome == Outcome::pass ? points : 0);
}

}  // namespace quantladder::core
