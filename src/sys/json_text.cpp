#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "quantladder/core/error.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/sys/files.h"

namespace quantladder::sys {

using nlohmann::json;

namespace {

[[noreturn]] void fail(const std::string& file, const std::string& message) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: {}", file, message));
}

// Far above any sense; a value is destroyed by recursion, which has an end.
constexpr int kDeepest = 100;
struct TooDeep {};

// The parser keeps the last of two equal keys without a word; a person who wrote both meant something else.
class DuplicateKeys {
 public:
  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    if (depth > kDeepest) throw TooDeep{};
    if (event == json::parse_event_t::object_start) seen_.emplace_back();
    if (event == json::parse_event_t::object_end) seen_.pop_back();
    if (event == json::parse_event_t::key && !seen_.back().insert(parsed.get<std::string>()).second && first_.empty()) {
      first_ = parsed.get<std::string>();
    }
    return true;
  }
  const std::string& first() const { return first_; }

 private:
  std::vector<std::set<std::string>> seen_;
  std::string first_;
};

// "[json.exception.parse_error.101] parse error at line 3, column 5: syntax error ..." without the library's name; of a
// number that no double holds ("[...] number overflow parsing '1e400'") it knows no line.
std::string plain(const std::string& message) {
  for (const auto& [mark, skipped] : {std::pair{"line ", 0}, std::pair{"] ", 2}}) {
    if (const std::size_t at = message.find(mark); at != std::string::npos) return message.substr(at + skipped);
  }
  return message;
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

json parse_json(std::string_view text, const std::string& file) {
  DuplicateKeys duplicates;
  try {
    json value = json::parse(text.begin(), text.end(), std::ref(duplicates), true, true);
    if (!duplicates.first().empty()) fail(file, fmt::format("the key \"{}\" is given twice", duplicates.first()));
    return value;
  } catch (const TooDeep&) {
    fail(file, fmt::format("nested more than {} levels deep", kDeepest));
  } catch (const json::exception& error) {
    fail(file, plain(error.what()));
  }
}

json read_json_file(const std::filesystem::path& path) { return parse_json(read_file(path), path.string()); }

bool is_utf8(const std::string& text) {
  try {
    static_cast<void>(json(text).dump());
    return true;
  } catch (const json::exception&) {
    return false;
  }
}

std::string nearest_word(const std::string& word, const std::set<std::string>& known) {
  std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
  std::string nearest;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best || distance >= candidate.size()) continue;
    best = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace quantladder::sys
