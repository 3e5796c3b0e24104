#include "quantladder/runtimes/find.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>

#include "quantladder/sys/files.h"

namespace quantladder::runtimes {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A machine of made-up folders: only what a test puts on PATH is found.
class FindTest : public testing::Test {
 protected:
  FindTest() : path_(std::getenv("PATH")), home_(std::getenv("HOME")) {
    set_mode(folder_.path(), 0755);
    setenv("HOME", (folder_.path() / "home").c_str(), 1);
    fs::create_directory(folder_.path() / "home");
  }
  ~FindTest() override {
    setenv("PATH", path_.c_str(), 1);
    setenv("HOME", home_.c_str(), 1);
  }

  static void set_mode(const fs::path& path, int mode) { fs::permissions(path, static_cast<fs::perms>(mode)); }
  fs::path folder(const std::string& name) const { return fs::canonical(folder_.path()) / name; }
  fs::path program(const std::string& name, const std::string& script = "exit 0") const {
    const fs::path path = folder(name);
    fs::create_directories(path.parent_path());
    sys::write_file(path, "#!/bin/sh\n" + script + "\n");
    set_mode(path, 0755);
    return path;
  }
  void search(const std::string& folders) const { setenv("PATH", folders.c_str(), 1); }

  const sys::TempDir folder_;
  const std::string path_;
  const std::string home_;
  const RuntimeRow plain_{.name = "awk", .title = "awk", .program = "awk"};
  const RuntimeRow described_{.name = "go", .title = "Go", .program = "go", .describe = {"env", "GOROOT"}};
};

TEST_F(FindTest, APlaceWithoutTheProgramHasNone) {
  search(folder("home").string());
  EXPECT_THAT(find_candidates(plain_), IsEmpty());
}

TEST_F(FindTest, AProgramOfTheSystemNeedsNoFolder) {
  search("/usr/bin:/bin");
  const RuntimeRow row{.name = "bash", .title = "bash", .program = "bash"};
  const auto found = find_candidates(row);
  ASSERT_THAT(found, SizeIs(1));  // /bin is the same folder, or holds a link to it
  EXPECT_EQ(found[0].program, fs::canonical("/usr/bin/bash"));
  EXPECT_THAT(found[0].folders, IsEmpty());
}

TEST_F(FindTest, PathIsFollowedInItsOrderAndLinksToWhereTheyLead) {
  const fs::path first = program("first/awk");
  const fs::path second = program("second/awk");
  fs::create_directory(folder("links"));
  fs::create_symlink(first, folder("links/awk"));
  search(folder("links").string() + ":" + folder("first").string() + ":" + folder("second").string());
  const auto found = find_candidates(plain_);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].program, first);
  EXPECT_THAT(found[0].folders, ElementsAre(first.parent_path()));
  EXPECT_EQ(found[1].program, second);
}

TEST_F(FindTest, AShimIsSeenThrough) {
  const fs::path real = program("sdk/bin/go");
  program("home/shims/go", fmt::format("echo {}", folder("sdk").string()));
  search(folder("home/shims").string());
  const auto found = find_candidates(described_);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].problem, "");
  EXPECT_EQ(found[0].program, real);
  EXPECT_THAT(found[0].folders, ElementsAre(folder("sdk")));
}

TEST_F(FindTest, AProgramBehindTwoShimsIsFoundOnce) {
  program("sdk/bin/go");
  program("a/go", fmt::format("echo {}", folder("sdk").string()));
  program("b/go", fmt::format("echo {} # another", folder("sdk").string()));
  search(folder("a").string() + ":" + folder("b").string());
  EXPECT_THAT(find_candidates(described_), SizeIs(1));
}

TEST_F(FindTest, AShimThatFailsIsNamedWithItsWords) {
  const fs::path shim = program("home/shims/go", "echo no version is chosen >&2; exit 1");
  search(shim.parent_path().string());
  const auto found = find_candidates(described_);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].program, shim);
  EXPECT_THAT(found[0].problem, HasSubstr("no version is chosen"));
}

TEST_F(FindTest, AHomeWithoutTheProgramIsNamed) {
  fs::create_directory(folder("sdk"));
  program("a/go", fmt::format("echo {}", folder("sdk").string()));
  search(folder("a").string());
  const auto found = find_candidates(described_);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].problem, HasSubstr("sdk/bin/go"));
}

TEST_F(FindTest, WhatOtherUsersCannotEnterIsNamedToRoot) {
  if (geteuid() != 0) GTEST_SKIP() << "only root's sandboxes run as another user";
  program("home/sdk/bin/go");
  const fs::path shim = program("shims/go", fmt::format("echo {}", folder("home/sdk").string()));
  set_mode(folder("home"), 0700);
  search(shim.parent_path().string());
  const auto found = find_candidates(described_);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].problem, HasSubstr(folder("home").string() + ": install it outside"));
}

TEST_F(FindTest, AFolderThatHoldsAHomeIsNeverShown) {
  program("home/awk");
  search(folder("home").string());
  const auto found = find_candidates(plain_);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].problem, HasSubstr("holds more than it"));
}

}  // namespace
}  // namespace quantladder::runtimes
