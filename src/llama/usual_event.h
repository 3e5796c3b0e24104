// The events that nearly all of a stream consists of, read without building a tree of JSON.
#pragma once

#include <string>
#include <string_view>

namespace quantladder::llama {

struct UsualEvent {
  bool is_reasoning = false;  // `reasoning_content`, else `content`
  std::string text;
};

// Reads an event in the exact shape of llama-server's: one choice, whose delta holds one string or only the role, whose
// finish_reason is null, and around it only what says nothing about the answer. False for everything else, valid or
// not: that is for the full parser, which would read the same text from what is read here.
bool read_usual_event(std::string_view data, UsualEvent& into);

}  // namespace quantladder::llama
