#include "bench/judge_pool.h"

#include <gtest/gtest.h>

#include "support/fake_bench.h"

namespace quantladder::bench {
namespace {

using std::chrono::seconds;

TEST(JudgePool, HasTheJudgeReadyBeforeTheFirstReply) {
  testing::FakeJudge judge;
  const JudgePool pool(judge, 2);
  EXPECT_EQ(judge.prepared, 2);
}

TEST(JudgePool, HasTheJudgeReadyAgainBeforeACellCountsAsFinished) {
  testing::FakeJudge judge;
  JudgePool pool(judge, 1);
  tasks::Task task;
  task.language = "python";
  task.files = {"solution.py"};
  JudgeJob job{{}, &task, core::JudgingMode::between};
  job.record.answered().generation.emplace();
  job.record.answered().generation->text = "```python\nx = 'good'\n```\n";
  pool.submit(std::move(job));
  const auto judged = pool.next(seconds(20));
  ASSERT_TRUE(judged);
  EXPECT_EQ(judge.checks, 1);
  EXPECT_EQ(judge.prepared, 2) << "at the start, and after the only cell";
}

}  // namespace
}  // namespace quantladder::bench
