#include "llama/sse.h"

#include <utility>

namespace quantladder::llama {

namespace {

constexpr std::size_t kMaxStrayBytes = 400;

// Not find_first_of, which looks every byte up in the set anew.
std::size_t end_of_line(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes[at] == '\n' || bytes[at] == '\r') return at;
  }
  return std::string_view::npos;
}

}  // namespace

bool SseParser::feed(std::string_view bytes) {
  while (!bytes.empty() && !overgrown_ && !stopped_) {
    if (after_cr_ && bytes.front() == '\n') bytes.remove_prefix(1);
    after_cr_ = false;
    const std::size_t end = end_of_line(bytes);
    const std::string_view part = bytes.substr(0, end);
    overgrown_ = line_.size() + part.size() + data_.size() > kMaxEventBytes;
    if (end == std::string_view::npos) {
      line_.append(part);
      break;
    }
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    if (overgrown_) break;
    if (line_.empty()) {
      end_line(part);  // most lines come whole: they are not copied
    } else {
      line_.append(part);
      end_line_kept();
    }
  }
  return !overgrown_;
}

void SseParser::end() {
  if (overgrown_ || stopped_) return;
  if (!line_.empty()) end_line_kept();
  end_event();
}

void SseParser::end_line_kept() {
  const std::string line = std::exchange(line_, {});  // in order before the callback, which may throw
  end_line(line);
}

void SseParser::end_line(std::string_view line) {
  if (std::exchange(first_line_, false) && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
  if (line.empty()) {
    end_event();
  } else {
    take_field(line);
  }
}

// An event without data says nothing, by the standard.
void SseParser::end_event() {
  // Swapped, so that both keep their memory for the next event; and the parser is in order before the callback.
  ended_name_.swap(name_);
  ended_data_.swap(data_);
  name_.clear();
  data_.clear();
  has_data_ = false;
  if (!ended_data_.empty()) on_event_({ended_name_, ended_data_});
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
