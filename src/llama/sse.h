// Server-sent events, parsed as the bytes arrive.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace quantladder::llama {

struct SseEvent {
  std::string_view name;  // of its `event` field; "error" too for a field of that name, which older llama-servers send
  std::string_view data;  // several `data` lines are joined by LF
  bool bare = false;      // a line of its own that is a JSON object without any field: no event by the standard
};

// Events may come several at a time or split anywhere, even inside a character; lines end with LF, CRLF or CR;
// comments (":", llama-server's pings), other fields, events without data and a byte order mark are dropped. Linear in
// the bytes fed.
class SseParser {
 public:
  using OnEvent = std::function<void(const SseEvent&)>;
  explicit SseParser(OnEvent on_event) : on_event_(std::move(on_event)) {}

  // False once an event has outgrown kMaxEventBytes: nothing more is read then.
  bool feed(std::string_view bytes);
  // The body ended in order: what lacks its line end, or the empty line behind it, is an event all the same.
  void end();

  // What follows is read no more, be it in the bytes that are being fed: the stream has said that it is over.
  void stop() { stopped_ = true; }

  // The first line that is no field of an event ("502 Bad Gateway"): its beginning, or empty.
  const std::string& stray_line() const { return stray_line_; }
  // The first of those that holds "choices", so that text may be lost with it: its beginning, or empty.
  const std::string& spoilt_line() const { return spoilt_line_; }

  static constexpr std::size_t kMaxEventBytes = 16 << 20;

 private:
  void end_line(std::string_view line);
  void end_line_kept();
  void end_event();
  void take_field(std::string_view line);

  OnEvent on_event_;
  std::string line_;
  std::string stray_line_;
  std::string spoilt_line_;
  std::string name_;
  std::string data_;
  std::string ended_name_;  // of the event that is told of
  std::string ended_data_;
  bool has_data_ = false;
  bool first_line_ = true;
  bool after_cr_ = false;
  bool overgrown_ = false;
  bool stopped_ = false;
};

}  // namespace quantladder::llama
