#include "judge/extract_fences.h"

#include <algorithm>
#include <array>
#include <optional>

#include "judge/extract_paths.h"
#include "judge/extract_prose.h"
#include "quantladder/core/thinking_marks.h"

namespace quantladder::judge::extraction {
namespace {

using std::string_view;

struct Fence {
  char mark = '`';
  std::size_t length = 0;
  std::size_t indent = 0;  // of the fence itself, behind a list marker
  string_view info;
};

// Words on a fence that say that the block is something else; a word that is no row here says nothing ("code").
constexpr std::array<string_view, 72> kOtherLanguages{
    "text",    "txt",      "plaintext",  "plain",      "output",     "bash",  "sh",      "shell",      "zsh",
    "console", "terminal", "cmd",        "powershell", "ps1",        "bat",   "json",    "json5",      "jsonl",
    "yaml",    "yml",      "toml",       "ini",        "cfg",        "xml",   "html",    "css",        "scss",
    "less",    "sass",     "diff",       "patch",      "sql",        "c",     "h",       "cpp",        "c++",
    "cc",      "csharp",   "cs",         "java",       "javascript", "js",    "jsx",     "typescript", "ts",
    "tsx",     "go",       "golang",     "rust",       "rs",         "ruby",  "rb",      "php",        "perl",
    "kotlin",  "swift",    "scala",      "lua",        "r",          "julia", "haskell", "dart",       "latex",
    "tex",     "mermaid",  "dockerfile", "makefile",   "csv",        "log",   "pycon",   "traceback",  "http"};

// What ends a turn: what a model writes behind it is an invented next one.
constexpr std::array<string_view, 9> kTurnEnds{"<|im_end|>",      "<|eot_id|>", "<|endoftext|>", "<|end_of_text|>",
                                               "<end_of_turn>",   "[/INST]",    "</s>",          "<|eom_id|>",
                                               "<|im_start|>user"};

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

// What follows a closing fence by mistake ("```.", "```<|im_end|>") is no info string: those begin with a word, an
// attribute or a path.
bool is_bare(const Fence& fence) {
  const string_view info = fence.info;
  return info.empty() || !(is_word(info.front()) || contains("{/", info.substr(0, 1)) || info.starts_with("./"));
}

Marking marking_of_other(string_view word) {
  const bool known = std::find(kOtherLanguages.begin(), kOtherLanguages.end(), word) != kOtherLanguages.end();
  return known || contains(word, ".") || word.empty() ? Marking::other : Marking::unmarked;
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
  return only_a_path || (attribute && !path_in(text, language).empty()) ? Marking::wanted : marking_of_other(word);
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
      for (const core::ThinkingMark& tag : core::kThinkingMarks) {
        if (text.starts_with(tag.open)) return;
        if (!tag.close_tells_alone) continue;
        if (!text.starts_with(tag.close) && contains(text, "#")) continue;  // the end of a comment
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
    for (const core::ThinkingMark& tag : core::kThinkingMarks) {
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

  // "```def add(a, b):" and "```python def add(a, b):", empty: no code on the fence's line
  string_view code_on(string_view info) const {
    const auto is_code = [&](string_view text) {
      return opens_definition(text, language_) || text.starts_with("import ") ||
             (text.starts_with("from ") && contains(text, " import "));
    };
    if (is_code(info)) return info;
    const string_view rest = trim(info.substr(leading_word(info).size()));
    return is_code(rest) && marking_of(info, language_) == Marking::wanted ? rest : string_view{};
  }

  // The language's name on the line after a bare fence.
  void drop_language_word() {
    if (block_.marking != Marking::unmarked || !block_.info.empty() || block_.begin >= block_.end) return;
    const string_view word = trim(lines_[block_.begin]);
    if (word.empty() || word != leading_word(word) || marking_of(word, language_) != Marking::wanted) return;
    block_.marking = Marking::wanted;
    ++block_.begin;
  }

  void begin_block(std::size_t i, const Fence& fence, std::size_t gap_end) {
    const string_view info = is_bare(fence) ? string_view{} : fence.info;
    block_ = {gap_, gap_end, i + 1, i + 1, info, marking_of(info, language_), Shape::closed};
    if (const string_view code = code_on(info); !code.empty() && gap_end == i) {
      block_.marking = code == info ? Marking::unmarked : Marking::wanted;
      block_.info = {};
      block_.begin = i;
      lines_[i] = code;
    }
    open_ = fence;
    examples_ = 0;
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
      const bool markdown =
          is_prose(lines_[i], strings.continued()) || (lines_[i].starts_with("##") && !path_in(lines_[i], language_).empty());
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
  const core::ThinkingMark* reasoning_ = nullptr;
  std::vector<Fence> wrappers_;
  std::optional<Fence> open_;
  Block block_;
  int examples_ = 0;
  std::size_t gap_ = 0;
};

// Some tokenizers put a blank before the first word of every reply.
void drop_leading_blank(Lines& lines) {
  for (string_view& line : lines) {
    if (trim(line).empty()) continue;
    if (!parse_fence(line)) line.remove_prefix(indent_of(line));
    return;
  }
}

// A token that ends the turn, at the beginning or end of a line, ends the reply if anything was written before.
void drop_next_turn(Lines& lines) {
  bool written = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const string_view text = trim(lines[i]);
    for (const string_view token : kTurnEnds) {
      const bool begins = text.starts_with(token);
      if (!begins && !text.ends_with(token)) continue;
      if (begins && !written) continue;
      lines[i] = begins ? string_view{} : lines[i].substr(0, lines[i].rfind(token));
      lines.resize(i + 1);
      return;
    }
    written = written || !text.empty();
  }
}

// A fenced block that is quoted as a whole: "> ```python".
void unquote_blocks(Lines& lines) {
  bool quoted = false;
  for (string_view& line : lines) {
    const string_view text = trim(line);
    const string_view inside = text.starts_with("> ") ? text.substr(2) : text.substr(text.starts_with('>') ? 1 : 0);
    quoted = text.starts_with('>') && (quoted || parse_fence(inside));
    if (quoted) line = inside;
  }
}

}  // namespace

Document read_document(string_view reply, const Language& language) {
  Document document;
  document.lines = split_lines(reply);
  drop_leading_blank(document.lines);
  drop_next_turn(document.lines);
  unquote_blocks(document.lines);
  Reader(document, language).read();
  return document;
}

}  // namespace quantladder::judge::extraction
