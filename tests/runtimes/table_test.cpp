#include "quantladder/runtimes/table.h"

#include <gmock/gmock.h>

#include <set>

#include "quantladder/runtimes/version.h"

namespace quantladder::runtimes {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Runtimes, EachRowHasANameOfItsOwnAProofAndARemedy) {
  std::set<std::string> names;
  for (const RuntimeRow& row : table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.proof.empty()) << row.name;
    EXPECT_NE(row.install.empty(), !row.is_python_package()) << row.name;
  }
}

TEST(Runtimes, AnUnknownNameIsToldTheNearestOne) {
  EXPECT_EQ(find_row("gawkk"), nullptr);
  EXPECT_THAT(complain_of("gawkk"), AllOf(HasSubstr("\"gawkk\""), HasSubstr("is \"gawk\" meant?")));
}

TEST(Runtimes, ANameNearNoneIsToldWhichThereAre) { EXPECT_THAT(complain_of("haskell"), HasSubstr("bash, coreutils")); }

TEST(Version, IsTheFirstNumberWithADot) {
  EXPECT_EQ(version_in("go version go1.27.3 linux/amd64"), "1.27.3");
  EXPECT_EQ(version_in("5.2.15(1)-release"), "5.2.15");
  EXPECT_EQ(version_in("sort (GNU coreutils) 9.1"), "9.1");
  EXPECT_EQ(version_in("version 7 of 2.5."), "2.5");
  EXPECT_EQ(version_in("no number"), "");
}

TEST(Version, IsComparedNumberByNumber) {
  EXPECT_TRUE(is_older("1.9", "1.22"));
  EXPECT_TRUE(is_older("1.22", "1.22.1"));
  EXPECT_FALSE(is_older("1.22.0", "1.22"));
  EXPECT_FALSE(is_older("2.0", "1.99"));
  EXPECT_TRUE(is_older("", "0.1"));
}

TEST(Version, IsNamedByItsFirstTwoParts) {
  EXPECT_EQ(minor_version("3.11.2"), "3.11");
  EXPECT_EQ(minor_version("9.1"), "9.1");
}

}  // namespace
}  // namespace quantladder::runtimes
