#include "llama/finish_reason.h"

#include <algorithm>
#include <array>
#include <string>

namespace quantladder::llama {
namespace {

enum class Match { whole, part };

struct Row {
  std::string_view word;
  Match match;
  End end;
};

// The first row that fits decides. Only whole words end an answer: "stopped_by_operator" is not the model's end.
constexpr auto kRows = std::to_array<Row>({
    {"stop", Match::whole, End::answer},
    {"stop_sequence", Match::whole, End::answer},
    {"stop_token", Match::whole, End::answer},
    {"stop_string", Match::whole, End::answer},
    {"stop_word", Match::whole, End::answer},
    {"stopped", Match::whole, End::answer},
    {"stopped_eos", Match::whole, End::answer},
    {"stopped_word", Match::whole, End::answer},
    {"eos", Match::whole, End::answer},
    {"eos_found", Match::whole, End::answer},
    {"eos_token", Match::whole, End::answer},
    {"eos_token_id", Match::whole, End::answer},
    {"eot", Match::whole, End::answer},
    {"eog", Match::whole, End::answer},
    {"end", Match::whole, End::answer},
    {"end_turn", Match::whole, End::answer},
    {"end_of_turn", Match::whole, End::answer},
    {"end_of_text", Match::whole, End::answer},
    {"end_of_sequence", Match::whole, End::answer},
    {"endoftext", Match::whole, End::answer},
    {"complete", Match::whole, End::answer},
    {"completed", Match::whole, End::answer},
    {"finished", Match::whole, End::answer},
    {"done", Match::whole, End::answer},
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

bool fits(const Row& row, std::string_view word) {
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
  const auto found = std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return fits(row, word); });
  return found == kRows.end() ? End::unknown : found->end;
}

}  // namespace quantladder::llama
