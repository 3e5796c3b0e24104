// Tasks whose runtimes are missing: nothing is generated for them, nothing is scored, and all else is measured.
#include <gmock/gmock.h>

#include "bench/run_loop.h"

namespace quantladder::bench {
namespace {

using core::Outcome;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class MissingRuntime : public RunLoop {
 protected:
  MissingRuntime() {
    for (tasks::Task& task : suites.front().tasks) task.suite = "suite";
    suites.front().tasks[1].needs = {"go"};
    judge.found.found = {{.name = "go", .problem = "there is no go on PATH", .remedy = "install Go 1.22"}};
  }
  void install() { judge.found.found = {{.name = "go", .version = "1.27.3"}}; }

  std::vector<core::Record> records_of(const std::string& task) {
    std::vector<core::Record> found;
    for (auto& record : records()) {
      if (record.cell.item == task) found.push_back(std::move(record));
    }
    return found;
  }
  std::vector<std::string> prompts() const {
    std::vector<std::string> bodies;
    for (const auto& request : completer.asked) {
      if (!is_probe(request)) bodies.push_back(request.body_json);
    }
    return bodies;
  }
};

TEST_F(MissingRuntime, ItsCellsAreNotRunWithTheRemedyAndNothingIsAsked) {
  EXPECT_EQ(run(), RunEnd::incomplete);
  EXPECT_THAT(prompts(), ::testing::AllOf(Not(IsEmpty()), Each(Not(HasSubstr("do L2")))));
  const auto left_out = records_of("L2");
  ASSERT_THAT(left_out, SizeIs(4));
  for (const core::Record& record : left_out) {
    EXPECT_EQ(record.outcome(), Outcome::not_run);
    EXPECT_EQ(record.judgement().reason, "needs go: there is no go on PATH; remedy: install Go 1.22");
  }
  for (const core::Record& record : records_of("L1")) EXPECT_EQ(record.outcome(), Outcome::pass);
}

TEST_F(MissingRuntime, NoServerIsStartedForNothingElse) {
  Selection selection;
  selection.items = {"L2"};
  EXPECT_EQ(run(selection), RunEnd::incomplete);
  EXPECT_THAT(launcher.started, IsEmpty());
}

TEST_F(MissingRuntime, OfATaskThatIsNotSelectedIsNotReported) {
  Selection selection;
  selection.items = {"L1"};
  EXPECT_EQ(run(selection), RunEnd::complete);
  EXPECT_THAT(observer.lines, Each(Not(HasSubstr("L2"))));
}

TEST_F(MissingRuntime, WhenItIsInstalledTheSameCommandGoesOnWithTheseCellsOnly) {
  run();
  const std::size_t before = prompts().size();
  install();
  EXPECT_EQ(run(), RunEnd::complete);
  const auto now = prompts();
  ASSERT_EQ(now.size(), before + 4);
  for (std::size_t i = before; i < now.size(); ++i) EXPECT_THAT(now[i], HasSubstr("do L2"));
}

TEST_F(MissingRuntime, AResultThatIsThereStays) {
  install();
  ASSERT_EQ(run(), RunEnd::complete);
  judge.found.found = {{.name = "go", .problem = "there is no go on PATH", .remedy = "install Go 1.22"}};
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_THAT(records_of("L2"), SizeIs(4));
}

TEST_F(MissingRuntime, AReplyThatWasNotJudgedYetWaitsForIt) {
  install();
  {
    store::RunStore store = store::RunStore::open_for_writing(folder.path() / "run");
    core::Record record;
    record.cell = {"a", "suite", "L2", 1};
    record.attempt = 1;
    record.round = 1;
    record.answered().generation = reply("answer = 'good'");
    store.put_pending(record);
  }
  judge.found.found = {{.name = "go", .problem = "there is no go on PATH", .remedy = "install Go 1.22"}};
  EXPECT_EQ(run(), RunEnd::incomplete);
  EXPECT_THAT(records_of("L2"), SizeIs(3));
  install();
  EXPECT_EQ(run(), RunEnd::complete);
  const auto all = records_of("L2");
  const auto judged = std::find_if(all.begin(), all.end(), [](const auto& record) {
    return record.cell == core::CellId{"a", "suite", "L2", 1};
  });
  ASSERT_NE(judged, all.end());
  EXPECT_EQ(judged->attempt, 1);
  EXPECT_EQ(judged->outcome(), Outcome::pass);
}

}  // namespace
}  // namespace quantladder::bench
