#include "judge/extract_fences.h"

#include <algorithm>
#include <array>
#include <optional>

#include "judge/extract_paths.h"

namespace quantladder::judge::extraction {
namespace {

using std::string_view;

struct Fence {
  char mark = '`';
  std::size_t length = 0;
  std::size_t indent = 0;  // of the fence itself, behind a list marker
  string_view info;
};

struct ReasoningTag {
  string_view open, close;
};
constexpr std::array<ReasoningTag, 5> kReasoningTags{{{"<think>", "</think>"},
                                                      {"<thinking>", "</thinking>"},
                                                      {"<thought>", "</thought>"},
                                                      {"<reasoning>", "</reasoning>"},
                                                      {"[THINK]", "[/THINK]"}}};

std::size_t run_length(string_view text, char mark) { return std::min(text.find_first_not_of(mark), text.size()); }

std::optional<Fence> parse_fence(string_view line) {
  const std::size_t at = text_begin(line);
  if (at == line.size() || (line[at] != '`' && line[at] != '~')) return std::nullopt;
  const string_view text = line.substr(at);
  const Fence fence{text.front(), run_length(text, text.front()), at,
                    trim(text.substr(run_length(text, text.front())))};
  if (fence.length < 3) return std::nullopt;
  if (fence.mark == '`' && contains(fence.info, "`")) return std::nullopt;  // code within a sentence
  return fence;
}

// What follows a closing fence by mistake ("```.", "```<|im_end|>") is no info string: those begin with a word.
bool is_bare(const Fence& fence) {
  return fence.info.empty() || (!is_word(fence.info.front()) && fence.info.front() != '{');
}

Marking marking_of(string_view info, const Language& language) {
  if (info.empty()) return Marking::unmarked;
  string_view text = info;
  while (!text.empty() && (text.front() == '{' || text.front() == '.')) text.remove_prefix(1);
  const string_view token = text.substr(0, text.find_first_of(" \t:{},="));
  const std::string word = to_lower(token.substr(0, 40));  // longer is no language's name
  const auto& names = language.info_names;
  if (std::find(names.begin(), names.end(), word) != names.end() || word.starts_with("python3."))
    return Marking::wanted;
  const bool only_a_path =
      !token.empty() && path_in(text.substr(0, text.find_first_of(" \t")), language) != string_view{};
  const bool attribute = word == "title" || word == "file" || word == "filename" || word == "path";
  return only_a_path || (attribute && !path_in(text, language).empty()) ? Marking::wanted : Marking::other;
}

bool is_markdown(string_view info) {
  const std::string word = to_lower(leading_word(info).substr(0, 40));
  return word == "markdown" || word == "md";
}

class Reader {
 public:
  Reader(Document& document, const Language& language)
      : document_(document), lines_(document.lines), language_(language), strings_(language) {}

  void read() {
    drop_text_before_orphan_close();
    for (std::size_t i = 0; i < lines_.size(); ++i) read_line(i);
    if (open_) end_block(lines_.size(), lines_.size(), Shape::unclosed);
  }

 private:
  // Some chat templates open the reasoning in the prompt: the reply then holds only its end.
  void drop_text_before_orphan_close() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const string_view text = trim(lines_[i]);
      for (const ReasoningTag& tag : kReasoningTags) {
        if (text.starts_with(tag.open)) return;
        if (!text.starts_with(tag.close) && !text.ends_with(tag.close)) continue;
        for (std::size_t before = 0; before < i; ++before) lines_[before] = {};
        lines_[i] = text.starts_with(tag.close) ? text.substr(tag.close.size()) : string_view{};
        document_.has_reasoning = true;
        return;
      }
    }
  }

  void read_line(std::size_t i) {
    while (!open_ && skip_reasoning(i)) {
    }
    if (!reasoning_) {
      if (open_) {
        read_inside(i);
      } else {
        read_outside(i);
      }
    }
  }

  // True when a span ended or began within the line, so that its rest is to be looked at again.
  bool skip_reasoning(std::size_t i) {
    if (reasoning_) {
      const std::size_t close = lines_[i].find(reasoning_->close);
      if (close == string_view::npos) {
        lines_[i] = {};
        return false;
      }
      lines_[i].remove_prefix(close + reasoning_->close.size());
      reasoning_ = nullptr;
      return true;
    }
    const string_view text = trim(lines_[i]);
    for (const ReasoningTag& tag : kReasoningTags) {
      if (!text.starts_with(tag.open)) continue;
      reasoning_ = &tag;
      document_.has_reasoning = true;
      lines_[i] = text.substr(tag.open.size());
      return true;
    }
    return false;
  }

  void read_outside(std::size_t i) {
    if (const auto fence = parse_fence(lines_[i])) {
      if (is_markdown(fence->info)) {
        wrappers_.push_back(*fence);  // an answer wrapped as a whole: what is inside counts as if it were outside
      } else if (is_bare(*fence) && ends_wrapper(*fence)) {
        wrappers_.pop_back();
      } else if (!is_bare(*fence) || !end_code_without_opening(i)) {
        begin_block(i, *fence, i);
      }
    } else if (const auto late = fence_after_sentence(lines_[i])) {
      begin_block(i, *late, i + 1);
    }
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
    const auto fence = parse_fence(lines_[i]);
    const bool closes = fence && fence->mark == open_->mark && fence->length >= open_->length;
    if (closes && fence->indent < open_->indent + 4) {
      if (!is_bare(*fence) && !strings_.inside()) return end_without_closing(i);
      if (!is_bare(*fence)) {
        ++examples_;  // a docstring that shows a fenced example
      } else if (examples_ > 0) {
        --examples_;
      } else {
        return end_block(i, i + 1, Shape::closed);
      }
    } else if (!fence && closes_after_code(i)) {
      return end_block(i + 1, i + 1, Shape::closed);
    }
    if (block_.marking != Marking::other) strings_.feed(lines_[i]);
  }

  // "    return total```"; not in a comment, where backticks may stand
  bool closes_after_code(std::size_t i) {
    const std::size_t code_end = lines_[i].find("```");
    if (code_end == string_view::npos || open_->mark != '`' || strings_.inside()) return false;
    const string_view code = lines_[i].substr(0, code_end);
    const string_view fence = trim(lines_[i].substr(code_end));
    if (run_length(fence, '`') != fence.size() || fence.size() < open_->length) return false;
    if (code.find(language_.comment) != string_view::npos) return false;
    lines_[i] = code;
    return true;
  }

  void begin_block(std::size_t i, const Fence& fence, std::size_t gap_end) {
    const string_view info = is_bare(fence) ? string_view{} : fence.info;
    block_ = {gap_, gap_end, i + 1, i + 1, info, marking_of(info, language_), Shape::closed};
    open_ = fence;
    examples_ = 0;
    strings_ = StringTracker(language_);
  }

  void end_block(std::size_t content_end, std::size_t gap, Shape shape) {
    block_.end = content_end;
    block_.shape = shape;
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
      const bool markdown =
          is_prose(lines_[i]) || (lines_[i].starts_with("##") && !path_in(lines_[i], language_).empty());
      if (!strings.inside() && markdown && i > block_.begin) {
        block_.end = i;
        break;
      }
      strings.feed(lines_[i]);
    }
    return block_.end;
  }

  // A bare fence right after lines of code closes a block whose opening fence is missing.
  bool end_code_without_opening(std::size_t i) {
    const auto sections = code_sections(lines_, gap_, i, language_);
    if (sections.empty() || sections.back().end != i) return false;
    Block code = sections.back();
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
  StringTracker strings_;
  const ReasoningTag* reasoning_ = nullptr;
  std::vector<Fence> wrappers_;
  std::optional<Fence> open_;
  Block block_;
  int examples_ = 0;
  std::size_t gap_ = 0;
};

}  // namespace

Document read_document(string_view reply, const Language& language) {
  Document document;
  document.lines = split_lines(reply);
  Reader(document, language).read();
  return document;
}

}  // namespace quantladder::judge::extraction
