// The pieces that streamed replies are made of.
#pragma once

#include <string>

#include "llama/chat_stream.h"

namespace quantladder::llama {

inline const std::string kRole =
    R"(data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}]})"
    "\n\n";
inline const std::string kDone = "data: [DONE]\n\n";

inline std::string content(const std::string& json_text) {
  return R"(data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":")" + json_text + "\"}}]}\n\n";
}
inline std::string reasoning(const std::string& field, const std::string& json_text) {
  return R"(data: {"choices":[{"index":0,"delta":{")" + field + "\":\"" + json_text + "\"}}]}\n\n";
}
inline std::string finish(const std::string& reason) {
  return R"(data: {"choices":[{"finish_reason":")" + reason + "\",\"index\":0,\"delta\":{}}]}\n\n";
}
inline std::string counts(int completion, int prompt, const std::string& timings) {
  return R"(data: {"choices":[],"usage":{"completion_tokens":)" + std::to_string(completion) +
         ",\"prompt_tokens\":" + std::to_string(prompt) + "}" + (timings.empty() ? "" : ",\"timings\":" + timings) +
         "}\n\n";
}
inline const std::string kTimings = R"({"cache_n":0,"prompt_n":8,"prompt_ms":2.5,"predicted_n":3,"predicted_ms":10})";

inline core::Generation read(const std::string& stream, PromptCache cache = PromptCache::off) {
  core::Generation generation;
  ChatStream chat(generation, cache);
  chat.feed(stream, 5);
  chat.end();
  return generation;
}

}  // namespace quantladder::llama
