#include "llama/server_log.h"

#include <gtest/gtest.h>

#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

TEST(TellingLine, IsNoneOfTheGeneralWordsThatFollowIt) {
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

TEST(TellingLine, IsTheLastNotTheFirstSuspiciousOne) {
  EXPECT_EQ(telling_line("ggml_cuda_init: failed to initialize CUDA: no device\n"
                         "llama_model_loader: - kv   0: general.architecture str = pangu\n"
                         "llama_model_load: error loading model: unknown model architecture: 'pangu'\n"
                         "llama_model_load_from_file_impl: failed to load model\n"
                         "common_init_from_params: failed to load model '/m/x.gguf'\n"
                         "main: exiting due to model loading error\n"),
            "llama_model_load: error loading model: unknown model architecture: 'pangu'");
  EXPECT_EQ(telling_line("0.00.001.000 E ggml_cuda_init: failed to initialize CUDA: no device\n"
                         "0.00.050.000 E llama_kv_cache: failed to allocate 9 GiB for the cache\n"
                         "0.00.051.000 E llama_init_from_model: failed to initialize the context\n"
                         "0.00.052.000 E srv load_model: failed to load model, 'x.gguf'\n"),
            "llama_kv_cache: failed to allocate 9 GiB for the cache");
}

TEST(TellingLine, HasItsReasonBehindAnyColon) {
  EXPECT_EQ(telling_line("ggml_cuda_init: failed to initialize CUDA: no device\n"
                         "load: error loading model: error loading model architecture: unknown architecture: 'x'\n"
                         "load: failed to load model\n"),
            "load: error loading model: error loading model architecture: unknown architecture: 'x'");
  EXPECT_EQ(telling_line("error: no room\nload: failed to load model '/m/a: b.gguf'\n"), "error: no room");
}

TEST(TellingLine, IsNoGeneralWordAboutAPartOfTheModel) {
  for (const std::string last :
       {"srv load_model: failed to load draft model, 'd.gguf'", "init: failed to apply lora adapter 'l.gguf'",
        "srv load_model: failed to load multimodal model, 'p.gguf'", "error: failed to download model from https://h/m",
        "ggml-cuda.cu:98: CUDA error"}) {
    EXPECT_EQ(telling_line("x: bad thing failed\n" + last + "\n"), "x: bad thing failed") << last;
  }
  EXPECT_EQ(telling_line("error: no room\ninit: CUDA error: out of memory\n"), "init: CUDA error: out of memory");
}

TEST(TellingLine, IsNoDescriptionOfTheModel) {
  EXPECT_EQ(telling_line("llama_model_loader: - kv  1: general.name str = Unknown Thing\n"
                         "print_info: general.name = Invalid Error\n"
                         "load_tensors: loading\n"),
            "load_tensors: loading");
}

TEST(TellingLine, IsNoTraceOfTheStack) {
  EXPECT_EQ(telling_line("ggml.c:10: GGML_ASSERT(n > 0) failed\n#0 0x1 in wait4\n#1 0x2 in ggml_abort ()\n"
                         "/lib/libggml.so(ggml_abort+0x9)(+0x152)\n/lib/libggml.so(ggml_abort+0x130) [0x7f]\n"
                         "sh: 1: gdb: not found\nlldb: not found\nAborted (core dumped)\n"),
            "ggml.c:10: GGML_ASSERT(n > 0) failed");
}

TEST(TellingLine, OfARefusedOptionComesBeforeTheHelp) {
  EXPECT_EQ(telling_line("error: unknown argument: -fit\nusage: s [options]\n  --check   stop at invalid values\n"),
            "error: unknown argument: -fit");
}

TEST(TellingLine, IsAWarningOnlyWhereThereIsNothingElse) {
  EXPECT_EQ(telling_line("error: no room\nwarning: failed to lock memory\n"), "error: no room");
  EXPECT_EQ(telling_line("warning: failed to lock memory\nloading\n"), "warning: failed to lock memory");
}

TEST(TellingLine, IsNoHintOnWhatToDo) {
  for (const std::string hint :
       {"note: if the file is corrupted or missing parts, get it again",
        "hint: unknown failures are often out of memory", "Tip: unknown options fail", "main: note: unknown problems",
        "please check that nothing is missing", "try without failed layers"}) {
    EXPECT_EQ(telling_line("load: error loading model: bad shape\nload: failed to load model\n" + hint + "\n"),
              "load: error loading model: bad shape");
    EXPECT_EQ(telling_line("loading\n" + hint + "\n"), hint) << "where there is nothing else";
  }
  EXPECT_EQ(telling_line("loading failed\nerror: please name a model: none found\n"),
            "error: please name a model: none found");
}

TEST(TellingLine, IsTheFirstGeneralOneWhereNothingSaysMore) {
  EXPECT_EQ(telling_line("load: failed to load model 'x'\nmain: exiting due to model loading error\n"),
            "load: failed to load model 'x'");
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
