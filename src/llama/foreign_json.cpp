#include "llama/foreign_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "quantladder/core/lists.h"
#include "quantladder/core/printable.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kDeepest = 200;

bool is_deep(std::string_view text) {
  std::size_t depth = 0;
  bool inside = false;  // a string
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inside) {
      if (c == '\\') ++i;
      if (c == '"') inside = false;
    } else if (c == '"') {
      inside = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

constexpr const char* kInvalidUtf8 = "the stream held invalid UTF-8, replaced by U+FFFD";
constexpr const char* kLoneSurrogate = "the stream held half a surrogate pair, replaced by U+FFFD";
constexpr const char* kNoNumber = "the stream held figures that are no numbers (NaN, Infinity), read as missing";

// Returns the number of \uXXXX at `at`; 0 where none stands.
unsigned long escaped_at(std::string_view text, std::size_t at) {
  if (text.size() < at + 6 || text[at] != '\\' || text[at + 1] != 'u') return 0;
  return std::strtoul(std::string(text.substr(at + 2, 4)).c_str(), nullptr, 16);
}

bool is_high(unsigned long unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(unsigned long unit) { return unit >= 0xDC00 && unit < 0xE000; }

class Mender {
 public:
  Mender(std::string_view text, std::vector<std::string>& mended) : text_(text), mended_(mended) {}

  std::string run() {
    out_.reserve(text_.size());
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (inside_) {
        take_in_string(c);
      } else if (c == '"' || std::string_view("{}[]:, \t\r\n").find(c) != std::string_view::npos) {
        inside_ = c == '"';
        copy(1);
      } else {
        take_word();
      }
    }
    return std::move(out_);
  }

 private:
  void copy(std::size_t bytes) {
    out_ += text_.substr(at_, bytes);
    at_ += bytes;
  }

  void take_in_string(char c) {
    const unsigned long unit = escaped_at(text_, at_);
    if (is_high(unit) && is_low(escaped_at(text_, at_ + 6))) {
      copy(12);
    } else if (is_high(unit) || is_low(unit)) {
      out_ += "\\ufffd";
      at_ += 6;
      core::add_once(mended_, kLoneSurrogate);
    } else if (c == '\\') {
      copy(2);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out_ += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
      ++at_;
    } else {
      inside_ = c != '"';
      copy(1);
    }
  }

  // true, a number, or what is neither
  void take_word() {
    const std::size_t end = std::min(text_.find_first_of("{}[]:,\" \t\r\n", at_), text_.size());
    const std::string_view word = text_.substr(at_, end - at_);
    const bool good = Json::accept(word);
    out_ += good ? word : std::string_view("null");
    at_ = end;
    if (!good) core::add_once(mended_, kNoNumber);
  }

  std::string_view text_;
  std::vector<std::string>& mended_;
  std::string out_;
  std::size_t at_ = 0;
  bool inside_ = false;
};

}  // namespace

nlohmann::json parse_foreign(std::string_view text) {
  if (is_deep(text)) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, false);
}

nlohmann::json parse_mended(std::string_view text, std::vector<std::string>& mended) {
  Json json = parse_foreign(text);
  if (!json.is_discarded() || text.find('{') == std::string_view::npos) return json;  // no event, but "ping"
  const std::string valid = core::make_valid_utf8(text);
  std::vector<std::string> found;
  if (valid != text) core::add_once(found, kInvalidUtf8);
  json = parse_foreign(Mender(valid, found).run());
  if (json.is_discarded()) return json;
  for (const std::string& line : found) core::add_once(mended, line);
  return json;
}

const nlohmann::json* find_field(const nlohmann::json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string string_field(const nlohmann::json& object, const char* key) {
  const Json* value = find_field(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::string dumped(const nlohmann::json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace quantladder::llama
