// One streamed request on its way: libcurl's callbacks, its clocks, and how it ended.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "llama/chat_stream.h"
#include "llama/curl.h"
#include "llama/curl_loop.h"
#include "llama/read_lag.h"
#include "quantladder/llama/completer.h"

namespace quantladder::llama {

using Clock = std::chrono::steady_clock;

class Transfer {
 public:
  // `read_time`: of the loop that it runs in.
  Transfer(CompletionRequest request, ReadTime& read_time);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* easy() const { return curl_.easy.get(); }
  static Transfer& of(CURL* easy);
  const std::string& base_url() const { return request_.base_url; }

  // Returns the limit that has passed, if any.
  std::optional<core::Finish> overdue(Clock::time_point now) const;
  // Returns a time before which none of its limits can pass, whatever is read until then.
  Clock::time_point next_check(Clock::time_point now) const;
  // Notes that bytes lay so long before they were read.
  void note_lag(std::chrono::nanoseconds lag) { lag_.add(lag); }
  // Notes that so many are in flight on its server from now on, itself included.
  void note_in_flight(int requests, Clock::time_point now);

  CompletionResult finish_by_limit(core::Finish limit);
  CompletionResult finish_cancelled();
  CompletionResult finish(CURLcode code);

 private:
  static int on_sent(void* self, char*, char*, int, int);
  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);
  struct Limit {
    Clock::time_point at;
    core::Finish finish;
  };
  std::optional<Limit> nearest_limit() const;
  std::string describe_stall() const;
  double elapsed_ms(Clock::time_point at) const;
  void take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  void end_without_stream(CURLcode code);
  std::string kind_of_body() const;
  CompletionResult make_result();
  void count_in_flight_until(Clock::time_point now);

  CompletionRequest request_;
  CurlRequest curl_;
  CompletionResult result_;
  ChatStream stream_;
  ReadTime& read_time_;
  Clock::time_point added_;
  Clock::time_point counted_until_;  // requests in flight
  int in_flight_now_ = 1;
  double in_flight_ms_ = 0;  // their number, summed over time
  std::optional<Clock::time_point> connected_;
  Clock::time_point last_byte_;
  Clock::time_point last_event_;  // its arrival: [DONE] is the last one read
  LagCounts lag_;
  std::string error_body_;  // of a reply that is no stream
  std::string encoding_;    // of the body, as the header Content-Encoding names it
};

}  // namespace quantladder::llama
