// What every way of judging must do, sandboxed or not: the judges of this machine.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "judge/sandbox_fixture.h"
#include "quantladder/judge/judge.h"

namespace quantladder::judge {

// As the machine offers it; without control groups, which every machine can be; without a sandbox.
enum class Tier { best, namespaces, bare };

class JudgeContract : public testing::TestWithParam<Tier> {
 protected:
  static Judge& judge() {
    static std::map<Tier, std::unique_ptr<Judge>> judges;
    auto& found = judges[GetParam()];
    if (!found) {
      Probe probed = probe({GetParam() == Tier::bare ? Isolation::unsafe_none : Isolation::sandboxed, ""});
      if (GetParam() == Tier::namespaces) leave_out_control_groups(probed);
      found = judge_in(std::move(probed));
    }
    return *found;
  }
  static core::Judgement check(const std::string& source, const Assignment& assignment = double_assignment()) {
    return judge().check(assignment, solution(source));
  }
};

}  // namespace quantladder::judge
