#include "quantladder/core/outcome.h"

#include <gtest/gtest.h>

#include <set>

namespace quantladder::core {
namespace {

TEST(Outcome, TheTableIsInTheOrderOfTheEnum) {
  const auto& table = all_outcomes();
  for (std::size_t i = 0; i < table.size(); ++i) EXPECT_EQ(static_cast<std::size_t>(table[i].outcome), i);
}

TEST(Outcome, EveryIdReadsBackAsItself) {
  std::set<std::string_view> ids;
  for (const auto& row : all_outcomes()) {
    EXPECT_EQ(parse_outcome(row.id), row.outcome);
    ids.insert(row.id);
  }
  EXPECT_EQ(ids.size(), all_outcomes().size());
  EXPECT_EQ(parse_outcome("passed"), std::nullopt);
}

TEST(Outcome, FaultsOfServerSandboxAndArmAreNotScored) {
  for (const auto& row : all_outcomes()) {
    const bool models_doing = row.group == OutcomeGroup::pass || row.group == OutcomeGroup::fail ||
                              row.group == OutcomeGroup::error || row.group == OutcomeGroup::no_answer ||
                              row.group == OutcomeGroup::truncated;
    EXPECT_EQ(row.scored, models_doing) << row.id;
  }
}

}  // namespace
}  // namespace quantladder::core
