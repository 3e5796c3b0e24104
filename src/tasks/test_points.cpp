#include "tasks/test_points.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

#include "quantladder/core/lists.h"
#include "quantladder/core/words.h"

namespace quantladder::tasks {
namespace {

using core::TestPoints;
using sys::CheckedObject;

constexpr double kMostTestPoints = 1e6;

// Returns the names of the functions that pytest takes for tests, those of classes included. The judge refuses to judge
// where pytest finds others.
std::vector<std::string> test_functions(const std::vector<core::AnswerFile>& files) {
  static const std::regex definition(R"(^[ \t]*(?:async[ \t]+)?def[ \t]+(test\w*)[ \t]*\()", std::regex::multiline);
  std::vector<std::string> names;
  for (const core::AnswerFile& file : files) {
    const std::string& text = file.content;
    for (auto found = std::sregex_iterator(text.begin(), text.end(), definition); found != std::sregex_iterator();
         ++found) {
      core::add_once(names, (*found)[1].str());
    }
  }
  return names;
}

bool is_whole(double points) { return points >= 0 && points <= kMostTestPoints && points == std::floor(points); }

void take_listed(CheckedObject& object, std::vector<TestPoints>& points, std::set<std::string>& listed) {
  auto given = object.optional_object("test_points");
  if (!given) return;
  for (const std::string& name : given->keys()) {
    const auto found = std::find_if(points.begin(), points.end(), [&](const auto& each) { return each.test == name; });
    if (found == points.end()) given->fail(name, "the test files have no function of this name");
    found->points = given->number(name);
    if (!is_whole(found->points)) given->fail(name, "must be a whole number of points");
    listed.insert(name);
  }
}

// Shares what the listed tests leave evenly among the others.
void share_rest(CheckedObject& object, const Task& task, const std::set<std::string>& listed,
                std::vector<TestPoints>& points) {
  double rest = task.points;
  for (const TestPoints& each : points) rest -= each.points;
  const auto others = static_cast<double>(points.size() - listed.size());
  if (others == 0 && rest != 0) {
    object.fail("test_points", fmt::format("the tests' points sum up to {:g}, and the task has {:g}",
                                           task.points - rest, task.points));
  }
  if (others == 0) return;
  if (!(rest > 0) || !is_whole(rest / others)) {
    object.fail("test_points",
                fmt::format("{:g} of {:g} points are left for {:g} tests that are not listed: give each whole points",
                            rest, task.points, others));
  }
  for (TestPoints& each : points) {
    if (listed.count(each.test) == 0) each.points = rest / others;
  }
}

}  // namespace

std::vector<TestPoints> read_test_points(CheckedObject& object, const Task& task) {
  const std::string scoring = object.optional_string("scoring").value_or("all");
  if (scoring != "all" && scoring != "tests") object.fail("scoring", "must be \"all\" or \"tests\"");
  if (scoring == "all" && object.has("test_points")) object.fail("test_points", "needs \"scoring\": \"tests\"");
  if (scoring == "all") return {};
  if (task.judged_by == JudgedBy::program) object.fail("scoring", "a program as the judge is one test: use pytest");
  if (!is_whole(task.points)) object.fail("points", "must be a whole number where points fall on tests");
  std::vector<TestPoints> points;
  for (const std::string& name : test_functions(task.tests)) points.push_back({name, 0});
  if (points.empty()) object.fail("tests", "define no function whose name begins with test");
  std::set<std::string> listed;
  take_listed(object, points, listed);
  share_rest(object, task, listed, points);
  return points;
}

BrokenTests parse_broken_tests(const std::string& line, const std::vector<TestPoints>& known) {
  BrokenTests result;
  const auto colon = line.find(':');
  if (colon == std::string::npos) {
    result.problem = "names no tests: write \"breaks: test_a, test_b: REQUIREMENT\"";
    return result;
  }
  result.requirement = core::trimmed(std::string_view(line).substr(colon + 1));
  if (result.requirement.empty()) result.problem = "names no requirement after its tests";
  for (std::size_t begin = 0; begin <= colon;) {
    const std::size_t end = std::min(line.find(',', begin), colon);
    const std::string name(core::trimmed(std::string_view(line).substr(begin, end - begin)));
    const bool exists =
        std::any_of(known.begin(), known.end(), [&](const TestPoints& each) { return each.test == name; });
    if (!exists) result.problem = fmt::format("\"{}\" is no test of this task", name);
    core::add_once(result.tests, name);
    begin = end + 1;
  }
  return result;
}

}  // namespace quantladder::tasks
