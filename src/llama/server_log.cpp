#include "llama/server_log.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <string_view>

#include "quantladder/core/printable.h"
#include "quantladder/core/words.h"

namespace quantladder::llama {
namespace {

constexpr std::string_view kSignsOfTrouble =
    "error|failed|couldn't|invalid|unsupported|unknown|out of memory|requires|abort|corrupted|no such file|"
    "unable to|assert|what():|not found|missing|not supported|fatal|exception";

// Programs say these on their way out, after the cause: "failed to load model 'x.gguf'". A reason behind a colon makes
// it telling again: "failed to load model: unknown architecture".
constexpr std::string_view kGeneral =
    "failed to load model|failed to load the model|unable to load model|couldn't load model|error loading model|"
    "failed to load draft model|failed to load multimodal model|failed to apply lora adapter|"
    "failed to download model|model loading error|failed to create context|failed to initialize the context|"
    "failed to create llama context|exiting due to|encountered an error|terminate called|aborted|runner process|"
    ": cuda error|: rocm error";

// A line that describes the model or the machine, or is a trace of the stack or of a debugger for it, holds no signs.
constexpr std::string_view kDescriptions = "- kv |- type |print_info|print_meta|token:|+0x|gdb: |lldb: ";

// A line that begins so says what to do, not what went wrong.
constexpr std::string_view kHints = "note:|hint:|tip:|please |try ";

// "0.01.288.370 E srv  load_model: failed" -> level 'E', text "srv load_model: failed".
struct LogLine {
  char level = ' ';
  std::string text;
};

LogLine parse_line(const std::string& line) {
  const std::size_t stamp = line.find_first_not_of("0123456789.");
  if (stamp == std::string::npos || stamp < 5 || line.size() < stamp + 3 || line[stamp] != ' ' ||
      line[stamp + 2] != ' ') {
    return {' ', core::make_one_line(line)};
  }
  return {line[stamp + 1], core::make_one_line(line.substr(stamp + 3))};
}

bool is_frame(const std::string& text) {
  return text.size() > 1 && text[0] == '#' && std::isdigit(static_cast<unsigned char>(text[1])) != 0;
}

bool is_general(const std::string& lower) {
  const auto says_no_more = [&](std::string_view phrase) {
    const std::size_t at = lower.find(phrase);
    if (at == std::string::npos) return false;
    const std::string rest = lower.substr(at + phrase.size());
    const std::size_t colon = rest.find(": ");
    const bool has_reason =
        colon != std::string::npos && colon < rest.find_first_of("'\"");  // not within a file's name
    return !has_reason || is_general(rest.substr(colon));
  };
  return core::any_word(kGeneral, says_no_more, '|');
}

// A hint stands at the line's start or behind the name of a function: "main: note: ...".
bool is_hint(std::string_view lower) {
  const auto begins_so = [](std::string_view text) {
    return core::any_word(
        kHints, [&](auto start) { return text.starts_with(start); }, '|');
  };
  const std::size_t colon = lower.find(": ");
  const bool error = lower.starts_with("error");
  return begins_so(lower) || (colon != std::string_view::npos && !error && begins_so(lower.substr(colon + 2)));
}

enum class Weight { none, warning, general, telling };

Weight weigh(const LogLine& line) {
  const std::string lower = core::in_small_letters(line.text);
  if (line.level != ' ') {  // the server has judged it already
    if (line.level == 'E') return is_general(lower) ? Weight::general : Weight::telling;
    return Weight::none;
  }
  if (is_frame(lower) || core::has_phrase_of(lower, kDescriptions) || !core::has_phrase_of(lower, kSignsOfTrouble))
    return Weight::none;
  if (is_hint(lower) || lower.find("warning") != std::string::npos) return Weight::warning;
  return is_general(lower) ? Weight::general : Weight::telling;
}

}  // namespace

std::string read_log_tail(const std::string& path, std::uint64_t from, std::size_t max_bytes) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::uint64_t>(file.tellg());
  if (size <= from) return {};
  const auto start = std::max(from, size - std::min<std::uint64_t>(size, max_bytes));
  std::string text(static_cast<std::size_t>(size - start), '\0');
  file.seekg(static_cast<std::streamoff>(start));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::string telling_line(const std::string& log) {
  std::istringstream lines(log);
  std::string best;
  Weight weight = Weight::none;
  for (std::string raw; std::getline(lines, raw);) {
    const LogLine line = parse_line(raw);
    if (line.text.empty()) continue;
    if (line.text.starts_with("usage:")) break;  // behind a refused option comes the whole help
    const Weight found = weigh(line);
    if (found < weight || (found == weight && found == Weight::general)) continue;
    weight = found;
    best = line.text;
  }
  return best;
}

std::string printable_log(const std::string& log) {
  std::string text;
  for (const char c : log) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 ? byte != 0x7F : c == '\n') text.push_back(c);
  }
  return core::make_valid_utf8(text);
}

}  // namespace quantladder::llama
