#include "llama/binary.h"

#include <gmock/gmock.h>

#include "quantladder/core/error.h"

namespace quantladder::llama {
namespace {

using ::testing::HasSubstr;

TEST(ParseVersion, FindsTheLineAmongOthers) {
  EXPECT_EQ(
      parse_version_line("load_backend: loaded CPU\nversion: 0.7.0 (build 11669, commit Debian)\nbuilt with GNU\n"),
      "version: 0.7.0 (build 11669, commit Debian)");
  EXPECT_EQ(parse_version_line("usage: x\n"), "");
}

TEST(ParseDevices, NoneIsNoDevice) {
  EXPECT_FALSE(parse_has_devices("Available devices:\n  (none)\n"));
  EXPECT_FALSE(parse_has_devices("error: invalid argument: --list-devices\n"));
  EXPECT_TRUE(parse_has_devices("ggml_cuda_init: found 1\nAvailable devices:\n  CUDA0: NVIDIA H200 (143771 MiB)\n"));
}

TEST(InspectBinary, AMissingProgramIsAnErrorWithARemedy) {
  try {
    inspect_binary("no-such-llama-server");
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    EXPECT_THAT(error.what(), HasSubstr("server.binary"));
  }
}

TEST(RunsOnCpu, IsAnsweredWithoutTheProgramWhereTheSettingsTell) {
  core::Model model;
  model.server.binary = "no-such-llama-server";
  model.server.gpu_layers = 0;
  EXPECT_TRUE(runs_on_cpu(model));
  model.server.gpu_layers.reset();
  model.server.extra_args = {"--device", "none"};
  EXPECT_TRUE(runs_on_cpu(model));
  model.server.extra_args.clear();
  model.endpoint = "http://elsewhere";
  EXPECT_FALSE(runs_on_cpu(model));
}

}  // namespace
}  // namespace quantladder::llama
