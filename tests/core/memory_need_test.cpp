#include "quantladder/core/memory_need.h"

#include <gtest/gtest.h>

#include "quantladder/core/manifest.h"

namespace quantladder::core {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;

// Gemma 3 270M: every sixth of 18 layers looks back at everything, the others at 512 tokens.
GgufFacts gemma() {
  GgufFacts file{.tensor_bytes = 1000 * kMiB};
  file.kv_cache = CacheShape{.layers = {{15, 256, 256, 512}, {3, 256, 256, 0}}};
  file.anatomy = Anatomy{.layers = 18, .tied_output = true};
  return file;
}

std::optional<std::uint64_t> cache_of(const ServerSettings& server) {
  return predict_need(gemma(), server).kv_cache_bytes;
}

// Each figure is what the log of a llama-server has for these settings.
TEST(MemoryNeed, LayersWithAWindowKeepItAndABatch) {
  EXPECT_EQ(cache_of({.ctx = 4096}), (12 + 15) * kMiB);
  EXPECT_EQ(cache_of({.ctx = 512, .parallel = 8}), (12 + 60) * kMiB);
  EXPECT_EQ(cache_of({.ctx = 1000, .parallel = 3}), (9 + 45) * kMiB) << "cells come in steps of 256";
  EXPECT_EQ(cache_of({.ctx = 300}), 9 * kMiB) << "the batch is no larger than the context";
}

TEST(MemoryNeed, TheTypesOfTheCacheDecideItsSize) {
  const auto bytes = cache_of({.ctx = 8192, .parallel = 2, .cache_type_k = "q8_0", .cache_type_v = "q8_0"});
  EXPECT_EQ(bytes, static_cast<std::uint64_t>((25.5 + 15.9375) * kMiB));
  const auto mixed = cache_of({.ctx = 4096, .cache_type_k = "f32", .cache_type_v = "f16"});
  EXPECT_EQ(mixed, (12 + 15) * kMiB * 3 / 2);
}

TEST(MemoryNeed, WithoutFlashAttentionAllValuesAreAsWideAsTheWidest) {
  GgufFacts file;
  file.kv_cache = CacheShape{.layers = {{1, 256, 128, 0}, {1, 256, 256, 0}}};
  const auto bytes = [&](std::optional<bool> flash) {
    return predict_need(file, {.ctx = 1024, .flash_attention = flash}).kv_cache_bytes;
  };
  EXPECT_EQ(bytes(true), 1024U * 2 * (256 + 128 + 256 + 256));
  EXPECT_EQ(bytes(std::nullopt), bytes(true)) << "where it can the server turns it on by itself";
  EXPECT_EQ(bytes(false), 1024U * 2 * 4 * 256);
}

TEST(MemoryNeed, WhatIsNotKnownIsSaidAndNotGuessed) {
  EXPECT_EQ(predict_need(gemma(), {.cache_type_v = "tq9"}).no_cache_reason,
            "the size of the cache type tq9 is not known");
  EXPECT_EQ(predict_need(gemma(), {.extra_args = {"--swa-full"}}).no_cache_reason,
            "extra_args has --swa-full, which decides it");
  GgufFacts hybrid = gemma();
  hybrid.kv_cache = CacheShape{.not_known = "it is a recurrent or hybrid model"};
  const MemoryNeed need = predict_need(hybrid, {});
  EXPECT_EQ(need.kv_cache_bytes, std::nullopt);
  EXPECT_EQ(need.no_cache_reason, "it is a recurrent or hybrid model");
  hybrid.kv_cache.reset();
  EXPECT_EQ(predict_need(hybrid, {}).kv_cache_bytes, std::nullopt) << "a run of older code";
}

TEST(MemoryNeed, WhatAnEarlierStartToldIsAddedToIt) {
  EXPECT_EQ(predict_need(gemma(), {.ctx = 4096}).sum(), 1027 * kMiB);
  EXPECT_EQ(predict_need(gemma(), {.ctx = 4096}, 23 * kMiB).sum(), 1050 * kMiB);
}

TEST(MemoryNeed, ADraftModelComesOnTopOfItsModel) {
  ModelFacts facts{.gguf = gemma(), .draft_gguf = gemma()};
  facts.model.server = {.ctx = 4096, .cache_type_k = "q8_0", .draft = Draft{.file = "small.gguf"}};
  const MemoryNeed alone = predict_need(*facts.gguf, facts.model.server);
  const MemoryNeed both = predict_need(facts);
  EXPECT_EQ(both.weights_bytes, 2000 * kMiB);
  EXPECT_EQ(both.kv_cache_bytes, *alone.kv_cache_bytes + 27 * kMiB) << "cache_type_k is not the draft's";
  facts.model.server.extra_args = {"-ctkd", "q8_0"};
  EXPECT_EQ(predict_need(facts).kv_cache_bytes, std::nullopt);
  facts.model.server.extra_args.clear();
  facts.draft_gguf->kv_cache = CacheShape{.not_known = "it is a hybrid model"};
  EXPECT_EQ(predict_need(facts).no_cache_reason, "of its draft model it is a hybrid model");
}

TEST(MemoryNeed, TheCacheOfMtpLayersIsNotKnown) {
  ModelFacts facts{.gguf = gemma()};
  facts.model.server.draft = Draft{.type = Drafter::mtp};
  EXPECT_EQ(predict_need(facts).kv_cache_bytes, std::nullopt);
  EXPECT_NE(predict_need(facts).no_cache_reason, "");
  facts.model.server.draft = Draft{.type = Drafter::ngram_mod};
  EXPECT_TRUE(predict_need(facts).kv_cache_bytes) << "n-grams are found in the context";
}

TEST(LeastVram, IsKnownWhereAllLayersGoToTheGpuOrNone) {
  EXPECT_EQ(least_vram(gemma(), {.ctx = 4096, .gpu_layers = 19}).bytes, 1027 * kMiB);
  EXPECT_EQ(least_vram(gemma(), {.gpu_layers = 0}).bytes, 0U);
  EXPECT_EQ(least_vram(gemma(), {.gpu_layers = 0}).not_known, "");
}

TEST(LeastVram, IsNotKnownOfAPart) {
  EXPECT_EQ(least_vram(gemma(), {.gpu_layers = 18}).not_known, "18 layers go to the GPU, of 18 and the output");
  EXPECT_NE(least_vram(gemma(), {}).not_known, "");
  EXPECT_NE(least_vram(gemma(), {.gpu_layers = -1}).not_known, "");
  EXPECT_EQ(least_vram(gemma(), {.gpu_layers = 99, .extra_args = {"-cmoe"}}).not_known, "extra_args has -cmoe");
}

TEST(LeastVram, AnEmbeddingThatIsNoOutputStaysInMainMemory) {
  GgufFacts file = gemma();
  file.anatomy->tied_output = false;
  file.anatomy->roles = {{TensorRole::embedding, {.bytes = 200 * kMiB}}};
  EXPECT_EQ(least_vram(file, {.ctx = 4096, .gpu_layers = 99}).bytes, 827 * kMiB);
}

TEST(LeastVram, PerLayerEmbeddingsStayInMainMemoryWhateverTheOutputIs) {
  GgufFacts file = gemma();
  const std::uint64_t all = least_vram(file, {.ctx = 4096, .gpu_layers = 99}).bytes;
  file.anatomy->tied_output = true;
  file.anatomy->roles = {{TensorRole::embedding, {.bytes = 200 * kMiB}},
                         {TensorRole::per_layer_embedding, {.bytes = 100 * kMiB}}};
  EXPECT_EQ(least_vram(file, {.ctx = 4096, .gpu_layers = 99}).bytes, all - 100 * kMiB);
}

TEST(MemoryBuffer, TellsMainMemoryFromADevice) {
  for (const char* place : {"CPU", "CPU_Mapped", "CPU_REPACK", "CUDA_Host"})
    EXPECT_TRUE((MemoryBuffer{.place = place}.is_on_host())) << place;
  for (const char* place : {"CUDA0", "Vulkan1", "ROCm0"})
    EXPECT_FALSE((MemoryBuffer{.place = place}.is_on_host())) << place;
}

}  // namespace
}  // namespace quantladder::core
