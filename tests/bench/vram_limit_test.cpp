#include "bench/vram_limit.h"

#include <gmock/gmock.h>

#include <fstream>

#include "quantladder/bench/prepare.h"
#include "run_loop.h"

namespace quantladder::bench {
namespace {

using core::Outcome;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint64_t kGiB = 1ULL << 30;

// Model a has 3 GiB of weights and 1 GiB of cache; b has half of that.
class VramLimited : public RunLoop {
 protected:
  VramLimited() {
    say_devices("  CUDA0: some GPU");
    experiment.limits["max_vram_gib"] = 3.5;
    for (auto& model : experiment.models) {
      model.model.server.binary = program_.string();
      model.model.server.gpu_layers = 99;
      model.model.server.ctx = 1 << 18;
    }
  }

  void say_devices(const std::string& device) {
    std::ofstream(program_)
        << "#!/bin/sh\ncase $1 in --version) echo 'version: 1 (a)' >&2;; --help) echo '--list-devices';; "
           "*) echo 'Available devices:'; echo '"
        << device << "';; esac\n";
    std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
  }

  core::Manifest manifest() {
    core::Manifest manifest;
    manifest.suites = describe_suites(suites);
    for (const auto& config : experiment.models) {
      const std::uint64_t size = config.model.id == "a" ? 2 : 1;
      core::ModelFacts facts{.model = config.model, .gguf = core::GgufFacts{.tensor_bytes = size * 3 * kGiB / 2}};
      facts.gguf->anatomy = core::Anatomy{.layers = 8, .tied_output = true};
      facts.gguf->kv_cache = core::CacheShape{.layers = {{8, 64 * size, 64 * size, 0}}};
      manifest.models.push_back(facts);
    }
    return manifest;
  }

  void run_limited() {
    store::RunStore::open_for_writing(folder.path() / "run").write_manifest(manifest());
    run();
  }

  sys::TempDir programs_;
  std::filesystem::path program_ = programs_.path() / "llama-server";
};

TEST_F(VramLimited, WhatCannotFitIsNotStarted) {
  run_limited();
  EXPECT_THAT(launcher.started, Each("b"));
  EXPECT_THAT(launcher.started, SizeIs(2));
  EXPECT_EQ(outcomes("a").count(Outcome::not_run), 4U);
  EXPECT_EQ(outcomes("b").count(Outcome::pass), 4U);
  for (const core::Record& record : records()) {
    if (record.cell.model == "b") continue;
    EXPECT_EQ(
        record.reason(),
        "not started: its weights and KV cache need 4.00 GiB of VRAM at least, and the limit max_vram_gib is 3.5");
  }
}

TEST_F(VramLimited, WhatFitsIsStarted) {
  experiment.limits["max_vram_gib"] = 4;
  run_limited();
  EXPECT_EQ(outcomes("a").count(Outcome::pass), 4U);
}

TEST_F(VramLimited, WhatIsNotKnownRefusesNothing) {
  core::Manifest facts = manifest();
  const auto reason = [&] { return VramLimit(experiment, facts).reason_against("a"); };
  EXPECT_NE(reason(), "");
  facts.models[0].model.server.gpu_layers = 4;
  EXPECT_EQ(reason(), "") << "a part of the layers";
  facts.models[0].model.server.gpu_layers.reset();
  EXPECT_EQ(reason(), "") << "as many as the server likes";
  facts.models[0].model.server.gpu_layers = 99;
  facts.models[0].gguf.reset();
  EXPECT_EQ(reason(), "") << "an endpoint, or a file that is fetched";
}

TEST_F(VramLimited, WithoutAGpuNothingIsInVram) {
  core::Manifest facts = manifest();
  facts.models[0].model.server.gpu_layers = 0;
  EXPECT_EQ(VramLimit(experiment, facts).reason_against("a"), "");
  facts.models[0].model.server.gpu_layers = 99;
  say_devices("  (none)");
  EXPECT_EQ(VramLimit(experiment, facts).reason_against("a"), "");
}

TEST_F(VramLimited, TestsOfSpeedAreNotStartedEither) {
  suites.front().kind = core::SuiteKind::speed;
  suites.front().tasks.clear();
  suites.front().speed.tests = {*core::parse_speed_test("pp8"), *core::parse_speed_test("served-tg4@d8")};
  std::vector<std::string> asked;
  run_bench = [&](const core::Model& model, const auto&, const auto&) {
    asked.push_back(model.id);
    return llama::BenchRun{};
  };
  experiment.models.pop_back();
  run_limited();
  EXPECT_THAT(asked, IsEmpty());
  EXPECT_THAT(launcher.started, IsEmpty());
  EXPECT_EQ(outcomes("a").count(Outcome::not_run), 4U);
  EXPECT_THAT(records().front().reason(), HasSubstr("max_vram_gib is 3.5"));
}

}  // namespace
}  // namespace quantladder::bench
