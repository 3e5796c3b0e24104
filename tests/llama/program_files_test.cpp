#include "llama/program_files.h"

#include <gmock/gmock.h>

#include "quantladder/llama/server.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using namespace std::string_literals;

const std::string kTable = "ELF\0q8_0\0q4_K\0q2_0\0TYPE_Q4_0_4_4 REMOVED, use another\0xiq4_ks_r4\0"s;

class ProgramFiles : public ::testing::Test {
 protected:
  fs::path add(const std::string& path, const std::string& content) {
    const fs::path file = folder_.path() / path;
    fs::create_directories(file.parent_path());
    sys::write_file(file, content);
    return file;
  }

  sys::TempDir folder_;
};

TEST_F(ProgramFiles, TypesThatTheTableDoesNotNameAreLacking) {
  const auto program = add("bin/llama-server", kTable);
  EXPECT_THAT(find_lacking_types(program, {"Q8_0", "Q4_K", "Q2_0", "IQ4_KS", "Q4_0_4_4"}),
              ElementsAre("IQ4_KS", "Q4_0_4_4"));
  EXPECT_THAT(find_lacking_types(program, {}), IsEmpty());
}

TEST_F(ProgramFiles, TheTableMayBeInALibraryBesideTheProgram) {
  const auto program = add("bin/llama-server", "small");
  EXPECT_THAT(find_lacking_types(program, {"IQ4_KS"}), IsEmpty()) << "a program without the table tells nothing";
  add("bin/libggml-base.so.0", kTable);
  add("bin/libggml-cuda.so", "iq4_ks\0"s);
  EXPECT_THAT(find_lacking_types(program, {"Q2_0", "IQ4_KS"}), ElementsAre("IQ4_KS"));
}

TEST_F(ProgramFiles, ALinkLeadsToTheLibraries) {
  const auto program = add("opt/bin/llama-server", "small");
  add("opt/lib/libggml-base.so", kTable);
  fs::create_directory(folder_.path() / "bin");
  fs::create_symlink(program, folder_.path() / "bin/llama-server");
  EXPECT_THAT(find_lacking_types(folder_.path() / "bin/llama-server", {"IQ4_KS"}), ElementsAre("IQ4_KS"));
}

TEST_F(ProgramFiles, AnotherLibraryMakesAnotherHash) {
  const auto program = add("bin/llama-server", "small");
  add("bin/libother.so", "of somebody else");
  const std::string alone = program_sha256(program);
  EXPECT_EQ(alone, sys::sha256_file(program));
  const auto library = add("lib/libllama.so.0.1", "one");
  fs::create_symlink("libllama.so.0.1", folder_.path() / "lib/libllama.so");
  EXPECT_THAT(own_libraries(program), ElementsAre(fs::canonical(library)));
  const std::string with_library = program_sha256(program);
  EXPECT_NE(with_library, alone);
  sys::write_file(library, "two");
  EXPECT_NE(program_sha256(program), with_library);
}

TEST_F(ProgramFiles, NothingIsSaidOfAnEndpointOrAProgramThatIsNotThere) {
  core::Model model;
  model.server.binary = add("llama-server", kTable).string();
  fs::permissions(model.server.binary, fs::perms::owner_all);
  EXPECT_THAT(types_lacked_by_program(model, {"IQ4_KS"}), ElementsAre("IQ4_KS"));
  model.endpoint = "http://elsewhere";
  EXPECT_THAT(types_lacked_by_program(model, {"IQ4_KS"}), IsEmpty());
  model.endpoint.clear();
  model.server.binary = (folder_.path() / "none").string();
  EXPECT_THAT(types_lacked_by_program(model, {"IQ4_KS"}), IsEmpty());
}

}  // namespace
}  // namespace quantladder::llama
