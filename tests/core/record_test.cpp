#include "quantladder/core/record.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

Record attempt(int number, Outcome outcome) {
  Record record;
  record.attempt = number;
  record.answered().judgements.emplace_back();
  record.answered().judgements.back().outcome = outcome;
  return record;
}

int counting(Outcome first, Outcome second) {
  const Record a = attempt(1, first);
  const Record b = attempt(2, second);
  return counting_attempt({&a, &b})->attempt;
}

TEST(CountingAttempt, IsTheNewestScoredOne) { EXPECT_EQ(counting(Outcome::pass, Outcome::fail), 2); }

TEST(CountingAttempt, IsNoRerunThatMetAFault) { EXPECT_EQ(counting(Outcome::pass, Outcome::infrastructure_stall), 1); }

TEST(CountingAttempt, IsNoRerunThatWasInvalid) { EXPECT_EQ(counting(Outcome::pass, Outcome::invalid_arm), 1); }

TEST(CountingAttempt, IsTheInvalidOneWhereNothingElseIsSettled) {
  EXPECT_EQ(counting(Outcome::invalid_arm, Outcome::infrastructure_stall), 1);
}

TEST(CountingAttempt, IsTheNewestWhereNoneIsSettled) {
  EXPECT_EQ(counting(Outcome::infrastructure_stall, Outcome::not_run), 2);
}

TEST(CountingAttempt, OfNoneIsNone) { EXPECT_EQ(counting_attempt({}), nullptr); }

}  // namespace
}  // namespace quantladder::core
