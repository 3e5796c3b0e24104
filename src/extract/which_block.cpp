#include "extract/which_block.h"

#include <algorithm>
#include <string>

namespace quantladder::extract {
namespace {

using std::string_view;

// A block that defines everything may still be something else than the answer. A lower rank is nearer to an answer.
struct Standing {
  string_view name;  // empty: nothing speaks against the block by itself
  int rank = 0;
};
constexpr Standing kBestStanding{"", -1};
constexpr Standing kAnswer{"", 0};
constexpr Standing kVariant{"variant", 1};  // the reply says so
constexpr Standing kDraft{"draft", 1};
constexpr Standing kExcerpt{"excerpt", 2};  // it cannot be the answer
constexpr Standing kSummary{"summary", 2};
constexpr Standing kCall{"call", 2};
constexpr Standing kPrompt{"prompt", 2};

struct Candidate {
  const Block* block;
  Outline outline;
  Announcement announced;
  Standing standing;
};

bool is_quoted_from(const std::string& prompt, const Document& document, const Block& block, const Language& language) {
  if (prompt.empty() || block.end - block.begin < 2) return false;
  const std::string content = content_of(document.lines, block, language);
  return content.size() <= prompt.size() + 1 && contains(prompt, string_view(content).substr(0, content.size() - 1));
}

Standing standing_of(const Candidate& candidate, std::size_t most_lines_before) {
  const Outline& outline = candidate.outline;
  if (outline.only_signatures()) return kSummary;
  if (outline.has_placeholder && outline.lines <= most_lines_before) return kExcerpt;
  if (outline.only_calls) return kCall;
  if (candidate.announced == Announcement::recommended) return kBestStanding;
  if (candidate.announced == Announcement::draft) return kDraft;
  if (candidate.announced == Announcement::original) return kVariant;
  const bool first = most_lines_before == 0;  // nothing that it could be a variant of
  return candidate.announced == Announcement::variant && !first ? kVariant : kAnswer;
}

std::vector<Candidate> weigh(const Document& document, const std::vector<Block>& complete, const Spec& spec,
                             const Language& language) {
  std::vector<Candidate> candidates;
  std::size_t most_lines = 0;
  for (const Block& block : complete) {
    Candidate candidate{&block, outline_of(document, block, spec.entry_points, language),
                        announcement_of(document, block), kAnswer};
    const bool quoted = is_quoted_from(spec.prompt, document, block, language);
    candidate.standing = quoted ? kPrompt : standing_of(candidate, most_lines);
    if (candidate.announced == Announcement::correction) {  // of what was recommended, too
      for (Candidate& earlier : candidates) earlier.standing.rank = std::max(earlier.standing.rank, kAnswer.rank);
    }
    most_lines = std::max(most_lines, candidate.outline.lines);
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

// Compares `later` with `earlier`: returns what it is instead of an answer, empty when it is nothing less.
string_view why_less(const Candidate& later, const Candidate& earlier) {
  if (later.outline.lines > earlier.outline.lines) return {};
  if (later.block->shape == Shape::unclosed && earlier.block->shape != Shape::unclosed) return "cut-off";
  if (later.announced == Announcement::correction) return {};
  return later.outline.is_part_of(earlier.outline) ? "part" : string_view{};
}

}  // namespace

// Takes the last block of the lowest rank, unless it is less than the one of that rank before it.
Chosen choose_complete(const Document& document, const std::vector<Block>& complete, const Spec& spec,
                       const Language& language) {
  const auto candidates = weigh(document, complete, spec, language);
  int rank = candidates.back().standing.rank;
  for (const Candidate& candidate : candidates) rank = std::min(rank, candidate.standing.rank);
  const Standing& last = candidates.back().standing;
  Chosen chosen{candidates.size(), last.name.empty() && last.rank > rank ? kVariant.name : last.name};
  for (std::size_t i = candidates.size(); i-- > 0;) {
    if (candidates[i].standing.rank != rank) continue;
    if (chosen.index < candidates.size()) {
      const string_view why = why_less(candidates[chosen.index], candidates[i]);
      if (why.empty()) break;
      if (chosen.passed_over.empty()) chosen.passed_over = why;
    }
    chosen.index = i;
  }
  if (chosen.index + 1 == candidates.size()) chosen.passed_over = {};
  return chosen;
}

}  // namespace quantladder::extract
