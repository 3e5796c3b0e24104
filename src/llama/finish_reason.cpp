#include "llama/finish_reason.h"

#include <algorithm>
#include <array>
#include <string>

namespace quantladder::llama {
namespace {

enum class Match { whole, part };

struct FinishRow {
  std::string_view word;
  Match match;
  End end;
};

// The first row that fits decides.
constexpr auto kFinishRows = std::to_array<FinishRow>({
    // The model called a tool, though none was offered: its own doing.
    {"tool_calls", Match::whole, End::answer},
    {"tool_call", Match::whole, End::answer},
    {"tool_use", Match::whole, End::answer},
    {"function_call", Match::whole, End::answer},

    {"context_length_error", Match::whole, End::token_limit},
    {"abort", Match::part, End::broken_off},
    {"cancel", Match::part, End::broken_off},
    {"error", Match::part, End::broken_off},
    {"fail", Match::part, End::broken_off},
    {"timeout", Match::part, End::broken_off},
    {"timed_out", Match::part, End::broken_off},
    {"time_limit", Match::part, End::broken_off},
    {"rate_limit", Match::part, End::broken_off},
    {"interrupt", Match::part, End::broken_off},
    {"disconnect", Match::part, End::broken_off},
    {"preempt", Match::part, End::broken_off},
    {"evict", Match::part, End::broken_off},
    {"crash", Match::part, End::broken_off},
    {"out_of_memory", Match::part, End::broken_off},
    {"insufficient_system_resource", Match::whole, End::broken_off},
    {"filter", Match::part, End::broken_off},
    {"safety", Match::part, End::broken_off},
    {"sensitive", Match::part, End::broken_off},
    {"recitation", Match::whole, End::broken_off},
    {"blocklist", Match::whole, End::broken_off},
    {"prohibited", Match::part, End::broken_off},

    {"length", Match::part, End::token_limit},
    {"max_len", Match::part, End::token_limit},
    {"max_seq", Match::part, End::token_limit},
    {"out_of_token", Match::part, End::token_limit},
    {"ctx", Match::part, End::token_limit},
    {"max_token", Match::part, End::token_limit},
    {"max_new_token", Match::part, End::token_limit},
    {"max_output", Match::part, End::token_limit},
    {"max_completion", Match::part, End::token_limit},
    {"max_model_len", Match::part, End::token_limit},
    {"token_limit", Match::part, End::token_limit},
    {"tokens_limit", Match::part, End::token_limit},
    {"token_budget", Match::part, End::token_limit},
    {"context", Match::part, End::token_limit},
    {"stopped_limit", Match::whole, End::token_limit},
    {"limit", Match::whole, End::token_limit},
});

// What ends an answer is made of these words alone, with one of the first list among them: "eos_token_id" and
// "matched_stop" are the model's end, "stopped_by_operator" is not.
constexpr auto kEndWords = std::to_array<std::string_view>(
    {"stop", "stopped", "eos", "eot", "eog", "end", "endoftext", "complete", "completed", "finished", "done"});
constexpr auto kWhatEnds =
    std::to_array<std::string_view>({"sequence", "token", "string", "str", "word", "words", "id", "of", "turn", "text",
                                     "found", "matched", "hit", "reached", "criteria"});

template <typename Words>
bool is_among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool ends_an_answer(std::string_view word) {
  bool ends = false;
  while (true) {
    const std::size_t bar = std::min(word.find('_'), word.size());
    const std::string_view part = word.substr(0, bar);
    ends = ends || is_among(kEndWords, part);
    if (!is_among(kEndWords, part) && !is_among(kWhatEnds, part)) return false;
    if (bar == word.size()) return ends;
    word.remove_prefix(bar + 1);
  }
}

bool fits(const FinishRow& row, std::string_view word) {
  return row.match == Match::whole ? word == row.word : word.find(row.word) != std::string_view::npos;
}

// "FINISH_REASON_MAX_TOKENS", "FinishReason.MAX_TOKENS", "max-tokens" and "maxTokens" as "max_tokens".
std::string normalised(std::string_view word) {
  std::string out;
  bool after_small = false;
  for (const char c : word.substr(0, 64)) {  // longer is none of the words
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital && after_small) out += '_';
    out += capital ? static_cast<char>(c - 'A' + 'a') : c == '-' || c == ' ' || c == '.' ? '_' : c;
    after_small = c >= 'a' && c <= 'z';
  }
  constexpr std::string_view kPrefix = "finish_reason_";
  return out.starts_with(kPrefix) ? out.substr(kPrefix.size()) : out;
}

}  // namespace

End end_of(std::string_view finish_reason) {
  const std::string word = normalised(finish_reason);
  const auto found =
      std::find_if(kFinishRows.begin(), kFinishRows.end(), [&](const FinishRow& row) { return fits(row, word); });
  if (found != kFinishRows.end()) return found->end;
  return ends_an_answer(word) ? End::answer : End::unknown;
}

}  // namespace quantladder::llama
