// Control groups by themselves, and the memory of a process tree where there are none.
#include "judge/sandbox/cgroup.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <vector>

#include "judge/sandbox/tree_memory.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"
#include "support/machine.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;

TEST(SweepCgroups, RemovesThoseOfProcessesThatAreGone) {
  const sys::TempDir root;  // plain folders will do
  const fs::path gone = root.path() / "quantladder-999999999-1";
  const fs::path living = root.path() / ("quantladder-" + std::to_string(getpid()) + "-1");
  for (const fs::path& folder : {gone, living, root.path() / "other-999999999-1"}) fs::create_directory(folder);
  sweep_cgroups(root.path());
  EXPECT_FALSE(fs::exists(gone));
  EXPECT_TRUE(fs::exists(living));
  EXPECT_TRUE(fs::exists(root.path() / "other-999999999-1"));
}

TEST(CgroupTest, EndsAndCountsWhatIsInIt) {
  const CgroupRoots roots = find_cgroup_roots();
  if (roots.version == 0) {
    ASSERT_FALSE(test::allows_memory_groups());
    GTEST_SKIP() << "this user may write no control group, so there is none to make one in";
  }
  EXPECT_TRUE(takes_processes(roots));
  const Cgroup group(roots, "quantladder-" + std::to_string(getpid()) + "-test", 64 << 20, 8);
  sys::SpawnOptions options;
  options.argv = {"sleep", "1000"};
  options.join_cgroups = group.procs_fds();
  sys::Process process = sys::Process::spawn(options);
  EXPECT_FALSE(group.killed_for_memory());
  if (roots.version == 2 || !roots.cpuacct.empty()) {
    EXPECT_TRUE(group.cpu_time());
  }
  group.kill();
  if (roots.version == 2 || !roots.kill.empty()) {
    const auto status = process.wait_for(std::chrono::seconds(20));
    EXPECT_TRUE(status && status->signal == SIGKILL);
  }
  process.kill_group();
}

TEST(CgroupTest, KnowsAFolderThatTakesNoProcess) {
  EXPECT_FALSE(takes_processes({}));
  const sys::TempDir folder;  // of no control group file system
  EXPECT_FALSE(takes_processes({2, folder.path(), {}, {}, {}}));
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(TreeBytes, CountsWhatAProcessWroteTo) {
  const std::uint64_t before = tree_bytes(getpid());
  const std::vector<char> block(32 << 20, 'x');
  EXPECT_GT(tree_bytes(getpid()), before + (30 << 20));
  EXPECT_EQ(block.back(), 'x');
  EXPECT_EQ(tree_bytes(999999999), 0u);
}
}  // namespace
}  // namespace quantladder::judge
