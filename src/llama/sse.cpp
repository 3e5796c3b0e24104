#include "llama/sse.h"

namespace quantladder::llama {

bool SseParser::feed(std::string_view bytes) {
  while (!bytes.empty() && !overgrown_) {
    if (after_cr_ && bytes.front() == '\n') bytes.remove_prefix(1);
    after_cr_ = false;
    const std::size_t end = bytes.find_first_of("\r\n");
    line_.append(bytes.substr(0, end));
    overgrown_ = line_.size() + data_.size() > kMaxEventBytes;
    if (end == std::string_view::npos) break;
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    end_line();
  }
  return !overgrown_;
}

void SseParser::end_line() {
  if (!line_.empty()) {
    take_field(line_);
    line_.clear();
    return;
  }
  if (!has_data_) return;
  std::string data;
  data.swap(data_);  // the callback may throw: the parser is in order before it is called
  has_data_ = false;
  on_event_(data);
}

void SseParser::take_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  // Older llama-servers report a failure as a field of its own name, with the same JSON.
  if (name != "data" && name != "error") return;
  std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  if (has_data_) data_.push_back('\n');
  data_.append(value);
  has_data_ = true;
}

}  // namespace quantladder::llama
