#include "tasks/speed_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quantladder/sys/files.h"

namespace quantladder::tasks {
namespace {

constexpr int kMostRepetitions = 1000;

}  // namespace

const core::SpeedTest& SpeedSuite::find(const std::string& name) const {
  return *std::find_if(tests.begin(), tests.end(), [&](const auto& test) { return to_string(test) == name; });
}

void read_speed_tests(sys::CheckedObject& object, Suite& suite) {
  const auto repetitions = object.optional_integer("repetitions").value_or(core::SpeedTest().repetitions);
  if (repetitions < 1 || repetitions > kMostRepetitions) {
    object.fail("repetitions", fmt::format("must be between 1 and {}", kMostRepetitions));
  }
  std::set<std::string> seen;
  std::string all;
  for (const std::string& id : object.strings("tests")) {
    auto test = core::parse_speed_test(id);
    if (!test) {
      object.fail("tests", fmt::format("\"{}\" is no test: write pp512 (a prompt of 512 tokens), tg128 (128 generated "
                                       "tokens), tg128@d4096 (behind 4096 tokens), served-tg128@d4096 (the same by the "
                                       "server); at most {} tokens",
                                       id, core::kMostSpeedTokens));
    }
    if (!seen.insert(id).second) object.fail("tests", fmt::format("names {} twice", id));
    test->repetitions = static_cast<int>(repetitions);
    all += fmt::format("{} {}\n", id, repetitions);
    suite.speed.tests.push_back(*test);
  }
  if (suite.speed.tests.empty()) object.fail("tests", "names no test");
  suite.prompts_sha256 = sys::sha256_hex(all);  // all that is asked; nothing is judged
}

}  // namespace quantladder::tasks
