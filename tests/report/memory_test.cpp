// What a model was predicted to need, beside what its server's log told and what was measured.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "nlohmann/json.hpp"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using core::BufferKind;
using core::MemorySource;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint64_t kMiB = 1 << 20;

// 1000 MiB of weights, 32 MiB of cache.
class Memory : public ::testing::Test {
 protected:
  Memory() {
    data = fixture::empty_run(1);
    fixture::add_model(data, "a", 1000 * kMiB, {100}, 50);
    file().kv_cache = core::CacheShape{.layers = {{8, 256, 256, 0}}};
    file().anatomy = core::Anatomy{.layers = 8, .tied_output = true};
    server().ctx = 4096;
    measured(MemorySource::resident, 1100);
    data.starts[0].buffers = {{BufferKind::model, "CPU_Mapped", 1000},
                              {BufferKind::kv_cache, "CPU", 32},
                              {BufferKind::compute, "CPU", 20},
                              {BufferKind::output, "CPU", 4}};
  }
  core::GgufFacts& file() { return *data.manifest.models[0].gguf; }
  core::ServerSettings& server() { return data.manifest.models[0].model.server; }
  void measured(MemorySource source, std::uint64_t mib) {
    for (core::ServerStart& start : data.starts) {
      start.memory.source = source;
      start.memory.peak_bytes = mib * kMiB;
    }
  }
  MemoryAccount account() const { return make_summary(CellTable(data)).models[0].account.value(); }
  std::string text() const { return to_markdown(make_document(make_report(data), Extent::full)); }

  RunData data;
};

TEST_F(Memory, IsTheSumOfWhatIsPredictedAgainstWhatWasMeasured) {
  const MemoryAccount found = account();
  EXPECT_EQ(found.need.weights_bytes, 1000 * kMiB);
  EXPECT_EQ(found.need.kv_cache_bytes, 32 * kMiB);
  EXPECT_EQ(found.need.compute_bytes, 24 * kMiB) << "with the output's";
  EXPECT_EQ(found.predicted(), 1056 * kMiB);
  EXPECT_EQ(found.log_kv_cache, 32 * kMiB);
  EXPECT_NEAR(found.difference_percent().value(), 100.0 * 44 / 1056, 1e-9);
  EXPECT_THAT(text(), HasSubstr("+4.2 %"));
}

TEST_F(Memory, WeightsThatWereRepackedAreNotCountedTwice) {
  data.starts[0].buffers.push_back({BufferKind::model, "CPU_REPACK", 300});
  measured(MemorySource::resident, 1400);
  EXPECT_EQ(account().measured, 1100 * kMiB);
  EXPECT_THAT(text(), HasSubstr("without the weights that were repacked for the CPU (a 300 MiB)"));
}

TEST_F(Memory, OfVramIsWhatLiesThere) {
  server().gpu_layers = 99;
  data.starts[0].buffers = {{BufferKind::model, "CPU_Mapped", 200}, {BufferKind::model, "CUDA0", 1000},
                            {BufferKind::kv_cache, "CUDA0", 32},    {BufferKind::compute, "CUDA0", 100},
                            {BufferKind::compute, "CUDA_Host", 10}, {BufferKind::output, "CUDA_Host", 1}};
  measured(MemorySource::nvidia_process, 1600);
  const MemoryAccount found = account();
  EXPECT_EQ(found.log_weights, 1000 * kMiB);
  EXPECT_EQ(found.predicted(), 1132 * kMiB);
  EXPECT_EQ(found.measured, 1600 * kMiB);
}

TEST_F(Memory, OfADeviceIsWhatCameWithTheServer) {
  server().gpu_layers = 99;
  measured(MemorySource::nvidia_device, 1600);
  for (core::ServerStart& start : data.starts) start.memory.baseline_bytes = 400 * kMiB;
  EXPECT_EQ(account().measured, 1200 * kMiB);
  EXPECT_THAT(text(), HasSubstr("without what the device held before the server was started"));
}

TEST_F(Memory, OfAModelThatIsPartlyInVramIsNotPredicted) {
  server().gpu_layers = 4;
  measured(MemorySource::nvidia_process, 600);
  EXPECT_EQ(account().predicted(), std::nullopt);
  EXPECT_EQ(account().difference_percent(), std::nullopt);
  EXPECT_THAT(text(), HasSubstr("a: its need of VRAM is not predicted: 4 layers go to the GPU, of 8 and the output"));
}

TEST_F(Memory, WhatIsNotKnownIsSaid) {
  file().kv_cache->layers.clear();
  file().kv_cache->not_known = "it is a recurrent or hybrid model";
  for (core::ServerStart& start : data.starts) start.buffers.clear();
  EXPECT_EQ(account().predicted(), std::nullopt);
  EXPECT_THAT(text(), HasSubstr("a: its KV cache is not predicted: it is a recurrent or hybrid model"));
  EXPECT_THAT(text(), HasSubstr("a: no log of its server tells of its buffers"));
}

TEST_F(Memory, HasNoSectionInRunsThatKeptNothingOfIt) {
  file().kv_cache.reset();
  for (core::ServerStart& start : data.starts) start.buffers.clear();
  EXPECT_THAT(text(), Not(HasSubstr("## Memory")));
}

TEST_F(Memory, IsInTheSummary) {
  const auto json = nlohmann::json::parse(to_json(make_report(data)))["models"][0]["memory_need"];
  EXPECT_EQ(json["predicted_bytes"], 1056 * kMiB);
  EXPECT_EQ(json["told_by_start"], 1);
  EXPECT_EQ(json["buffers"][1], (nlohmann::json{{"kind", "kv cache"}, {"place", "CPU"}, {"mib", 32.0}}));
}

}  // namespace
}  // namespace quantladder::report
