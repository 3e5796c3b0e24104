#include "llama/perplexity_output.h"

#include <charconv>
#include <cmath>

namespace quantladder::llama {
namespace {

constexpr std::size_t kLongestValue = 64;  // "[1]23.4972" and its like are far shorter

// Returns the number that `text` begins with, and moves behind it; nullopt where it begins with none. "nan" is one.
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

void RunningPerplexity::read(std::string_view text) {
  pending_ += text;
  std::size_t done = 0;
  for (std::size_t comma = pending_.find(','); comma != std::string::npos; comma = pending_.find(',', done)) {
    const std::size_t bracket = pending_.rfind('[', comma);
    if (bracket != std::string::npos && bracket >= done) {
      std::string_view entry(pending_.data() + bracket + 1, comma - bracket - 1);
      const auto number = take_number(entry);
      const bool closed = take(entry, "]");
      const auto value = take_number(entry);
      if (number && closed && value && entry.empty() && *number >= 1 && *number <= 1e9) {
        chunks_ = static_cast<int>(*number);
        value_ = value;
        has_no_number_ = has_no_number_ || !std::isfinite(*value);
      }
    }
    done = comma + 1;
  }
  pending_.erase(0, done);
  if (pending_.size() > kLongestValue) pending_.erase(0, pending_.size() - kLongestValue);
}

std::optional<core::Perplexity> parse_final_estimate(const std::string& text) {
  constexpr std::string_view kBegin = "Final estimate: PPL = ";
  const std::size_t at = text.rfind(kBegin);
  if (at == std::string::npos) return std::nullopt;
  std::string_view rest = std::string_view(text).substr(at + kBegin.size());
  const auto value = take_number(rest);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  core::Perplexity perplexity{.value = *value, .source = core::PerplexitySource::final_estimate};
  if (!take(rest, " +/- ")) return std::nullopt;
  if (const auto error = take_number(rest); error && std::isfinite(*error)) perplexity.error = error;
  return perplexity;
}

}  // namespace quantladder::llama
