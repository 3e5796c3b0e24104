#include "quantladder/sys/files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>
#include <vector>

#include "quantladder/core/error.h"
#include "quantladder/sys/process.h"

namespace quantladder::sys {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string message_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const core::Error& error) {
    return error.what();
  }
  return "no error";
}

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(ReadFile, NamesAMissingFile) {
  EXPECT_THAT(message_of([] { read_file("/no/such/file"); }), HasSubstr("/no/such/file"));
  EXPECT_FALSE(read_file_if_exists("/no/such/file"));
}

TEST(ReadFile, ReadsFilesOfProcThatHaveNoSize) { EXPECT_THAT(read_file("/proc/self/status"), HasSubstr("Pid:")); }

TEST(ReplaceFile, MakesFoldersAndKeepsEveryByte) {
  const TempDir dir;
  const fs::path path = dir.path() / "a/b/c";
  const std::string content("one\0two\n", 8);
  replace_file(path, content);
  EXPECT_EQ(read_file(path), content);
  replace_file(path, "new");
  EXPECT_EQ(read_file(path), "new");
  EXPECT_EQ(entries(path.parent_path()), 1u) << "a temporary file was left";
}

TEST(ReplaceFile, TakesAFilePieceByPiece) {
  const TempDir dir;
  const fs::path path = dir.path() / "f";
  const std::string large(70000, 'x');
  replace_file(path, [&](const Append& append) {
    append("one\n");
    append(large);
    append("two\n");
  });
  EXPECT_EQ(read_file(path), "one\n" + large + "two\n");
}

TEST(ReplaceFile, KeepsTheOldFileWhenItsFillingFails) {
  const TempDir dir;
  const fs::path path = dir.path() / "f";
  replace_file(path, "old");
  const auto broken = [](const Append& append) {
    append(std::string(100000, 'x'));
    throw core::Error(core::ErrorKind::environment, "a record is damaged");
  };
  EXPECT_THAT(message_of([&] { replace_file(path, broken); }), HasSubstr("a record is damaged"));
  EXPECT_EQ(read_file(path), "old");
  EXPECT_EQ(entries(dir.path()), 1u) << "a temporary file was left";
}

TEST(WhyNotWritable, MakesTheFolderAndLeavesNothingInIt) {
  const TempDir dir;
  EXPECT_EQ(why_not_writable(dir.path() / "new" / "f"), "");
  EXPECT_EQ(entries(dir.path() / "new"), 0u);
  write_file(dir.path() / "file", "");
  EXPECT_THAT(why_not_writable(dir.path() / "file" / "f"), HasSubstr("file"));
  EXPECT_THAT(why_not_writable("/proc/f"), HasSubstr("/proc/f: cannot be written"));
}

TEST(CreateFile, NeverOverwrites) {
  const TempDir dir;
  const fs::path path = dir.path() / "record.json";
  EXPECT_TRUE(create_file(path, "first"));
  EXPECT_FALSE(create_file(path, "second"));
  EXPECT_EQ(read_file(path), "first");
  EXPECT_EQ(entries(dir.path()), 1u);
}

TEST(CreateFile, DoesNotFollowADanglingLink) {
  const TempDir dir;
  fs::create_symlink(dir.path() / "elsewhere", dir.path() / "record.json");
  EXPECT_FALSE(create_file(dir.path() / "record.json", "x"));
  EXPECT_FALSE(fs::exists(dir.path() / "elsewhere"));
}

TEST(CreateFile, LetsExactlyOneOfManyWritersWin) {
  const TempDir dir;
  for (int round = 0; round < 20; ++round) {
    const fs::path path = dir.path() / std::to_string(round);
    std::atomic<int> winners{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&, i] { winners += create_file(path, std::to_string(i)) ? 1 : 0; });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(winners, 1);
  }
  EXPECT_EQ(entries(dir.path()), 20u);
}

TEST(WriteFile, CallsAFullDiskByItsName) {
  EXPECT_THAT(message_of([] { write_file("/dev/full", "x"); }), HasSubstr("disk full"));
}

// A file system of 64 KiB, where this user may mount one.
RunResult on_a_tiny_disk(const fs::path& folder, const std::string& mode) {
  const std::string script =
      "mount -t tmpfs -o size=64k none \"$1\" || exit 77; \"$2\" \"$3\" \"$1/record\"; echo \"code $?\"; ls -A \"$1\"";
  return run_program({"unshare", "-Urm", "sh", "-c", script, "sh", folder.string(), QUANTLADDER_BIG_WRITER, mode},
                     std::chrono::seconds(20));
}

TEST(FullDisk, LeavesNeitherAHalfFileNorATemporaryOne) {
  if (!find_program("unshare"))
    GTEST_SKIP() << "a tiny disk is mounted in a namespace of its own, which takes the program unshare";
  for (const char* mode : {"create", "replace"}) {
    const TempDir dir;
    const RunResult result = on_a_tiny_disk(dir.path(), mode);
    if (result.status.code == 77 || result.out.empty())
      GTEST_SKIP() << "this user may not mount a tiny disk to fill: " << result.err;
    EXPECT_EQ(result.out, "code 3\n") << mode;
    EXPECT_THAT(result.err, HasSubstr("record: cannot be written: disk full")) << mode;
  }
}

TEST(FileLock, IsHeldByOneAtATime) {
  const TempDir dir;
  const fs::path path = dir.path() / "sub/lock";
  {
    const auto first = FileLock::acquire(path);
    ASSERT_TRUE(first);
    EXPECT_FALSE(FileLock::acquire(path));
  }
  EXPECT_TRUE(FileLock::acquire(path));
}

TEST(FileLock, IsWaitedForUntilItIsFreeOrTheWaitIsStopped) {
  const TempDir dir;
  const fs::path path = dir.path() / "lock";
  auto first = FileLock::acquire(path);
  int told = 0;
  std::stop_source stop;
  EXPECT_FALSE(FileLock::wait_for(path, stop.get_token(), [&] {
    ++told;
    stop.request_stop();
  }));
  EXPECT_TRUE(FileLock::wait_for(path, {}, [&] {
    ++told;
    first.reset();
  }));
  EXPECT_EQ(told, 2);
  EXPECT_TRUE(FileLock::wait_for(path, {}, [] { FAIL() << "nobody holds it"; }));
}

TEST(FileLock, MovesWithItsOwner) {
  const TempDir dir;
  auto first = FileLock::acquire(dir.path() / "lock");
  ASSERT_TRUE(first);
  const FileLock owner(std::move(*first));
  first.reset();
  EXPECT_FALSE(FileLock::acquire(dir.path() / "lock"));
}

TEST(TempDir, VanishesWithItsContent) {
  fs::path path;
  {
    const TempDir dir("quantladder-test");
    path = dir.path();
    write_file(path / "a/b", "x");
    EXPECT_TRUE(fs::is_directory(path));
    EXPECT_EQ(fs::status(path).permissions() & fs::perms::all, fs::perms::owner_all);
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(Sha256, MatchesTheStandardsExamples) {
  // FIPS 180-2, appendix B.1, and the empty message.
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, OfAFileIsThatOfItsContent) {
  const TempDir dir;
  const std::string content(3'000'000, 'x');  // more than one block
  write_file(dir.path() / "f", content);
  EXPECT_EQ(sha256_file(dir.path() / "f"), sha256_hex(content));
  EXPECT_THAT(message_of([&] { sha256_file(dir.path() / "none"); }), HasSubstr("none"));
}

TEST(UtcNow, IsIso8601WithMilliseconds) {
  EXPECT_THAT(utc_now(), testing::MatchesRegex("....-..-..T..:..:..\\....Z"));
  EXPECT_EQ(utc_now().substr(0, 2), "20");
}

TEST(ExpandPath, KnowsHomeAndVariables) {
  setenv("QL_TEST_DIR", "/data", 1);
  const std::string home = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "";
  setenv("HOME", "/home/me", 1);
  EXPECT_EQ(expand_path("~/m.gguf"), "/home/me/m.gguf");
  EXPECT_EQ(expand_path("~"), "/home/me");
  EXPECT_EQ(expand_path("${QL_TEST_DIR}/a/${QL_TEST_DIR}"), "/data/a//data");
  EXPECT_EQ(expand_path("a~b/$c/${open"), "a~b/$c/${open");
  setenv("HOME", home.c_str(), 1);
}

TEST(ExpandPath, NamesAnUnsetVariable) {
  unsetenv("QL_TEST_UNSET");
  try {
    expand_path("${QL_TEST_UNSET}/m.gguf");
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("QL_TEST_UNSET"));
  }
}

TEST(FreeBytes, AsksTheNearestFolderThatExists) {
  EXPECT_GT(free_bytes("/"), 0u);
  EXPECT_EQ(fs::exists("/no"), false);
  EXPECT_GT(free_bytes("/no/such/folder"), 0u);
}

}  // namespace
}  // namespace quantladder::sys
