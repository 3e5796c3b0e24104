#include "llama/usual_event.h"

#include <array>
#include <cstddef>

namespace quantladder::llama {
namespace {

constexpr std::string_view kEscapes = "\"\\/bfnrt";
constexpr std::string_view kEscaped = "\"\\/\b\f\n\r\t";
constexpr std::size_t kMostDigits = 18;

bool is_continuation(std::string_view text, std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
  if (at >= text.size()) return false;
  const auto byte = static_cast<unsigned char>(text[at]);
  return byte >= low && byte <= high;
}

// Returns the bytes of the character that begins there and is none of ASCII; 0 where it is no valid UTF-8.
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first >= 0xC2 && first <= 0xDF) return is_continuation(text, at + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;   // no longer than it need be
    const unsigned high = first == 0xED ? 0x9F : 0xBF;  // no half of a surrogate pair
    return is_continuation(text, at + 1, low, high) && is_continuation(text, at + 2) ? 3 : 0;
  }
  if (first < 0xF0 || first > 0xF4) return 0;
  const unsigned low = first == 0xF0 ? 0x90 : 0x80;
  const unsigned high = first == 0xF4 ? 0x8F : 0xBF;  // up to U+10FFFF
  return is_continuation(text, at + 1, low, high) && is_continuation(text, at + 2) && is_continuation(text, at + 3) ? 4
                                                                                                                    : 0;
}

// Each function takes what it names off the front, and returns false where something else stands there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool take(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }

  bool take_count() {
    std::size_t digits = 0;
    while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') ++digits;
    if (digits == 0 || digits > kMostDigits || (digits > 1 && rest_.front() == '0')) return false;
    rest_.remove_prefix(digits);
    return true;
  }

  // A string with its quotes; `text` is what it means.
  bool take_string(std::string* text = nullptr) {
    if (!take("\"")) return false;
    std::size_t at = 0;
    std::size_t copied = 0;
    while (at < rest_.size()) {
      const auto byte = static_cast<unsigned char>(rest_[at]);
      if (byte == '"') {
        if (text != nullptr) text->append(rest_.substr(copied, at - copied));
        rest_.remove_prefix(at + 1);
        return true;
      }
      if (byte < 0x20) return false;
      if (byte == '\\') {
        const std::size_t which = at + 1 < rest_.size() ? kEscapes.find(rest_[at + 1]) : std::string_view::npos;
        if (which == std::string_view::npos) return false;
        if (text != nullptr) text->append(rest_.substr(copied, at - copied)).push_back(kEscaped[which]);
        at += 2;
        copied = at;
        continue;
      }
      const std::size_t bytes = byte < 0x80 ? 1 : character_bytes(rest_, at);
      if (bytes == 0) return false;
      at += bytes;
    }
    return false;
  }

 private:
  std::string_view rest_;
};

// {"name":...,"name":...}: every name at most once, in any order. `take_value` takes the value of that name.
template <std::size_t kCount, class TakeValue>
bool take_object(Scanner& scanner, const std::array<std::string_view, kCount>& names, TakeValue take_value) {
  if (!scanner.take("{")) return false;
  std::array<bool, kCount> seen{};
  do {
    std::size_t name = 0;
    while (name < kCount && !scanner.take(names[name])) ++name;
    if (name == kCount || seen[name] || !take_value(name)) return false;
    seen[name] = true;
  } while (scanner.take(","));
  return scanner.take("}");
}

bool take_delta(Scanner& scanner, UsualEvent& into) {
  into.is_reasoning = false;
  into.text.clear();
  if (scanner.take(R"({"role":"assistant","content":null})")) return true;  // the first of all, beside the first text
  if (!scanner.take("{\"")) return false;
  into.is_reasoning = scanner.take("reasoning_content\":");
  if (!into.is_reasoning && !scanner.take("content\":")) return false;
  return scanner.take_string(&into.text) && scanner.take("}");
}

constexpr std::array<std::string_view, 3> kInChoice{R"("finish_reason":)", R"("index":)", R"("delta":)"};
constexpr std::array<std::string_view, 6> kInEvent{
    R"("choices":)", R"("created":)", R"("id":)", R"("model":)", R"("system_fingerprint":)", R"("object":)"};

}  // namespace

bool read_usual_event(std::string_view data, UsualEvent& into) {
  Scanner scanner(data);
  bool held_text = false;
  const auto take_in_choice = [&](std::size_t name) {
    if (name == 0) return scanner.take("null");
    if (name == 1) return scanner.take_count();
    return held_text = take_delta(scanner, into);
  };
  const auto take_in_event = [&](std::size_t name) {
    if (name == 0) return scanner.take("[") && take_object(scanner, kInChoice, take_in_choice) && scanner.take("]");
    if (name == 1) return scanner.take_count();
    return name == 5 ? scanner.take("\"chat.completion.chunk\"") : scanner.take_string();
  };
  return take_object(scanner, kInEvent, take_in_event) && scanner.at_end() && held_text;
}

}  // namespace quantladder::llama
