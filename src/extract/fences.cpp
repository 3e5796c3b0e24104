#include "extract/fences.h"

#include <optional>

#include "extract/language.h"
#include "extract/named.h"
#include "extract/paths.h"
#include "extract/reasoning.h"
#include "extract/turn.h"

namespace quantladder::extract {
namespace {

using std::string_view;

// Code without a fence is read again for each string with a fence in it.
constexpr int kMostHeldStrings = 32;

class FenceReader {
 public:
  FenceReader(Document& document, const Language& language)
      : document_(document),
        lines_(document.lines),
        language_(language),
        strings_(language),
        outside_(language),
        reasoning_(lines_) {}

  void read() {
    for (std::size_t i = 0; i < lines_.size(); ++i) read_line(i);
    if (open_) end_block(lines_.size(), lines_.size(), Shape::unclosed);
    document_.has_reasoning = reasoning_.was_there();
  }

 private:
  void read_line(std::size_t i) {
    if (!open_) reasoning_.take_from(i);
    if (reasoning_.inside() || i < string_end_) return;
    drop_next_turn(i);
    if (open_) {
      read_inside(i);
    } else {
      read_outside(i);
    }
    written_ = written_ || !trim(lines_[i]).empty();
  }

  void drop_next_turn(std::size_t i) {
    if (open_ && strings_.inside()) return;
    const bool after_block = !open_ && !document_.blocks.empty();
    const auto end = after_block && begins_user_turn(lines_, i) ? 0 : turn_end_in(lines_, i, open_.has_value());
    if (!end || (!written_ && trim(lines_[i].substr(0, *end)).empty())) return;
    lines_[i] = lines_[i].substr(0, *end);
    lines_.resize(i + 1);
  }

  void read_outside(std::size_t i) {
    if (const string_view code = one_line_block(lines_[i], language_); !code.empty()) {
      add_one_line_block(i, code);
    } else if (const auto fence = parse_fence(lines_[i])) {
      read_fence_outside(i, *fence);
    } else if (const auto quotes = parse_quote_fence(lines_[i], language_);
               quotes && !outside_.inside() && begins_code(i, *quotes)) {
      begin_block(i, *quotes, i);
    } else if (const auto late = fence_after_sentence(lines_[i])) {
      begin_block(i, *late, i + 1);
    } else {
      outside_.feed(lines_[i]);
    }
  }

  void read_fence_outside(std::size_t i, const Fence& fence) {
    if (is_markdown(fence.info) || (is_bare(fence) && holds_a_block(i, fence))) {
      wrappers_.push_back(fence);  // an answer wrapped as a whole: what is inside counts as if it were outside
    } else if (is_bare(fence) && ends_wrapper(fence)) {
      wrappers_.pop_back();
    } else if (!is_bare(fence) || !end_code_without_opening(i)) {
      begin_block(i, fence, i);
    }
  }

  void add_one_line_block(std::size_t i, string_view code) {
    lines_[i] = code;
    document_.blocks.push_back({gap_, i, i, i + 1, {}, Marking::wanted, Shape::closed});
    gap_ = i + 1;
  }

  // "````" around a whole answer: the next fence is of another kind and names the language.
  bool holds_a_block(std::size_t i, const Fence& outer) const {
    StringTracker strings(language_);
    for (++i; i < lines_.size(); ++i) {
      if (const auto fence = parse_fence(lines_[i])) {
        const bool inner = fence->mark != outer.mark || fence->length < outer.length;
        return inner && !strings.inside() && !is_bare(*fence) && marking_of(fence->info, language_) == Marking::wanted;
      }
      strings.feed(lines_[i]);
    }
    return false;
  }

  // Three quotes open a block with the language's name; without one, when a definition or an import comes next.
  bool begins_code(std::size_t i, const Fence& quotes) const {
    if (!quotes.info.empty()) return true;
    const string_view next = i + 1 < lines_.size() ? lines_[i + 1] : string_view{};
    return code_on(next, language_) == next && !next.empty();
  }

  bool ends_wrapper(const Fence& fence) const {
    return !wrappers_.empty() && wrappers_.back().mark == fence.mark && wrappers_.back().length <= fence.length;
  }

  // "Here it is: ```python": only with the language named, or a sentence about backticks would open a block.
  std::optional<Fence> fence_after_sentence(string_view line) const {
    const std::size_t at = line.find("```");
    if (at == string_view::npos) return std::nullopt;
    auto fence = parse_fence(line.substr(at));
    if (!fence || fence->info.empty() || marking_of(fence->info, language_) != Marking::wanted) return std::nullopt;
    fence->indent = 0;
    return fence;
  }

  void read_inside(std::size_t i) {
    const bool quotes = open_->mark == '\'' || open_->mark == '"';
    const auto fence = quotes ? parse_quote_fence(lines_[i], language_) : parse_fence(lines_[i]);
    const bool ends = fence && fence->mark == open_->mark && fence->length >= open_->length;
    if (ends && fence->indent < open_->indent + 4 && !is_in_string(i)) {
      const bool closes = is_bare(*fence) && !label_;
      return closes ? end_block(i, i + 1, Shape::closed) : end_without_closing(i);
    }
    if (!fence && closes_after_code(i)) return end_block(i + 1, i + 1, Shape::closed);
    if (block_.marking == Marking::other) return;
    if (!trim(lines_[i]).empty())
      label_ = !strings_.inside() && lines_[i].ends_with(':') && language_.is_prose(lines_[i], false);
    strings_.feed(lines_[i]);
  }

  // A fence within a string that is closed further on belongs to the string.
  bool is_in_string(std::size_t i) {
    if (!strings_.inside()) return false;
    if (i >= held_until_) held_until_ = end_of_held_string(i, strings_.quote(), open_->mark);
    return i < held_until_;
  }

  // Returns the line that closes the string, if the fences from line i up to there are in pairs or more of them follow;
  // else 0.
  std::size_t end_of_held_string(std::size_t i, string_view quote, char mark) const {
    bool inside = false;
    for (; i < lines_.size(); ++i) {
      const auto fence = parse_fence(lines_[i]);
      if (fence && fence->mark == mark) {
        if (inside && !is_bare(*fence)) return 0;
        inside = !inside;
      } else if (contains(lines_[i], quote)) {
        return !inside || has_bare_fence_after(i) ? i : 0;
      }
    }
    return 0;
  }

  bool has_bare_fence_after(std::size_t i) const {
    for (++i; i < lines_.size(); ++i) {
      if (const auto fence = parse_fence(lines_[i])) return is_bare(*fence);
    }
    return false;
  }

  // Ends the block at "    return total```"; not in a comment, where backticks may stand.
  bool closes_after_code(std::size_t i) {
    const std::size_t code_end = lines_[i].find("```");
    if (code_end == string_view::npos || open_->mark != '`' || strings_.inside()) return false;
    const string_view code = lines_[i].substr(0, code_end);
    const string_view fence = trim(lines_[i].substr(code_end));
    if (fence.find_first_not_of('`') != string_view::npos || fence.size() < open_->length) return false;
    if (code.find(language_.comment()) != string_view::npos) return false;
    lines_[i] = code;
    return true;
  }

  // Takes the language's name from a line of its own below the fence.
  void drop_language_word() {
    if (block_.marking != Marking::unmarked) return;
    std::size_t first = block_.begin;
    while (first < block_.end && trim(lines_[first]).empty()) ++first;
    if (first == block_.end) return;
    const string_view word = trim(lines_[first]);
    if (word != leading_word(word) || marking_of(word, language_) != Marking::wanted) return;
    block_.marking = Marking::wanted;
    block_.begin = first + 1;
  }

  void begin_block(std::size_t i, const Fence& fence, std::size_t gap_end) {
    const string_view info = is_bare(fence) ? string_view{} : fence.info;
    block_ = {gap_, gap_end, i + 1, i + 1, info, marking_of(info, language_), Shape::closed};
    if (const string_view code = code_on(info, language_); !code.empty() && gap_end == i) {
      block_.marking = code == info ? Marking::unmarked : Marking::wanted;
      block_.info = {};
      block_.begin = i;
      lines_[i] = code;
    }
    open_ = fence;
    held_until_ = 0;
    label_ = false;
    strings_ = StringTracker(language_);
  }

  void end_block(std::size_t content_end, std::size_t gap, Shape shape) {
    block_.end = content_end;
    block_.shape = shape;
    drop_language_word();
    gap_ = gap;
    if (shape == Shape::unclosed) gap_ = cut_what_follows_code();
    document_.blocks.push_back(block_);
    open_.reset();
  }

  void end_without_closing(std::size_t i) {
    end_block(i, i, Shape::unclosed);
    read_line(i);
  }

  // Where a closing fence is missing, the prose and headings after the code are no part of it.
  std::size_t cut_what_follows_code() {
    StringTracker strings(language_);
    if (block_.marking == Marking::other) return block_.begin;  // it may hold the next block's heading
    for (std::size_t i = block_.begin; i < block_.end; ++i) {
      const bool markdown = language_.is_prose(lines_[i], strings.continued()) ||
                            !bare_label(lines_[i], language_).empty() ||
                            (lines_[i].starts_with("##") && !path_in(lines_[i], language_).empty());
      if (!strings.inside() && markdown && i > block_.begin) {
        block_.end = i;
        break;
      }
      strings.feed(lines_[i]);
    }
    return block_.end;
  }

  // Returns the quote of the string that is open where the block ends; empty when none is.
  string_view open_quote(const Block& block) const {
    StringTracker strings(language_);
    for (std::size_t i = block.begin; i < block.end; ++i) strings.feed(lines_[i]);
    return strings.quote();
  }

  // A bare fence right after lines of code closes a block whose opening fence is missing.
  bool end_code_without_opening(std::size_t i) {
    const auto sections = code_sections(lines_, gap_, i, language_);
    if (sections.empty() || sections.back().end != i) return false;
    Block code = sections.back();
    if (const string_view quote = open_quote(code); !quote.empty()) {
      string_end_ = ++held_strings_ < kMostHeldStrings ? end_of_held_string(i, quote, '`') : 0;
      if (string_end_ > i) return true;  // the fence is part of a string
    }
    bool certain = false;  // a lone `name = ...` may be a sentence's formula
    for_each_code_line(lines_, code, language_, [&](std::size_t, string_view line) {
      const bool by_name = !defined_name(line, language_).empty() && !opens_definition(line, language_);
      certain = certain || (starts_code(line, language_) && !by_name);
    });
    if (!certain) return false;
    code.gap_begin = gap_;
    code.gap_end = code.begin;
    code.shape = Shape::missing_open;
    document_.blocks.push_back(code);
    gap_ = i + 1;
    return true;
  }

  Document& document_;
  Lines& lines_;
  const Language& language_;
  StringTracker strings_;  // of the block that is open
  StringTracker outside_;  // of code without a fence
  Reasoning reasoning_;
  bool written_ = false;
  std::size_t string_end_ = 0;  // the same, for code without a fence
  int held_strings_ = 0;
  std::vector<Fence> wrappers_;
  std::optional<Fence> open_;
  Block block_;
  bool label_ = false;          // the last line is "Output:", so that a bare fence opens the next block
  std::size_t held_until_ = 0;  // the line that closes the string which the fences before it stand in
  std::size_t gap_ = 0;
};

}  // namespace

Document read_document(string_view reply, const Language& language) {
  Document document;
  document.lines = split_lines(reply);
  drop_leading_blank(document.lines);
  drop_leading_token(document.lines, language);
  unquote_blocks(document.lines);
  FenceReader(document, language).read();
  return document;
}

}  // namespace quantladder::extract
