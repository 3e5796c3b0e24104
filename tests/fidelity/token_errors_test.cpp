// Why errors are over chunks: the KL divergences of 40 chunks of one text, token by token as a real model gave them
// (Q5_0 of Gemma 3 270M against its F16, on the prose of suite `fidelity`, ctx 256), are the population. Runs of ten
// chunks are drawn from it, and the mean of the population is known.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

#include "quantladder/stats/describe.h"

namespace quantladder::fidelity {
namespace {

using Chunk = std::vector<double>;

std::vector<Chunk> stored_chunks() {
  std::ifstream file(QUANTLADDER_SOURCE_DIR "/tests/fidelity/kld_by_token.txt");
  std::vector<Chunk> chunks;
  for (std::string line; std::getline(file, line);) {
    std::istringstream values(line);
    Chunk& chunk = chunks.emplace_back();
    for (double value = 0; values >> value;) chunk.push_back(value);
  }
  return chunks;
}

TEST(TokenErrors, AnIntervalOverChunksCoversAndOneOverTokensDoesNot) {
  const std::vector<Chunk> population = stored_chunks();
  ASSERT_EQ(population.size(), 40U);
  double truth = 0;
  for (const Chunk& chunk : population) {
    ASSERT_EQ(chunk.size(), 127U);
    truth += *stats::mean(chunk) / 40;
  }
  constexpr int kRuns = 4000;
  int by_chunks = 0;
  int by_tokens = 0;
  double wider = 0;
  std::mt19937_64 random(20261129);
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> means;
    std::vector<double> tokens;
    for (int i = 0; i < 10; ++i) {
      const Chunk& chunk = population[random() % population.size()];
      means.push_back(*stats::mean(chunk));
      tokens.insert(tokens.end(), chunk.begin(), chunk.end());
    }
    const auto chunks_say = stats::student_t_interval(means);
    const auto tokens_say = stats::student_t_interval(tokens);
    by_chunks += chunks_say->contains(truth) ? 1 : 0;
    by_tokens += tokens_say->contains(truth) ? 1 : 0;
    wider += chunks_say->width() / tokens_say->width() / kRuns;
  }
  EXPECT_GT(by_chunks / static_cast<double>(kRuns), 0.91);
  EXPECT_LT(by_tokens / static_cast<double>(kRuns), 0.88);
  EXPECT_GT(wider, 1.3);
}

}  // namespace
}  // namespace quantladder::fidelity
