#include "sys/kernel_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

#include "quantladder/sys/process.h"

namespace quantladder::sys {

std::optional<std::string> read_kernel_file(const std::filesystem::path& path) {
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return std::nullopt;
  std::string text;
  std::array<char, 4096> block;
  while (true) {
    const ssize_t got = read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
}

std::optional<std::uint64_t> read_kernel_number(const std::filesystem::path& path) {
  const auto text = read_kernel_file(path);
  if (!text) return std::nullopt;
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::optional<int> whole_number(std::string_view text, int base) {
  int value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && stop == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string kernel_field(std::string_view text, std::string_view key, const char* separators) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.rfind(key, 0) == 0) {
      const std::size_t begin = line.find_first_not_of(separators, key.size());
      return begin == std::string_view::npos ? std::string() : std::string(line.substr(begin));
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return {};
}

std::optional<std::uint64_t> kernel_kibibytes(std::string_view text, std::string_view key) {
  const std::string amount = kernel_field(text, key);
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(amount.data(), amount.data() + amount.size(), value);
  return error == std::errc() ? std::optional(value << 10) : std::nullopt;
}

}  // namespace quantladder::sys
