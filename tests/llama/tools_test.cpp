#include "quantladder/llama/tools.h"

#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Tools : public ::testing::Test {
 protected:
  // A program that answers any question with `words`.
  std::string add_program(const std::string& path, const std::string& words = "version: 1 (build 2)") {
    const fs::path file = folder_.path() / path;
    fs::create_directories(file.parent_path());
    sys::write_file(file, "#!/bin/sh\necho '" + words + "'\n");
    fs::permissions(file, fs::perms::owner_all);
    return file.string();
  }

  sys::TempDir folder_;
  core::ServerSettings server_;
};

TEST_F(Tools, EachHasItsRow) {
  for (const auto& row : tools()) EXPECT_STREQ(program_of(row.tool), row.program);
}

TEST_F(Tools, AreLookedForBesideTheServer) {
  server_.binary = add_program("a/llama-server");
  const auto bench = add_program("a/llama-bench");
  EXPECT_EQ(find_tool(Tool::bench, server_), bench);
}

TEST_F(Tools, AreLookedForWhereALinkToTheServerLeads) {
  const auto server = add_program("a/llama-server");
  const auto bench = add_program("a/llama-bench");
  fs::create_directory(folder_.path() / "bin");
  server_.binary = (folder_.path() / "bin/llama-server").string();
  fs::create_symlink(server, server_.binary);
  EXPECT_EQ(find_tool(Tool::bench, server_), bench);
}

TEST_F(Tools, OfAConfiguredFolderCountBeforeThoseBesideTheServer) {
  server_.binary = add_program("a/llama-server");
  add_program("a/llama-bench");
  const auto bench = add_program("b/llama-bench");
  server_.tools = (folder_.path() / "b").string();
  EXPECT_EQ(find_tool(Tool::bench, server_), bench);
}

TEST_F(Tools, NoOtherProgramTakesThePlaceOfAConfiguredOne) {
  server_.binary = add_program("a/llama-server");
  add_program("a/llama-imatrix");
  server_.tools = (folder_.path() / "empty").string();
  EXPECT_EQ(find_tool(Tool::imatrix, server_), std::nullopt);
  try {
    inspect_tool(Tool::imatrix, server_);
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    EXPECT_THAT(error.what(), HasSubstr("llama-imatrix"));
    EXPECT_THAT(error.what(), HasSubstr("correct server.tools"));
  }
}

TEST_F(Tools, TellTheirVersionAndAreHashed) {
  server_.binary = add_program("a/llama-server");
  const auto bench = add_program("a/llama-bench", "version: 0.6.0 (build 7, commit abc)");
  const auto facts = inspect_tool(Tool::bench, server_);
  EXPECT_EQ(facts.path, bench);
  EXPECT_EQ(facts.version, "version: 0.6.0 (build 7, commit abc)");
  EXPECT_EQ(facts.sha256, sys::sha256_file(bench));
}

TEST_F(Tools, OldOnesNeedNotTellTheirVersion) {
  server_.binary = add_program("a/llama-server");
  add_program("a/llama-bench", "error: invalid parameter for argument: --version");
  EXPECT_EQ(inspect_tool(Tool::bench, server_).version, "");
}

}  // namespace
}  // namespace quantladder::llama
