#include "quantladder/core/closed_set.h"

#include <gtest/gtest.h>

#include <set>

#include "quantladder/core/attempt_reason.h"
#include "quantladder/core/generation.h"
#include "quantladder/core/judgement.h"
#include "quantladder/core/memory_source.h"
#include "quantladder/core/server_end.h"
#include "quantladder/core/verdict.h"

namespace quantladder::core {
namespace {

template <class Enum>
class ClosedSetTest : public ::testing::Test {};

using Sets = ::testing::Types<Finish, StartEnd, Why, JudgingMode, SandboxTier, TestStatus, Meter, MemoryKind,
                              MemorySource, EnergyBasis, Verdict, LookOutcome>;
TYPED_TEST_SUITE(ClosedSetTest, Sets);

TYPED_TEST(ClosedSetTest, EveryValueHasOneIdOfItsOwn) {
  std::set<std::string_view> ids;
  int value = 0;
  for (const auto& row : kIds<TypeParam>) {
    EXPECT_EQ(static_cast<int>(row.value), value++) << row.id;
    EXPECT_EQ(parse_id<TypeParam>(row.id), row.value);
    EXPECT_EQ(to_id(row.value), row.id);
    ids.insert(row.id);
  }
  EXPECT_EQ(ids.size(), kIds<TypeParam>.size());
  EXPECT_FALSE(ids.contains(""));
}

TYPED_TEST(ClosedSetTest, AnotherIdIsNone) { EXPECT_EQ(parse_id<TypeParam>("made up"), std::nullopt); }

}  // namespace
}  // namespace quantladder::core
