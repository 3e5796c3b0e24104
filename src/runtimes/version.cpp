#include "quantladder/runtimes/version.h"

#include <algorithm>
#include <cctype>

namespace quantladder::runtimes {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// Takes the first number off the text. Digits beyond what a number holds are left out: no version has them.
unsigned long take_number(std::string_view& text) {
  unsigned long number = 0;
  while (!text.empty() && is_digit(text.front())) {
    if (number < 100000000) number = 10 * number + static_cast<unsigned long>(text.front() - '0');
    text.remove_prefix(1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return number;
}

}  // namespace

std::string version_in(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(text[begin])) continue;
    std::size_t end = begin;
    while (end < text.size() &&
           (is_digit(text[end]) || (text[end] == '.' && end + 1 < text.size() && is_digit(text[end + 1]))))
      ++end;
    const std::string_view number = text.substr(begin, end - begin);
    if (number.find('.') != std::string_view::npos) return std::string(number);
    begin = end;
  }
  return "";
}

bool is_older(std::string_view version, std::string_view than) {
  while (!version.empty() || !than.empty()) {
    const unsigned long left = take_number(version);
    const unsigned long right = take_number(than);
    if (left != right) return left < right;
  }
  return false;
}

std::string minor_version(const std::string& version) {
  return version.substr(0, version.find('.', version.find('.') + 1));
}

}  // namespace quantladder::runtimes
