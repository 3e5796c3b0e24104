// Answers judged in the sandbox of this machine.
#pragma once

#include <gtest/gtest.h>

#include "judge/double_task.h"
#include "judge/probe.h"
#include "quantladder/judge/judge.h"

namespace quantladder::judge {

// As on a machine that has none. What the probe started in its groups is ended.
inline void leave_out_control_groups(Probe& probed) {
  Sandbox sandbox = probed.crew->sandbox;
  sandbox.cgroups = {};
  probed.crew = std::make_unique<Crew>(std::move(sandbox));
  probed.facts.tier = core::SandboxTier::namespaces;
}

class SandboxTest : public testing::Test {
 protected:
  // `source` defines answer(), which says whether the answer was kept from what it tried.
  static core::Judgement ask(const std::string& source, const Assignment& assignment = truth_assignment()) {
    static const std::unique_ptr<Judge> judge = make_judge();
    return judge->check(assignment, solution(source));
  }
  static void expect_true(const std::string& source) {
    const core::Judgement judgement = ask(source);
    EXPECT_EQ(judgement.outcome, core::Outcome::pass) << judgement.reason << "\n" << judgement.log;
  }
};

}  // namespace quantladder::judge
