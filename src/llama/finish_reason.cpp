#include "llama/finish_reason.h"

#include <algorithm>
#include <array>
#include <string>

#include "quantladder/core/words.h"

namespace quantladder::llama {
namespace {

struct FinishRow {
  End end;
  std::string_view words;  // the finish_reason is one of these
  std::string_view parts;  // or holds one of these
};

// The first row that fits decides.
constexpr auto kFinishRows = std::to_array<FinishRow>({
    // The model called a tool, though none was offered: its own doing.
    {End::answer, "tool_calls tool_call tool_use function_call", ""},
    {End::token_limit, "context_length_error", ""},
    {End::broken_off, "insufficient_system_resource recitation blocklist",
     "abort|cancel|error|fail|timeout|timed_out|time_limit|rate_limit|interrupt|disconnect|preempt|evict|crash|"
     "out_of_memory|filter|safety|sensitive|prohibited"},
    {End::token_limit, "stopped_limit limit",
     "length|max_len|max_seq|out_of_token|ctx|max_token|max_new_token|max_output|max_completion|max_model_len|"
     "token_limit|tokens_limit|token_budget|context"},
});

// The end of an answer is made of these words alone, with one of the first list among them: "eos_token_id" and
// "matched_stop" are the model's end, "stopped_by_operator" is not.
constexpr std::string_view kEndWords = "stop stopped eos eot eog end endoftext complete completed finished done";
constexpr std::string_view kWhatEnds =
    "sequence token string str word words id of turn text found matched hit reached criteria";

bool ends_an_answer(std::string_view word) {
  const auto is_foreign = [](std::string_view part) {
    return !core::has_word(kEndWords, part) && !core::has_word(kWhatEnds, part);
  };
  const auto is_end = [](std::string_view part) { return core::has_word(kEndWords, part); };
  return core::any_word(word, is_end, '_') && !core::any_word(word, is_foreign, '_');
}

bool fits(const FinishRow& row, std::string_view word) {
  return core::has_word(row.words, word) || core::has_phrase_of(word, row.parts);
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
