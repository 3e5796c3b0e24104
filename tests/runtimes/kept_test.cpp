#include "quantladder/runtimes/kept.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "quantladder/core/error.h"
#include "quantladder/runtimes/find.h"
#include "quantladder/sys/files.h"

namespace quantladder::runtimes {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class KeptTest : public testing::Test {
 protected:
  KeptTest() {
    fs::permissions(folder_.path(), static_cast<fs::perms>(0755));
    setenv("QUANTLADDER_CACHE", folder_.path().c_str(), 1);
  }
  ~KeptTest() override { unsetenv("QUANTLADDER_CACHE"); }

  void make(const fs::path& folder) {
    keep(
        folder, [](const fs::path& half) { sys::write_file(half / "made", "warm"); }, [this] { ++starts_; });
  }

  const sys::TempDir folder_;
  const fs::path kept_ = folder_.path() / "runtimes" / "go-1.27";
  int starts_ = 0;
};

TEST_F(KeptTest, LiesInTheCache) { EXPECT_EQ(kept_folder(), folder_.path() / "runtimes"); }

TEST_F(KeptTest, RootKeepsItWhereTheUsersOfItsSandboxesMayGo) {
  if (geteuid() != 0) GTEST_SKIP() << "only root's sandboxes run as another user";
  fs::permissions(folder_.path(), static_cast<fs::perms>(0700));
  EXPECT_EQ(kept_folder(), "/var/cache/quantladder/runtimes");
}

// scripts/test has put Go's packages there, which other caches use as well.
TEST_F(KeptTest, ANamedCacheDoesNotListWhatStandsInForIt) {
  if (geteuid() != 0) GTEST_SKIP() << "only root's sandboxes run as another user";
  fs::permissions(folder_.path(), static_cast<fs::perms>(0700));
  ASSERT_NE(kept_folder(), folder_.path() / "runtimes");
  EXPECT_THAT(list_kept(), IsEmpty());
}

TEST_F(KeptTest, IsMadeOnce) {
  make(kept_);
  make(kept_);
  EXPECT_EQ(starts_, 1);
  EXPECT_EQ(sys::read_file(kept_ / "made"), "warm");
}

TEST_F(KeptTest, CanBeReadByEveryUser) {
  const mode_t before = umask(0077);
  make(kept_);
  umask(before);
  const auto mode = [](const fs::path& path) { return static_cast<int>(fs::status(path).permissions()) & 0007; };
  EXPECT_EQ(mode(kept_), 0005);
  EXPECT_EQ(mode(kept_.parent_path()), 0005);
  EXPECT_EQ(mode(kept_ / "made"), 0004);
}

TEST_F(KeptTest, EveryNewFolderOnTheWayCanBeEntered) {
  const fs::path kept = folder_.path() / "new" / "cache" / "runtimes" / "go-1.27";
  const mode_t before = umask(0077);
  make(kept);
  umask(before);
  EXPECT_EQ(closed_folder(kept), fs::path());
}

TEST_F(KeptTest, AClosedFolderOnTheWayIsNamedWithARemedyAndNothingIsMade) {
  if (geteuid() != 0) GTEST_SKIP() << "only root's sandboxes run as another user";
  fs::permissions(folder_.path(), static_cast<fs::perms>(0700));
  try {
    make(kept_);
    FAIL() << "nothing was thrown";
  } catch (const PlaceError& error) {
    EXPECT_THAT(error.what(), HasSubstr("may not enter " + folder_.path().string()));
    EXPECT_THAT(error.remedy(), HasSubstr("chmod o+rx " + folder_.path().string()));
  }
  EXPECT_EQ(starts_, 0);
}

TEST_F(KeptTest, APlaceThatTakesNoFolderOrNoLockIsNamedWithARemedy) {
  fs::create_directories(folder_.path() / "full" / "go-1.27.lock");
  for (const fs::path& kept : {fs::path("/proc/x/runtimes/go-1.27"), folder_.path() / "full" / "go-1.27"}) {
    try {
      make(kept);
      FAIL() << "nothing was thrown for " << kept;
    } catch (const PlaceError& error) {
      EXPECT_THAT(error.what(), HasSubstr(kept.string()));
      EXPECT_EQ(error.remedy(), "name another cache with QUANTLADDER_CACHE");
    }
  }
}

TEST_F(KeptTest, AFaultLeavesNothing) {
  const auto fail = [](const fs::path& half) {
    sys::write_file(half / "begun", "");
    throw std::runtime_error("no compiler");
  };
  EXPECT_THROW(keep(kept_, fail, [] {}), std::runtime_error);
  EXPECT_FALSE(fs::exists(kept_));
  EXPECT_THAT(list_kept(), IsEmpty());
}

TEST_F(KeptTest, WhatAKilledProcessBeganIsALeftoverAndIsMadeAgain) {
  fs::create_directories(kept_.string() + ".half");
  sys::write_file(fs::path(kept_.string() + ".half") / "begun", "x");
  ASSERT_THAT(list_kept(), SizeIs(1));
  EXPECT_TRUE(list_kept()[0].is_leftover);
  make(kept_);
  ASSERT_THAT(list_kept(), SizeIs(1));
  EXPECT_FALSE(list_kept()[0].is_leftover);
  EXPECT_FALSE(fs::exists(kept_ / "begun"));
}

TEST_F(KeptTest, IsListedWithItsSizeAndRemoved) {
  make(kept_);
  const auto entries = list_kept();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].folder, kept_);
  EXPECT_EQ(entries[0].bytes, 4U);
  EXPECT_TRUE(remove_kept(entries[0]));
  EXPECT_FALSE(fs::exists(kept_));
}

TEST_F(KeptTest, WhatIsBeingMadeIsNotRemoved) {
  make(kept_);
  const auto lock = sys::FileLock::acquire(kept_.string() + ".lock");
  EXPECT_FALSE(remove_kept(list_kept().at(0)));
  EXPECT_TRUE(fs::exists(kept_));
}

TEST_F(KeptTest, WhatIsInUseIsNotRemovedAndMayBeUsedByOthers) {
  make(kept_);
  std::optional<InUse> first = use(kept_);
  std::optional<InUse> second = use(kept_);
  ASSERT_TRUE(first && second);
  first.reset();
  EXPECT_FALSE(remove_kept(list_kept().at(0)));
  EXPECT_TRUE(fs::exists(kept_ / "made"));
  second.reset();
  EXPECT_TRUE(remove_kept(list_kept().at(0)));
  EXPECT_FALSE(use(kept_));
}

TEST_F(KeptTest, WhatWasMadeIsInUseAtOnce) {
  const InUse in_use = keep(
      kept_, [](const fs::path&) {}, [] {});
  EXPECT_FALSE(remove_kept(list_kept().at(0)));
}

class WarmCacheTest : public KeptTest {
 protected:
  fs::path compiler(const std::string& script) const {
    const fs::path path = folder_.path() / "compiler";
    sys::write_file(path, "#!/bin/sh\n" + script + "\n");
    fs::permissions(path, static_cast<fs::perms>(0755));
    return path;
  }

  const RuntimeRow row_{.name = "go",
                        .title = "Go",
                        .program = "go",
                        .env = {{"GOPROXY", "off"}},
                        .cache = WarmCache{"GOCACHE", "warm.go", "package main\n", {"build", "{file}"}}};
};

TEST_F(WarmCacheTest, IsFilledWithTheVariablesOfTheRowAndNoOthers) {
  setenv("GOFLAGS", "-race", 1);
  fill_cache(row_, compiler("cat \"$2\" > $GOCACHE/built; echo $1 $GOPROXY $GOFLAGS >> $GOCACHE/built"),
             folder_.path());
  unsetenv("GOFLAGS");
  EXPECT_EQ(sys::read_file(folder_.path() / "built"), "package main\nbuild off\n");
}

TEST_F(WarmCacheTest, ACompilerThatFailsIsNamedWithItsWords) {
  try {
    fill_cache(row_, compiler("echo no such package >&2; exit 2"), folder_.path());
    FAIL() << "nothing was thrown";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("compiles nothing for the cache of Go (no such package)"));
  }
}

TEST_F(WarmCacheTest, OfAnotherVersionProgramOrRowIsAnother) {
  const fs::path one = cache_of(row_, "/a/go", "1.27.3");
  EXPECT_EQ(one, cache_of(row_, "/a/go", "1.27.3"));
  EXPECT_NE(one, cache_of(row_, "/a/go", "1.27.4"));
  EXPECT_NE(one, cache_of(row_, "/b/go", "1.27.3"));
  RuntimeRow other = row_;
  other.env = {{"GOPROXY", "direct"}};
  EXPECT_NE(one, cache_of(other, "/a/go", "1.27.3"));
}

}  // namespace
}  // namespace quantladder::runtimes
