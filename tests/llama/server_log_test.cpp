#include "llama/server_log.h"

#include <gtest/gtest.h>

#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

TEST(TellingLine, IsTheFirstErrorWithoutItsStamp) {
  EXPECT_EQ(
      telling_line("0.00.009.497 I srv  llama_server: initializing ...\n"
                   "0.00.046.415 W srv  llama_server: security: no API key, invalid origins are allowed\n"
                   "0.00.053.611 E gguf_init_from_file: failed to open GGUF file 'x' (No such file or directory)\n"
                   "0.00.053.818 E common_fit_params: encountered an error: failed to load model\n"
                   "0.00.054.478 E srv  llama_server: exiting due to model loading error\n"),
      "gguf_init_from_file: failed to open GGUF file 'x' (No such file or directory)");
}

TEST(TellingLine, UnstampedLinesAreJudgedByTheirWords) {
  EXPECT_EQ(telling_line("error: invalid argument: --nope\n"), "error: invalid argument: --nope");
  EXPECT_EQ(telling_line("ggml_cuda_init: found 1 device\nCUDA error: out of memory\n  current device: 0\n"),
            "CUDA error: out of memory");
}

TEST(TellingLine, WithoutAnyErrorItIsTheLastLine) {
  EXPECT_EQ(telling_line("0.00.009.497 I srv  init\n0.00.010.000 I srv  load_tensors: ...\n\n"),
            "srv load_tensors: ...");
  EXPECT_EQ(telling_line(""), "");
}

TEST(LogTail, BeginsNoEarlierThanThisStart) {
  const sys::TempDir folder;
  const auto path = (folder.path() / "log").string();
  sys::write_file(path, "first start\nsecond");
  EXPECT_EQ(read_log_tail(path, 12, 100), "second");
  EXPECT_EQ(read_log_tail(path, 0, 3), "ond");
  EXPECT_EQ(read_log_tail(path, 99, 100), "");
  EXPECT_EQ(read_log_tail(path + ".none", 0, 100), "");
}

TEST(PrintableLog, KeepsLinesAndDropsTheRest) {
  EXPECT_EQ(printable_log("a\x1b[31mb\r\n\xFF"), "a[31mb\n\xEF\xBF\xBD");
}

}  // namespace
}  // namespace quantladder::llama
