// What is said of runtimes that were looked for, and what becomes of tasks whose runtimes are missing.
#include <gmock/gmock.h>

#include "judge/runtime_trial.h"
#include "quantladder/judge/calibrate.h"
#include "quantladder/judge/judge.h"
#include "quantladder/judge/verify.h"
#include "tasks/suite_folder.h"

namespace quantladder::judge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Runtimes some_runtimes() {
  Runtimes runtimes;
  runtimes.found = {
      {.name = "gawk", .version = "5.2.1"},
      {.name = "go", .version = "1.19", .problem = "/usr/bin/go is version 1.19", .remedy = "install Go"},
      {.name = "fastapi", .suite = "ready", .version = "0.165.0"},
      {.name = "fastapi", .suite = "raw", .problem = "is not installed", .remedy = "doctor --prepare raw"}};
  return runtimes;
}

TEST(RuntimeFacts, WhatWorksHidesNothingAndNeedsNothing) {
  EXPECT_EQ(some_runtimes().why_not("any", {"gawk"}), "");
  EXPECT_EQ(some_runtimes().why_not("any", {}), "");
}

TEST(RuntimeFacts, EachMissingOneIsNamedWithItsRemedyInOneLine) {
  EXPECT_EQ(
      some_runtimes().why_not("raw", {"go", "gawk", "fastapi"}),
      "needs go: /usr/bin/go is version 1.19; remedy: install Go; needs fastapi: is not installed; remedy: doctor "
      "--prepare raw");
}

TEST(RuntimeFacts, WhatNobodyLookedForIsMissing) {
  EXPECT_EQ(some_runtimes().why_not("any", {"ruby"}), "needs ruby, which was not looked for");
}

TEST(RuntimeFacts, PackagesAreThoseOfTheSuite) {
  EXPECT_EQ(some_runtimes().why_not("ready", {"fastapi"}), "");
  EXPECT_THAT(some_runtimes().why_not("raw", {"fastapi"}), HasSubstr("not installed"));
}

TEST(RuntimeFacts, OnlyVersionsOfWhatWorksAreTold) {
  EXPECT_EQ(some_runtimes().versions(), (core::RuntimeVersions{{"gawk", "5.2.1"}, {"ready/fastapi", "0.165.0"}}));
  EXPECT_EQ(some_runtimes().versions_of("ready", {"fastapi", "go"}), (core::RuntimeVersions{{"fastapi", "0.165.0"}}));
}

TEST(Provision, AFolderIsNotThereTwice) {
  Provision provision{.env = {{"A", "1"}}, .read_only = {"/a"}, .programs = {}};
  provision.add({.env = {{"A", "2"}}, .read_only = {"/a", "/b"}, .programs = {"/b/bin"}});
  EXPECT_THAT(provision.env, SizeIs(2));
  EXPECT_THAT(provision.read_only, testing::ElementsAre("/a", "/b"));
  EXPECT_THAT(provision.programs, testing::ElementsAre("/b/bin"));
}

std::string problem_of(const std::string& out, int code = 0, const std::string& err = "") {
  const runtimes::RuntimeRow row{.name = "x", .proves = "it works", .least = "1.22"};
  return read_proof(row, {.status = {code, 0}, .out = out, .err = err}).problem;
}

TEST(RuntimeProof, TakesAVersionThatIsNewEnoughAndTheRightWords) { EXPECT_EQ(problem_of("v1.22.1\nit works\n"), ""); }

TEST(RuntimeProof, NamesWhatIsWrong) {
  EXPECT_EQ(problem_of("v1.19.8\nit works\n"), "is version 1.19.8, older than 1.22");
  EXPECT_EQ(problem_of("hello\nit works\n"), "tells no version (\"hello\")");
  EXPECT_EQ(problem_of("v1.22.1\nit does not\n"), "does not work in the sandbox (\"it does not\" for \"it works\")");
  EXPECT_EQ(problem_of("", 1, "trace\nno such library\n"), "does not work in the sandbox (no such library)");
}

// Passes everything and counts what it was asked.
class CountingJudge final : public Judge {
 public:
  core::Judgement check(const Assignment&, const std::vector<core::AnswerFile>&) override {
    ++asked;
    core::Judgement judgement;
    judgement.outcome = core::Outcome::pass;
    return judgement;
  }
  const SandboxFacts& sandbox() const override { return facts_; }
  const Runtimes& runtimes() const override { return runtimes_; }
  int asked = 0;

 private:
  SandboxFacts facts_;
  Runtimes runtimes_ = some_runtimes();
};

class MissingRuntimeTest : public testing::Test {
 protected:
  MissingRuntimeTest() {
    folder_.add_task("needy", {{"\"needs\"", R"(["go"])"}});
    folder_.add_task("plain");
    suite_ = tasks::load_suite(folder_.path());
  }
  tasks::SuiteFolder folder_;
  tasks::Suite suite_;
  CountingJudge judge_;
};

TEST_F(MissingRuntimeTest, TheReferenceIsPassedOver) {
  const auto found = calibrate(judge_, suite_, {"needy", "plain"}, nullptr, {});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].task, "plain");
  EXPECT_EQ(judge_.asked, 1);
}

TEST_F(MissingRuntimeTest, TheTaskIsNotVerifiedAndNothingOfItIsJudged) {
  const auto rows = verify_suite(judge_, suite_, {.candidates = Candidates::references}, 1);
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].task, "tiny/needy");
  EXPECT_THAT(rows[0].not_verified, HasSubstr("remedy: install Go"));
  EXPECT_FALSE(rows[0].as_expected());
  EXPECT_EQ(rows[1].not_verified, "");
  EXPECT_TRUE(rows[1].as_expected());
  EXPECT_EQ(judge_.asked, 1);
}

}  // namespace
}  // namespace quantladder::judge
