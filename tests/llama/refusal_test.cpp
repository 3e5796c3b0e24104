#include "quantladder/llama/refusal.h"

#include <gtest/gtest.h>

namespace quantladder::llama {
namespace {

struct Case {
  int status;
  const char* words;
  Refusal refusal;
};

// As servers and proxies word them.
constexpr Case kCases[] = {
    {401, "Invalid API Key", Refusal::permanent},
    {403, "", Refusal::permanent},
    {404, "File Not Found", Refusal::permanent},
    {404, "The model `x` does not exist.", Refusal::permanent},
    {400, "model 'nope' not found", Refusal::permanent},
    {400, "model name is missing from the request", Refusal::permanent},
    {400, "you must provide a model parameter", Refusal::permanent},
    {400, "x is not a valid model ID", Refusal::permanent},
    {400, "could not find real modelID for x", Refusal::permanent},
    {200, "error in the stream: Unexpected endpoint or method. (GET /v1). Returning 200 anyway", Refusal::permanent},
    {301, "", Refusal::permanent},
    {405, "Method Not Allowed", Refusal::permanent},
    {429, "You exceeded your current quota [insufficient_quota]", Refusal::permanent},
    {400, "the request exceeds the available context size, try increasing it", Refusal::misfit},
    {500, "the request exceeds the available context size. try increasing the context size", Refusal::misfit},
    {200, "error in the stream: request (9000 tokens) exceeds the available context size", Refusal::misfit},
    {400, "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens", Refusal::misfit},
    {400, "The prompt is greater than the context length", Refusal::misfit},
    {400, "input tokens exceed the configured context limit", Refusal::misfit},
    {400, "Prompt length 5000 is greater than max_seq_len 4096", Refusal::misfit},
    {400, "The decoder prompt (length 9000) is longer than the maximum model length of 8192.", Refusal::misfit},
    {400, "Request prompt has 5000 tokens in total, larger than the model input length limit 4096.", Refusal::misfit},
    {400, "The sum of prompt length (50) and max_tokens (9) should not exceed max_num_tokens (40)", Refusal::misfit},
    {422, "Input validation error: `inputs` must have less than 1024 tokens. Given: 2048", Refusal::misfit},
    {400, "the model is loaded with context length of only 4096 tokens, which is not enough", Refusal::misfit},
    {413, "<html>Request Entity Too Large</html>", Refusal::misfit},
    {400, "max_tokens must be greater than 0", Refusal::request},
    {500, "not enough memory for the context", Refusal::busy},
    {400, "could not find suitable inference handler for x", Refusal::permanent},
    {400, "No models are currently loaded.", Refusal::permanent},
    {422, "body.model: Field required [missing]", Refusal::permanent},
    {400, "\"embed\" does not support chat", Refusal::permanent},
    {400, "Model unloaded.", Refusal::busy},
    {422, "unknown field min_p", Refusal::request},
    {400, "", Refusal::request},
    {503, "Loading model [unavailable_error]", Refusal::loading},
    {503, "Model x is currently loading", Refusal::loading},
    {500, "error loading model /models/x", Refusal::busy},
    {429, "slow down", Refusal::busy},
    {502, "", Refusal::busy},
    {503, "no slot available", Refusal::busy},
    {500, "Context size has been exceeded.", Refusal::busy},
    {200, "", Refusal::none},
    {0, "", Refusal::none},
};

TEST(RefusalTable, ReadsWhatServersSay) {
  for (const auto& [status, words, refusal] : kCases) {
    EXPECT_EQ(meaning_of(status, words).refusal, refusal) << status << " " << words;
  }
}

TEST(RefusalTable, WhatNoRepetitionMendsComesWithARemedy) {
  for (const auto& [status, words, refusal] : kCases) {
    const bool permanent = refusal == Refusal::permanent;
    EXPECT_EQ(meaning_of(status, words).remedy.empty(), !permanent && refusal != Refusal::misfit) << status << words;
  }
}

TEST(RefusalTable, AnErrorAfterTheFirstTokenIsNoRefusal) {
  core::Generation generation;
  generation.finish = core::Finish::http_error;
  generation.http_status = 200;
  generation.fault = "error in the stream: Context size has been exceeded.";
  generation.arrivals_ms = {1};
  EXPECT_EQ(meaning_of(generation).refusal, Refusal::none);
}

TEST(RefusalTable, ARefusalWithStatus200IsReadWhateverItsForm) {
  core::Generation generation;
  generation.http_status = 200;
  generation.fault = "no event stream came, but text/plain: Unexpected endpoint or method. Returning 200 anyway";
  for (const auto finish : {core::Finish::http_error, core::Finish::broken_stream, core::Finish::not_understood}) {
    generation.finish = finish;
    EXPECT_EQ(meaning_of(generation).refusal, Refusal::permanent);
  }
  generation.fault = "error in the stream: request (9017 tokens) exceeds the available context size";
  EXPECT_EQ(meaning_of(generation).refusal, Refusal::misfit);
}

}  // namespace
}  // namespace quantladder::llama
