#include "llama/loading_notice.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace quantladder::llama {
namespace {

constexpr std::string_view kOpening = "llama-swap loading model:";
constexpr std::string_view kDone = "Done! (";
constexpr std::size_t kLongestRule = 512;         // bytes
constexpr std::size_t kLongestNotice = 16 << 10;  // bytes: hours of dots

bool drop_front(std::string_view& text, std::string_view part) {
  if (!text.starts_with(part)) return false;
  text.remove_prefix(part.size());
  return true;
}

// Returns the text without the lines drawn before it (heavy, light or plain) and blanks.
std::string_view without_rules(std::string_view text) {
  while (drop_front(text, "\u2501") || drop_front(text, "\u2500") || drop_front(text, "\u2014") ||
         drop_front(text, " ") || drop_front(text, "\r") || drop_front(text, "\n")) {
  }
  return text;
}

}  // namespace

std::string LoadingNotice::held_text() const {
  std::string text;
  for (const Piece& piece : held_) text += piece.text;
  return text;
}

std::vector<LoadingNotice::Piece> LoadingNotice::take(Piece piece) {
  if (state_ == State::over) return {std::move(piece)};
  held_.push_back(std::move(piece));
  if (state_ == State::undecided) {
    const std::string text = held_text();
    const std::string_view said = without_rules(text);
    const std::string_view start = said.substr(0, kOpening.size());
    if (start != kOpening.substr(0, start.size()) || text.size() > kLongestRule) {
      state_ = State::over;
      return std::exchange(held_, {});
    }
    if (said.size() < kOpening.size()) return {};
    state_ = State::inside;
    met_ = true;
  }
  if (state_ == State::inside) {
    const std::string text = held_text();
    if (text.size() > kLongestNotice) {
      met_ = false;
      return give_up();
    }
    const std::size_t done = text.find(kDone);
    const std::size_t end = done == std::string::npos ? done : text.find('\n', done);
    if (end == std::string::npos) return {};
    state_ = State::tail;
    held_ = {{text.substr(end), held_.back().at_ms}};
  }
  Piece rest{held_text(), held_.back().at_ms};
  rest.text = without_rules(rest.text);
  held_.clear();
  if (rest.text.empty()) return {};
  state_ = State::over;
  return {std::move(rest)};
}

std::vector<LoadingNotice::Piece> LoadingNotice::give_up() {
  state_ = State::over;
  return std::exchange(held_, {});
}

}  // namespace quantladder::llama
