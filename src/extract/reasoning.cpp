#include "extract/reasoning.h"

#include <algorithm>

#include "extract/fence_line.h"
#include "extract/language.h"

namespace quantladder::extract {
namespace {

using std::string_view;

// These are left of harmony's marks where a server drops special tokens: "analysisWe need ...assistantfinalHere".
constexpr core::ThinkingMark kBareHarmony{"analysis", "assistantfinal", false};
// Lines that Ollama's command prints; the first alone may be a model's small talk.
constexpr core::ThinkingMark kOllama{"Thinking...", "...done thinking.", false};

char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// Takes capital and small letters for the same.
bool begins_with(string_view text, string_view mark) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return text.size() >= mark.size() && std::equal(mark.begin(), mark.end(), text.begin(), same);
}

std::size_t find_mark(string_view line, string_view mark) {
  std::size_t at = line.find(mark.front());
  while (at != string_view::npos && !begins_with(line.substr(at), mark)) at = line.find(mark.front(), at + 1);
  return at;
}

bool is_quoted(string_view line, std::size_t at) { return at > 0 && contains("`\"'", line.substr(at - 1, 1)); }

constexpr string_view kFirstBytes = "<[Hh\u25C1";  // of all marks
bool may_hold_a_mark(string_view line) { return line.find_first_of(kFirstBytes) != string_view::npos; }

// Returns where a closing mark ends reasoning in a line that may be code; npos for nowhere.
std::size_t orphan_close_in(string_view line, string_view close, bool in_code) {
  const std::size_t at = find_mark(line, close);
  if (at == string_view::npos || trim(line.substr(0, at)).empty()) return at;
  if (is_quoted(line, at) || contains(line.substr(0, at), "#")) return string_view::npos;
  const bool is_word = is_space(line[at - 1]) && line.substr(at + close.size()).starts_with(' ') &&
                       !contains(".!?:;)", trim(line.substr(0, at)).substr(trim(line.substr(0, at)).size() - 1));
  return !is_word && (!in_code || is_prose(line)) ? at : string_view::npos;
}

}  // namespace

Reasoning::Reasoning(Lines& lines) : lines_(lines) {
  find_closing_marks();
  drop_before_orphan_close();
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const string_view text = trim(lines_[i]);
    if (text.empty()) continue;
    const string_view rest = text.substr(std::min(kBareHarmony.open.size(), text.size()));
    const bool harmony = text.starts_with(kBareHarmony.open) && !rest.empty() && is_upper(rest.front());
    const auto ends = [](string_view line) { return trim(line) == kOllama.close; };
    const bool ollama = text == kOllama.open && std::any_of(lines_.begin(), lines_.end(), ends);
    if (!harmony && !ollama) break;
    mark_ = harmony ? &kBareHarmony : &kOllama;
    was_there_ = true;
    break;
  }
}

void Reasoning::find_closing_marks() {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (!may_hold_a_mark(lines_[i])) continue;
    for (std::size_t mark = 0; mark < last_close_.size(); ++mark) {
      if (find_mark(lines_[i], core::kThinkingMarks[mark].close) != string_view::npos) last_close_[mark] = i + 1;
    }
  }
}

void Reasoning::drop_before_orphan_close() {
  bool in_code = false;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const string_view line = lines_[i];
    if (parse_fence(line)) in_code = !in_code;
    if (!may_hold_a_mark(line)) continue;
    for (std::size_t mark = 0; mark < core::kThinkingMarks.size(); ++mark) {
      const core::ThinkingMark& tag = core::kThinkingMarks[mark];
      const std::size_t open = find_mark(line, tag.open);
      if (open != string_view::npos && !in_code && is_opening(i, open, mark)) return;
      if (!tag.close_tells_alone) continue;
      const std::size_t close = orphan_close_in(line, tag.close, in_code);
      if (close == string_view::npos) continue;
      for (std::size_t before = 0; before < i; ++before) lines_[before] = {};
      lines_[i] = line.substr(close + tag.close.size());
      was_there_ = true;
      return;
    }
  }
}

// A mark within a line opens when a thought follows at once, and not a word of a sentence about the mark; or when
// there is its closing mark further on.
bool Reasoning::is_opening(std::size_t i, std::size_t at, std::size_t mark) const {
  const string_view line = lines_[i];
  if (trim(line.substr(0, at)).empty()) return true;
  if (is_quoted(line, at)) return false;
  const string_view rest = line.substr(at + core::kThinkingMarks[mark].open.size());
  return trim(rest).empty() || !is_space(rest.front()) || last_close_[mark] > i;
}

bool Reasoning::opens(std::size_t i) {
  const string_view line = lines_[i];
  for (std::size_t at = line.find_first_of(kFirstBytes); at != string_view::npos;
       at = line.find_first_of(kFirstBytes, at + 1)) {
    for (std::size_t mark = 0; mark < core::kThinkingMarks.size(); ++mark) {
      const core::ThinkingMark& tag = core::kThinkingMarks[mark];
      if (!begins_with(line.substr(at), tag.open) || !is_opening(i, at, mark)) continue;
      mark_ = &tag;
      was_there_ = true;
      lines_[i].remove_prefix(at + tag.open.size());
      return true;
    }
  }
  return false;
}

void Reasoning::take_from(std::size_t i) {
  while (mark_ || opens(i)) {
    const std::size_t close =
        mark_ == &kBareHarmony ? lines_[i].find(mark_->close) : find_mark(lines_[i], mark_->close);
    if (close == string_view::npos) {
      lines_[i] = {};
      return;
    }
    lines_[i].remove_prefix(close + mark_->close.size());
    mark_ = nullptr;
  }
}

}  // namespace quantladder::extract
