#include "llama/sse.h"

#include <utility>

namespace quantladder::llama {

namespace {
constexpr std::size_t kMaxStrayBytes = 400;
}

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

void SseParser::end() {
  if (overgrown_) return;
  if (!line_.empty()) end_line();
  end_event();
}

void SseParser::end_line() {
  if (std::exchange(first_line_, false) && line_.starts_with("\xef\xbb\xbf")) line_.erase(0, 3);
  if (line_.empty()) {
    end_event();
    return;
  }
  std::string line;
  line.swap(line_);  // the callback may throw: the parser is in order before it is called
  take_field(line);
}

// An event without data says nothing, by the standard.
void SseParser::end_event() {
  std::string name;
  std::string data;
  name.swap(name_);
  data.swap(data_);
  has_data_ = false;
  if (!data.empty()) on_event_({name, data});
}

void SseParser::take_field(std::string_view line) {
  // No field's name begins so: this is from servers that leave `data:` away.
  if ((line.front() == '{' && line.back() == '}') || line == "[DONE]") {
    end_event();
    on_event_({"", line, true});
    return;
  }
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  if (name == "event") name_ = value;
  if (name == "error") name_ = name;
  if (name != "data" && name != "error") {
    const bool standard = name.empty() || name == "event" || name == "id" || name == "retry";  // empty: a comment
    if (!standard && stray_line_.empty()) stray_line_ = line.substr(0, kMaxStrayBytes);
    const bool spoilt = !standard && spoilt_line_.empty() && line.find("\"choices\"") != std::string_view::npos;
    if (spoilt) spoilt_line_ = line.substr(0, kMaxStrayBytes);
    return;
  }
  if (has_data_) data_.push_back('\n');
  data_.append(value);
  has_data_ = true;
}

}  // namespace quantladder::llama
