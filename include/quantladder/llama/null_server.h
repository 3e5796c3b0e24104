// A server of known truth: it streams events at a scripted pace without a model, and notes when it wrote each of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace quantladder::llama {

struct NullScript {
  std::chrono::microseconds first_token{50'000};  // from the request to the first event that holds text
  std::chrono::microseconds gap{20'000};          // between two events of a stream
  int events = 128;                               // that hold text, per answer
  int tokens_per_event = 1;
  // The events of all streams fall on one beat, as those of a server that decodes them in one batch; else they are
  // spread over the gap.
  bool in_step = true;
  // Each event is written so much later than planned: a delay that only the server knows of.
  std::chrono::microseconds hidden_delay{0};
};

// One answer, by the server's own clock, which is that of the client.
struct NullStream {
  std::uint64_t seed = 0;                                      // that of the request; 0: it named none
  std::chrono::steady_clock::time_point arrived;               // the request, by the kernel's note
  std::vector<std::chrono::steady_clock::time_point> planned;  // one per event that holds text
  std::vector<std::chrono::steady_clock::time_point> written;  // the same events, immediately before each write
};

// It has a thread of its own and listens on a free port of 127.0.0.1. Whatever is asked by POST gets a chat answer in
// the form of llama-server, by GET a list of one model.
class NullServer {
 public:
  // Throws core::Error(environment) where no port can be had.
  explicit NullServer(const NullScript& script);
  ~NullServer();
  NullServer(const NullServer&) = delete;
  NullServer& operator=(const NullServer&) = delete;

  std::string base_url() const;
  // Returns the answers that were written to their end since the last call.
  std::vector<NullStream> take_streams();
  // Processor time of its thread so far.
  double cpu_s() const;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace quantladder::llama
