// Reads what servers call the end of an answer.
#pragma once

#include <string_view>

namespace quantladder::llama {

// They ascend by what they say: of several words in one stream the one that says most counts.
enum class End {
  unknown,      // a word that is not in the table: nothing can be said of the answer
  answer,       // the model ended its answer
  token_limit,  // max_tokens or the context was used up
  broken_off,   // the server ended it: aborted, failed, filtered
};

// Returns what the word says. The spellings "FINISH_REASON_END_TURN", "FinishReason.END_TURN", "end-turn" and "endTurn"
// are the same. docs/servers.md lists the words.
End end_of(std::string_view finish_reason);

}  // namespace quantladder::llama
