#include "llama/reply_figures.h"

#include <gmock/gmock.h>

#include "stream_text.h"

namespace quantladder::llama {
namespace {

using core::Finish;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(ChatStream, APingIsNoDoubtOfTheFigures) {
  EXPECT_THAT(read(content("a") + "data: ping\n\n" + finish("stop") + counts(1, 8, "") + kDone, PromptCache::on).doubts,
              IsEmpty());
}

TEST(ChatStream, FiguresThatAreNoNumbersAreADoubtAndNoBrokenStream) {
  for (const std::string number : {"NaN", "Infinity", "-Infinity", "nan", "-inf", "1e999", "null"}) {
    const std::string timings =
        R"({"cache_n":0,"prompt_n":8,"prompt_ms":)" + number + R"(,"predicted_n":3,"predicted_ms":10})";
    const auto generation = read(content("a NaN") + finish("stop") + counts(3, 8, timings) + kDone);
    EXPECT_EQ(generation.finish, Finish::stop) << number;
    EXPECT_EQ(generation.text, "a NaN");
    EXPECT_EQ(generation.timings, std::nullopt);
    EXPECT_EQ(generation.usage->completion_tokens, 3);
    EXPECT_THAT(generation.doubts, Contains(HasSubstr("the server's timings can't be read"))) << number;
  }
}

TEST(ChatStream, UsageOfZerosIsUnknown) {
  const auto generation = read(content("a") + counts(0, 0, "") + finish("stop") + kDone);
  EXPECT_EQ(generation.usage, std::nullopt);
  EXPECT_EQ(generation.tokens(), std::nullopt);
  EXPECT_THAT(generation.doubts, Contains(HasSubstr("usage counts no token")));
  EXPECT_THAT(generation.doubts, Not(Contains("the server reported no usage")));
}

TEST(ChatStream, ZerosBehindCountsDoNotReplaceThem) {
  EXPECT_EQ(read(content("a") + counts(2, 8, "") + counts(0, 0, "") + finish("stop") + kDone).usage->completion_tokens,
            2);
}

TEST(ChatStream, CountsThatDisagreeAreDoubted) {
  const auto generation = read(content("a") + finish("stop") + counts(4, 9, kTimings) + kDone);
  EXPECT_THAT(generation.doubts, ElementsAre("usage.completion_tokens 4 != timings.predicted_n 3",
                                             "usage.prompt_tokens 9 != timings.cache_n 0 + prompt_n 8"));
}

TEST(ChatStream, ACacheThatShouldBeOffIsDoubted) {
  const std::string cached = R"({"cache_n":5,"prompt_n":3,"prompt_ms":2,"predicted_n":3,"predicted_ms":9})";
  const auto stream = content("a") + finish("stop") + counts(3, 8, cached) + kDone;
  EXPECT_THAT(read(stream).doubts, ElementsAre(HasSubstr("5 prompt tokens came from a cache")));
  EXPECT_THAT(read(stream, PromptCache::on).doubts, IsEmpty());
}

TEST(ChatStream, MissingUsageIsDoubted) {
  EXPECT_THAT(read(finish("stop") + kDone).doubts, Contains("the server reported no usage"));
}

TEST(ChatStream, ACacheThatNobodyReportsIsUnknownAndNotEmpty) {
  const std::string silent = R"({"prompt_n":8,"prompt_ms":2,"predicted_n":3,"predicted_ms":9})";
  const auto generation = read(content("a") + finish("stop") + counts(3, 8, silent) + kDone);
  EXPECT_EQ(generation.cached_tokens(), std::nullopt);
  EXPECT_THAT(generation.doubts, ElementsAre(HasSubstr("does not say whether prompt tokens came from a cache")));
}

TEST(ChatStream, UsageTellsOfTheCacheWhereTimingsDoNot) {
  const std::string usage =
      R"("usage":{"prompt_tokens":8,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":4}})";
  const auto generation = read(content("a") + finish("stop") + "data: {\"choices\":[]," + usage + "}\n\n" + kDone);
  EXPECT_EQ(generation.cached_tokens(), 4);
  EXPECT_THAT(generation.doubts, ElementsAre(HasSubstr("4 prompt tokens came from a cache")));
}

TEST(ChatStream, ReasoningThatIsCountedButHiddenIsDoubted) {
  const std::string usage =
      R"("usage":{"prompt_tokens":8,"completion_tokens":90,"completion_tokens_details":{"reasoning_tokens":80}})";
  const auto generation =
      read(content("a") + finish("stop") + "data: {\"choices\":[]," + usage + "}\n\n" + kDone, PromptCache::on);
  EXPECT_EQ(generation.usage->reasoning_tokens, 80);
  EXPECT_THAT(generation.doubts, ElementsAre(HasSubstr("80 of 90 tokens are reasoning")));
}

TEST(ChatStream, TokensThatAllCameAtOnceAreDoubted) {
  const auto generation =
      read(content(std::string(100, 'x')) + finish("stop") + counts(40, 8, "") + kDone, PromptCache::on);
  EXPECT_THAT(generation.doubts, ElementsAre("no tokens/s: all 40 tokens came at once"));
}

TEST(ChatStream, ImpossibleTimingsAreNone) {
  const std::string odd = R"({"cache_n":0,"prompt_n":8,"prompt_ms":-2,"predicted_n":3,"predicted_ms":9})";
  EXPECT_EQ(read(counts(3, 8, odd)).timings, std::nullopt);
  EXPECT_EQ(read(counts(3, 8, R"({"prompt_n":"8"})")).timings, std::nullopt);
}

}  // namespace
}  // namespace quantladder::llama
