#include "llama/finish_reason.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace quantladder::llama {
namespace {

constexpr auto kWords = std::to_array<std::pair<std::string_view, End>>({
    {"stop", End::answer},
    {"stop_sequence", End::answer},
    {"stop_token", End::answer},
    {"stop_string", End::answer},
    {"stop_word", End::answer},
    {"stopped", End::answer},
    {"eos", End::answer},
    {"eos_token", End::answer},
    {"eos_token_id", End::answer},
    {"eot", End::answer},
    {"eog", End::answer},
    {"end", End::answer},
    {"end_turn", End::answer},
    {"end_of_turn", End::answer},
    {"end_of_text", End::answer},
    {"end_of_sequence", End::answer},
    {"endoftext", End::answer},
    {"complete", End::answer},
    {"completed", End::answer},
    {"finished", End::answer},
    {"done", End::answer},
    // The model called a tool, though none was offered: its own doing.
    {"tool_calls", End::answer},
    {"tool_call", End::answer},
    {"tool_use", End::answer},
    {"function_call", End::answer},

    {"length", End::token_limit},
    {"length_limit", End::token_limit},
    {"max_length", End::token_limit},
    {"max_tokens", End::token_limit},
    {"max_tokens_reached", End::token_limit},
    {"max_new_tokens", End::token_limit},
    {"max_output_tokens", End::token_limit},
    {"max_completion_tokens", End::token_limit},
    {"max_token", End::token_limit},
    {"model_length", End::token_limit},
    {"max_model_len", End::token_limit},
    {"token_limit", End::token_limit},
    {"tokens_limit", End::token_limit},
    {"token_limit_reached", End::token_limit},
    {"limit", End::token_limit},
    {"stopped_limit", End::token_limit},
    {"context", End::token_limit},
    {"context_length", End::token_limit},
    {"context_length_exceeded", End::token_limit},
    {"context_limit", End::token_limit},
    {"context_window", End::token_limit},
    {"context_window_exceeded", End::token_limit},
    {"model_context_window_exceeded", End::token_limit},
    {"out_of_context", End::token_limit},

    {"abort", End::broken_off},
    {"aborted", End::broken_off},
    {"cancel", End::broken_off},
    {"cancelled", End::broken_off},
    {"canceled", End::broken_off},
    {"interrupted", End::broken_off},
    {"disconnect", End::broken_off},
    {"error", End::broken_off},
    {"server_error", End::broken_off},
    {"internal_error", End::broken_off},
    {"network_error", End::broken_off},
    {"failed", End::broken_off},
    {"timeout", End::broken_off},
    {"time_limit", End::broken_off},
    {"insufficient_system_resource", End::broken_off},
    {"preempted", End::broken_off},
    {"content_filter", End::broken_off},
    {"content_filtered", End::broken_off},
    {"safety", End::broken_off},
    {"sensitive", End::broken_off},
    {"recitation", End::broken_off},
    {"blocklist", End::broken_off},
    {"prohibited_content", End::broken_off},
});

}  // namespace

End end_of(std::string_view finish_reason) {
  std::string word(finish_reason.substr(0, 64));  // longer is none of the words
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == ' ') c = '_';
  }
  constexpr std::string_view kPrefix = "finish_reason_";
  if (word.starts_with(kPrefix)) word.erase(0, kPrefix.size());
  const auto found = std::find_if(kWords.begin(), kWords.end(), [&](const auto& row) { return row.first == word; });
  return found == kWords.end() ? End::unknown : found->second;
}

}  // namespace quantladder::llama
