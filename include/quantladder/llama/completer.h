// Streamed chat completions: one event loop, many requests in flight, timestamps taken when the loop reads.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/generation.h"
#include "quantladder/core/message.h"
#include "quantladder/core/model.h"
#include "quantladder/llama/client_lag.h"

namespace quantladder::llama {

inline constexpr const char* kChatPath = "/v1/chat/completions";
inline constexpr const char* kCompletionPath = "/v1/completions";

struct CompletionRequest {
  std::uint64_t tag = 0;  // comes back with the result
  std::string base_url;
  std::string path = kChatPath;
  std::string body_json;                  // see make_chat_body
  std::string api_key;                    // empty: none
  std::uint64_t seed = 0;                 // copied into the Generation
  std::chrono::milliseconds deadline{0};  // whole request; 0 = none
  std::chrono::milliseconds stall{0};     // longest time without any byte once connected (a ping is one); 0 = none
  // Longest time without an event of the answer once its first token came (a ping is none); 0 = none.
  std::chrono::milliseconds token_gap{0};
  // It is sent then and not before; nullopt: at once.
  std::optional<std::chrono::steady_clock::time_point> due;
};

struct CompletionResult {
  std::uint64_t tag = 0;
  core::Generation generation;
  std::chrono::steady_clock::time_point started;  // the epoch: it was cancelled before it was sent
  std::chrono::steady_clock::time_point ended;
  ReadLag lag;                                      // of the reads of this answer
  std::optional<std::chrono::seconds> retry_after;  // of a refusal: when the server asks to be asked again
};

// The clocks start when the request is handed to the connected socket; the first byte is that of the response's
// headers, which llama-server sends when the request gets a slot. Each request has a connection of its own, which is
// opened when the request is due: until then no limit runs, and it is not in flight.
// A seam: libcurl's event loop, and a fake with scripted answers.
class Completer {
 public:
  virtual ~Completer() = default;
  virtual void submit(CompletionRequest request) = 0;
  // The next finished request, in order of completion; waits at most `timeout`. Absent: none finished in time.
  virtual std::optional<CompletionResult> next(std::chrono::milliseconds timeout) = 0;
  // Aborts everything in flight, closes every connection and drops what is not due yet; all of these end as
  // Finish::cancelled.
  virtual void cancel_all() = 0;
  // How far its clocks can be trusted so far; a fake has no lag.
  virtual ClientLag lag() { return {}; }
};

std::unique_ptr<Completer> make_completer();

// Whether the server may take the begin of a prompt from what it read before.
enum class PromptCache { off, on };

// Returns the body of a streamed /v1/chat/completions request: the messages, stream with usage, cache_prompt,
// samplers under the names llama-server reads, chat_template_kwargs.enable_thinking for Thinking::on/off, then
// request_extra merged. Throws core::Error(usage) when request_extra names a field that quantladder owns. A
// `served_model` is named as "model", which servers of several models ask for.
std::string make_chat_body(const std::vector<core::Message>& messages, const core::RequestSettings& settings,
                           std::uint64_t seed, const std::string& served_model = {},
                           PromptCache cache = PromptCache::off);

// Returns the body of a streamed /v1/completions request of exact length: the prompt as token ids, ignore_eos, the
// samplers and request_extra of `settings`. Throws like make_chat_body.
std::string make_token_body(const std::vector<std::int32_t>& prompt, const core::RequestSettings& settings,
                            std::uint64_t seed, const std::string& served_model = {});

// Returns a timing request of fixed length for the speed probe: ignore_eos, greedy, `tokens` tokens, a salt against
// caches.
std::string make_probe_body(int tokens, int salt, const std::string& served_model = {});

}  // namespace quantladder::llama
