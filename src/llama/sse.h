// Server-sent events, parsed as the bytes arrive.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace quantladder::llama {

// Events may come several at a time or split anywhere, even inside a character; lines end with LF, CRLF or CR;
// comments (":", llama-server's pings) and fields other than `data` are ignored. Linear in the bytes fed.
class SseParser {
 public:
  // Called once per event with its data (several `data` lines joined by LF).
  using OnEvent = std::function<void(std::string_view)>;
  explicit SseParser(OnEvent on_event) : on_event_(std::move(on_event)) {}

  // False once an event has outgrown kMaxEventBytes: nothing more is read then.
  bool feed(std::string_view bytes);

  static constexpr std::size_t kMaxEventBytes = 16 << 20;

 private:
  void end_line();
  void take_field(std::string_view line);

  OnEvent on_event_;
  std::string line_;
  std::string data_;
  bool has_data_ = false;
  bool after_cr_ = false;
  bool overgrown_ = false;
};

}  // namespace quantladder::llama
