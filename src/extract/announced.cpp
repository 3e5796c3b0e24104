#include "extract/which_block.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>

#include "extract/text.h"

namespace quantladder::extract {
namespace {

using std::string_view;

// The words by which a reply announces a block, in lower case.

// These come before the others, since each holds a word of theirs.
constexpr Words kAsides = "for completeness|not recommended";
// These are words above a block. The first list in the table below of which a word is there decides.
constexpr Words kComparisons =
    "for comparison|to compare|for contrast|original version, for|before the fix|before my fix|before the change|"
    "what you sent|zum vergleich|para comparar|pour comparaison|titre de comparaison|作为对比|作为比较";
constexpr Words kCorrections =
    "fixed|the fix|a fix|correct|final|improve|complete|revised|updated|full code|full version|whole module|entire|"
    "put together|putting it|solution:|i choose|here is my answer|here's my answer|i submit|korrigiert|endgültig|"
    "verbessert|überarbeitet|corregid|mejorad|definitiv|corrig|amélior|définitiv|corretta|修正|修改后|改进|优化后|"
    "最终|正确|完整代码|最終|改善|исправлен|тогов|окончательн";
constexpr Words kRecommended =
    "(recommended|recommended)|(preferred|(optimal|: optimal|(optimized|: optimized|(best|empfohlen)|recomendad|"
    "recommandé|（推荐|(推荐";
constexpr Words kMistakes =
    "common mistake|not to do|do not write|don't write|your version had|your code had|what you had|wrong way|"
    "anti-pattern|buggy|faulty version|faulty:|# before |don't do this|do not do this|avoid this|häufiger fehler|"
    "error común|erreur courante|erreur fréquente|常见错误|错误的写法|错误写法|错误示例|❌";
constexpr Words kAdmissions =
    "doesn't work|does not work|mistake|oops|sorry|wait,|wait.|wait -|hmm|actually,|that fails|this fails|it fails|"
    "is wrong|was wrong|had a bug|has a bug|moment,|stimmt nicht|einen fehler|ist falsch|espera,| un error|attends|"
    "une erreur|等等|有误|有错误|个错误|不对";
constexpr Words kDrafts =
    "first attempt|rough draft|first draft|naive|skeleton|first try|brute force|entwurf|borrador|brouillon|naïve|"
    "rascunho|草稿|朴素|暴力|черновик";
constexpr Words kOriginals =
    "the original|your original|original code|original version|original function|original class|das original|"
    "ursprünglich|código original|code original|原始代码|原来的代码";
constexpr Words kVariants =
    "alternativ|if you want|if you prefer|if you need|if you'd|if you would|if you like|if you ever|if you are|"
    "if you're|if you only|if you don't|if you do not|if you also|in case you|should you|variant|variation|signature|"
    "summary|in short|you could|you can also|you might|you may also|another way|another version|another option|"
    "one-liner|optional|bonus|for reference|for illustration|for debugging|to debug|to see each step|"
    "to see every step|add a print|in production|in real code|in real projects|...or|\u2026or|instead of|"
    "interface at a glance|at a glance|another possible|another implementation|another approach|another solution|"
    "another method|other possible|other ways|different approach|different way|you may want|you can use|"
    "you can modify|you can simplify|you can write|we can also|we could|also be written|also write|also be done|"
    "\nor |\nor:|\nor, |would write|it would be:|would look like|could look like|python 2|older version|"
    "second option|second approach|second way|second method|note: if|note:** if|note that if|you would need|"
    "you'd need|you would have to|you'd have to|recursive version|recursive form|recursive equivalent|"
    "using recursion|with recursion|with memoization|equivalent|is the same as|same function using|either is fine|"
    "either works|\nto support |\nto also |you can change|you can extend|you can adapt";
// These say the same in other languages; a letter that to_lower() leaves alone is left out at a word's beginning.
constexpr Words kForeignVariants =
    "wenn du|wenn sie|wenn ihr|\nfalls |man kann|man könnte|kannst du|du kannst auch|können sie|sie können auch|"
    "eine andere|anderer weg|\noder |también|si prefiere|si quiere|si necesita|otra opción|otra forma|otra manera|"
    "otra versión|opcional|podrías|\no bien|si vous|si tu|peut aussi|peut également|pouvez aussi|pouvez également|"
    "une autre|\nou |un'altra|si può anche|puoi anche|se preferisci|se vuoi|também|se você|se preferir|outra forma|"
    "outra opção|outra maneira|\n另外|另一种|也可以|还可以|如果你|如果您|如果需要|如果想|如果要|\n或者|替代|备选|"
    "变体|其他方法|其他写法|方法二|方法三|方案二|方式二|別の|代替|もし|льтернатив|акже можно|сли вы|сли нужно|"
    "сли хотите|ругой вариант|ругой способ|다른 방법";
// These words below a block speak of it and not of what comes next.
constexpr Words kSaidBelow =
    "this alternative|this variant|this is an alternative|this is a variant|is optional|use the first|"
    "the first version is|stick with the first|go with the first|the first one is|recommend the first|"
    "prefer the first|shown only|only shown|only to show|only an illustration|only an excerpt|not part of the answer|"
    "is not needed|isn't needed|the first block is";

// Returns whether the text names one that is not the first of several: "Option 2", "approach b".
bool names_a_further_one(string_view text) {
  for (const string_view word : {"option ", "approach ", "method ", "solution ", "alternative ", "way "}) {
    for (std::size_t at = text.find(word); at != string_view::npos; at = text.find(word, at + 1)) {
      const string_view rest = text.substr(at + word.size()).substr(0, 2);
      const bool further = !rest.empty() && contains("23456789bcde", rest.substr(0, 1));
      if (further && (rest.size() < 2 || !is_word(rest[1]))) return true;
    }
  }
  return false;
}

bool is_blank(const Document& document, std::size_t line) { return trim(document.lines[line]).empty(); }

bool is_heading(string_view line) {
  const string_view text = trim(line);
  return text.starts_with('#') || (text.size() > 4 && text.starts_with("**") && text.ends_with("**"));
}

void add_line(std::string& text, string_view line) {
  std::string lower = to_lower(trim(line));
  for (const string_view wrong : {"incorrect", "不正确"}) {  // no correction
    std::string kept;
    std::size_t from = 0;
    for (std::size_t at = lower.find(wrong); at != std::string::npos; at = lower.find(wrong, from)) {
      kept.append(lower, from, at - from).append("faulty");
      from = at + wrong.size();
    }
    lower = kept.append(lower, from);
  }
  text.append(lower).push_back(' ');
}

std::string text_above(const Document& document, const Block& block) {
  std::size_t end = block.gap_end;
  while (end > block.gap_begin && is_blank(document, end - 1)) --end;
  std::size_t begin = end;
  while (begin > block.gap_begin && !is_blank(document, begin - 1)) --begin;
  std::size_t heading = begin;
  while (heading > block.gap_begin && !is_heading(document.lines[heading - 1])) --heading;
  std::string text;
  if (heading > block.gap_begin) add_line(text, document.lines[heading - 1]);
  text.push_back('\n');  // a word may ask for the paragraph's beginning
  for (std::size_t i = begin; i < end; ++i) add_line(text, document.lines[i]);
  return text;
}

std::string text_below(const Document& document, const Block& block) {
  std::size_t i = block.end + (block.shape == Shape::closed ? 1 : 0);
  while (i < document.lines.size() && is_blank(document, i)) ++i;
  std::string text;
  for (; i < document.lines.size() && !is_blank(document, i) && !trim(document.lines[i]).starts_with("```"); ++i) {
    add_line(text, document.lines[i]);
  }
  return text;
}

// Reads what the comment on a block's first line calls it.
Announcement announced_within(const Document& document, const Block& block) {
  if (block.begin >= block.end) return Announcement::nothing;
  const string_view line = trim(document.lines[block.begin]);
  if (!line.starts_with('#') && !line.starts_with("//")) return Announcement::nothing;
  const std::string text = to_lower(trim(line.substr(line.starts_with('#') ? 1 : 2)));
  const auto begins = [&](std::initializer_list<string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](string_view word) {
      const bool whole = text.size() <= word.size() || word.ends_with(' ') || !is_word(text[word.size()]);
      return text.starts_with(word) && whole;
    });
  };
  if (begins({"bad", "wrong", "incorrect", "don't", "do not", "\u274c"})) return Announcement::original;
  if (begins({"alternative", "another", "variant"})) return Announcement::variant;
  const bool label = begins({"option ", "approach ", "method ", "solution ", "way "});
  return label && names_a_further_one(text) ? Announcement::variant : Announcement::nothing;
}

}  // namespace

Announcement announcement_of(const Document& document, const Block& block) {
  struct Row {
    Words words;
    Announcement announcement;
  };
  constexpr std::array<Row, 10> kAbove{{{kAsides, Announcement::variant},
                                        {kComparisons, Announcement::original},
                                        {kRecommended, Announcement::recommended},
                                        {kCorrections, Announcement::correction},
                                        {kMistakes, Announcement::original},
                                        {kAdmissions, Announcement::correction},
                                        {kDrafts, Announcement::draft},
                                        {kOriginals, Announcement::original},
                                        {kVariants, Announcement::variant},
                                        {kForeignVariants, Announcement::variant}}};
  if (contains_any(text_below(document, block), kSaidBelow)) return Announcement::variant;
  const std::string above = text_above(document, block);
  const auto row =
      std::find_if(kAbove.begin(), kAbove.end(), [&](const Row& r) { return contains_any(above, r.words); });
  if (row != kAbove.end()) return row->announcement;
  return names_a_further_one(above) ? Announcement::variant : announced_within(document, block);
}

}  // namespace quantladder::extract
