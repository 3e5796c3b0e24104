// Prompt, reply and answer of an attempt, as files that people read.
#include <gmock/gmock.h>

#include <sys/stat.h>

#include "store/run_folder.h"

namespace quantladder::store {
namespace {

namespace fs = std::filesystem;

TEST_F(RunFolder, ArtifactsHoldPromptReplyAndAnswer) {
  core::Record record = record_of("a", "L1", 1);
  record.answered().generation.emplace();
  record.answered().generation->text = "the reply";
  store.write_artifacts(record, "the prompt", {.files = {{"pkg/core.py", "x = 1\n"}}});
  const fs::path folder = store.folder() / "a" / "artifacts" / "ladder" / "iter_01.L1.a1";
  EXPECT_EQ(sys::read_file(folder / "prompt.md"), "the prompt");
  EXPECT_EQ(sys::read_file(folder / "reply.md"), "the reply");
  EXPECT_EQ(sys::read_file(folder / "answer" / "pkg" / "core.py"), "x = 1\n");
}

TEST_F(RunFolder, AFileThatWouldHaveToBeAFolderToIsLeftOutOfTheArtifacts) {
  store.write_artifacts(record_of("a", "L1", 1), "p", {.files = {{"core.py", "x\n"}, {"core.py/more.py", "y\n"}}});
  EXPECT_EQ(sys::read_file(store.folder() / "a/artifacts/ladder/iter_01.L1.a1/answer/core.py"), "x\n");
}

TEST_F(RunFolder, ArtifactsAreReadBack) {
  const core::Record record = record_of("a", "L1", 1);
  store.write_artifacts(record, "the prompt", {.files = {{"pkg/core.py", "x = 1\n"}, {"a.py", ""}}});
  const Artifacts kept = store.artifacts(record);
  EXPECT_EQ(kept.prompt, "the prompt");
  ASSERT_EQ(kept.answer.size(), 2u);
  EXPECT_EQ(kept.answer[0].path, "a.py");
  EXPECT_EQ(kept.answer[1].path, "pkg/core.py");
  EXPECT_EQ(kept.answer[1].content, "x = 1\n");
  EXPECT_TRUE(kept.left_out.empty());
}

TEST_F(RunFolder, AnAttemptWithoutArtifactsHasNone) {
  const Artifacts kept = store.artifacts(record_of("a", "L1", 1));
  EXPECT_EQ(kept.prompt, "");
  EXPECT_TRUE(kept.answer.empty());
  EXPECT_TRUE(kept.left_out.empty());
}

TEST_F(RunFolder, OfAnAnswerOnlyRegularFilesOfABoundedSizeAreRead) {
  const core::Record record = record_of("a", "L1", 1);
  sys::write_file(temp.path() / "secret", "of somebody else");
  fs::create_directory(temp.path() / "home");
  sys::write_file(temp.path() / "home" / "key", "of somebody else");
  store.write_artifacts(record, "p", {.files = {{"core.py", "x"}, {"large.py", std::string((1 << 20) + 1, 'x')}}});
  const fs::path answer = store.folder() / "a/artifacts/ladder/iter_01.L1.a1/answer";
  fs::create_symlink(temp.path() / "secret", answer / "link.py");
  fs::create_directory_symlink(temp.path() / "home", answer / "folder");
  ASSERT_EQ(mkfifo((answer / "pipe.py").c_str(), 0600), 0);

  const Artifacts kept = store.artifacts(record);
  ASSERT_EQ(kept.answer.size(), 1u);
  EXPECT_EQ(kept.answer[0].path, "core.py");
  EXPECT_THAT(kept.left_out, ::testing::ElementsAre("folder: is a link", "large.py: is larger than 1024 KiB",
                                                    "link.py: is a link", "pipe.py: is no regular file"));
}

TEST_F(RunFolder, AnAnswerThatIsALinkAsAWholeIsNotFollowed) {
  const core::Record record = record_of("a", "L1", 1);
  store.write_artifacts(record, "p", {});
  sys::write_file(temp.path() / "home" / "key", "of somebody else");
  fs::create_directory_symlink(temp.path() / "home", store.folder() / "a/artifacts/ladder/iter_01.L1.a1/answer");
  EXPECT_TRUE(store.artifacts(record).answer.empty());
}

TEST_F(RunFolder, AnAnswerOfManyFilesIsCutAndSaysSo) {
  core::Answer answer;
  for (int i = 0; i < 1001; ++i) answer.files.push_back({"f" + std::to_string(i) + ".py", "x"});
  const core::Record record = record_of("a", "L1", 1);
  store.write_artifacts(record, "p", answer);
  const Artifacts kept = store.artifacts(record);
  EXPECT_EQ(kept.answer.size(), 1000u);
  EXPECT_THAT(kept.left_out, ::testing::ElementsAre("more than 1000 files"));
}

}  // namespace
}  // namespace quantladder::store
