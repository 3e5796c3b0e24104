#include "quantladder/llama/imatrix_tool.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

class ImatrixTool : public ::testing::Test {
 protected:
  ImatrixTool() {
    model_.file = "/m/a.gguf";
    model_.server.tools = folder_.path().string();
    model_.server.gpu_layers = 7;
    model_.server.threads = 3;
    sys::write_file(job_.text_file, "text");
  }
  // The program lists some of its options, and does `body` otherwise.
  ImatrixRun run(const std::string& body, std::stop_token stop = {}) {
    write(body);
    return run_imatrix(model_, job_, target_, {stop, [this](int done, int all) { chunks_.emplace_back(done, all); }});
  }
  void write(const std::string& body) {
    const fs::path file = folder_.path() / "llama-imatrix";
    sys::write_file(file,
                    "#!/bin/sh\ncase $1 in --help) printf '%s\\n' '-ngl N' '-t N' '--parse-special'; exit;;\n"
                    "--version) echo 'version: 1'; exit;; esac\n" +
                        body + "\n");
    fs::permissions(file, fs::perms::owner_all);
  }
  sys::TempDir folder_;
  core::Model model_;
  PerplexityJob job_{.text_file = folder_.path() / "texts/notes.txt", .ctx = 64, .chunks = 3};
  std::string target_ = folder_.path() / "out.gguf";
  std::vector<std::pair<int, int>> chunks_;
};

TEST_F(ImatrixTool, IsToldTheModelsSettingsAndTheTextsNameInItsOwnFolder) {
  const ImatrixRun made = run("pwd > \"$6\"; echo \"$@\" >> \"$6\"");
  EXPECT_EQ(made.fault, "");
  EXPECT_EQ(sys::read_file(target_), (folder_.path() / "texts").string() + "\n-m /m/a.gguf -f notes.txt -o " + target_ +
                                         " -c 64 -b 64 --chunks 3 --parse-special -ngl 7 -t 3\n");
}

TEST_F(ImatrixTool, TheUsersCommandNamesTheWholePathAndWhatDecidesNone) {
  write("");
  EXPECT_THAT(imatrix_command(model_, job_, "imatrix.gguf"),
              ElementsAre("llama-imatrix", "-m", "/m/a.gguf", "-f", job_.text_file, "-o", "imatrix.gguf", "-c", "64",
                          "-b", "64", "--chunks", "3", "--parse-special", "-ngl", "7", "-t", "3"));
  EXPECT_THAT(deciding_imatrix_arguments(model_, job_),
              AllOf(Contains("-ngl"), Not(Contains("-t")), Not(Contains(job_.text_file)), Not(Contains("/m/a.gguf"))));
  job_.chunks = 0;
  EXPECT_THAT(imatrix_command(model_, job_, "x"), Not(Contains("--chunks")));
}

TEST_F(ImatrixTool, ItsChunksAreToldAsTheyCome) {
  const ImatrixRun made =
      run("echo 'compute_imatrix: computing over 3 chunks, n_ctx=64' >&2; sleep 0.2; printf '[1]2.5,'; sleep 0.2; "
          "printf '[2]2.6,[3]2.7,\\n'");
  EXPECT_EQ(made.announced, 3);
  EXPECT_THAT(chunks_, ElementsAre(Pair(1, 3), Pair(3, 3)));
}

TEST_F(ImatrixTool, AFaultIsOneLineWithWhatItSaid) {
  EXPECT_THAT(run("echo 'E load: failed to load model' >&2; exit 1").fault,
              AllOf(HasSubstr("exit code 1"), HasSubstr("failed to load model"), Not(HasSubstr("\n"))));
  EXPECT_THAT(run("kill -9 $$").fault, HasSubstr("signal 9"));
  EXPECT_THAT(run("printf '[1]nan,'").fault, HasSubstr("nan"));
  fs::remove(folder_.path() / "llama-imatrix");
  EXPECT_THROW(imatrix_command(model_, job_, "x"), core::Error);
}

TEST_F(ImatrixTool, AStopEndsIt) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(run("sleep 60", stop.get_token()).stopped);
}

}  // namespace
}  // namespace quantladder::llama
