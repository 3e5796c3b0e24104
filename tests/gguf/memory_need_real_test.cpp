// What is predicted of real files, against the log of a real llama-server.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "quantladder/gguf/gguf.h"
#include "quantladder/llama/server.h"
#include "quantladder/sys/files.h"
#include "support/real_llama.h"

namespace quantladder::gguf {
namespace {

namespace fs = std::filesystem;
using core::BufferKind;

double in_mib(std::optional<std::uint64_t> bytes) { return static_cast<double>(bytes.value_or(0)) / (1 << 20); }

fs::path gemma(const std::string& quant) {
  const char* models = std::getenv("MODELS");
  const char* cache = std::getenv("QUANTLADDER_CACHE");
  const char* home = std::getenv("HOME");
  fs::path folder = fs::path(home == nullptr ? "/" : home) / ".cache" / "quantladder" / "models";
  if (cache != nullptr) folder = fs::path(cache) / "models";
  if (models != nullptr) folder = models;
  return folder / ("gemma-3-270m-" + quant + ".gguf");
}

// Starts the model and compares the cache to within the hundredth of a MiB that each line of the log is printed to; a
// model with windows has two lines.
core::ServerStart expect_predicted_cache(const fs::path& file, const core::ServerSettings& settings) {
  sys::TempDir folder;
  core::Model model{.id = "m", .file = file.string(), .server = settings};
  model.server.binary = test::real_llama_server();
  model.server.gpu_layers = 0;
  model.server.start_timeout_s = 120;
  auto result = llama::make_server_launcher()->start(model, (folder.path() / "server.log").string(), {});
  EXPECT_TRUE(result.server) << result.failure.reason;
  if (!result.server) return {};
  core::ServerStart facts = result.server->facts();
  const core::MemoryNeed need = core::predict_need(read_gguf(file), settings);
  const auto told = core::bytes_of(facts.buffers, BufferKind::kv_cache);
  EXPECT_TRUE(need.kv_cache_bytes && told) << need.no_cache_reason;
  EXPECT_NEAR(in_mib(need.kv_cache_bytes), in_mib(told), 0.0101);
  return facts;
}

TEST(PredictedMemory, OfTheCacheIsWhatTheServerTakes) {
  expect_predicted_cache(test::tiny_model(), {.ctx = 2048, .parallel = 2});
  expect_predicted_cache(test::tiny_model(), {.ctx = 1000, .parallel = 3, .flash_attention = false});
  expect_predicted_cache(test::tiny_model(), {.ctx = 4096, .cache_type_k = "f32", .cache_type_v = "bf16"});
}

TEST(PredictedMemory, OfACacheWithWindowsIsWhatTheServerTakes) {
  expect_predicted_cache(gemma("Q4_0"), {.ctx = 4096});
  expect_predicted_cache(gemma("Q4_0"), {.ctx = 300});
  expect_predicted_cache(gemma("Q8_0"), {.ctx = 512, .parallel = 8});
  expect_predicted_cache(gemma("IQ4_NL"), {.ctx = 1000, .parallel = 3});
  expect_predicted_cache(gemma("Q4_K_M"), {.ctx = 8192, .parallel = 2, .cache_type_k = "q8_0", .cache_type_v = "q8_0"});
  expect_predicted_cache(gemma("Q8_0"), {.ctx = 2048, .flash_attention = true, .cache_type_v = "q4_0"});
}

// No weights are repacked: the file is mapped, and its tensors are what the log counts.
TEST(PredictedMemory, OfTheWeightsIsWhatTheServerMaps) {
  const core::ServerStart facts = expect_predicted_cache(gemma("F16"), {.ctx = 512});
  EXPECT_NEAR(in_mib(read_gguf(gemma("F16")).tensor_bytes), in_mib(core::bytes_of(facts.buffers, BufferKind::model)),
              0.02);
}

}  // namespace
}  // namespace quantladder::gguf
