#include "quantladder/core/outcome.h"

#include <gtest/gtest.h>

#include <set>

namespace quantladder::core {
namespace {

TEST(Outcome, TheTableIsInTheOrderOfTheEnum) {
  const auto& table = kIds<Outcome>;
  for (std::size_t i = 0; i < table.size(); ++i) EXPECT_EQ(static_cast<std::size_t>(table[i].value), i);
}

TEST(Outcome, EveryIdReadsBackAsItself) {
  std::set<std::string_view> ids;
  for (const auto& row : kIds<Outcome>) {
    EXPECT_EQ(parse_id<Outcome>(row.id), row.value);
    ids.insert(row.id);
  }
  EXPECT_EQ(ids.size(), kIds<Outcome>.size());
  EXPECT_EQ(parse_id<Outcome>("passed"), std::nullopt);
}

TEST(Outcome, FaultsOfServerSandboxAndArmAreNotScored) {
  for (const auto& row : kIds<Outcome>) {
    const bool infrastructure = row.id.starts_with("infrastructure.");
    const bool voided = row.id.starts_with("void.");
    const bool other =
        row.id == "invalid_arm" || row.id == "not_measurable" || row.id == "not_run" || row.id == "measured";
    EXPECT_EQ(is_scored(row.value), !infrastructure && !voided && !other) << row.id;
    EXPECT_EQ(is_infrastructure(row.value), infrastructure) << row.id;
    EXPECT_EQ(is_void(row.value), voided) << row.id;
  }
}

}  // namespace
}  // namespace quantladder::core
