// The marks that models write around a thought: one list for whoever has to tell thought from answer.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace quantladder::core {

struct ThinkingMark {
  std::string_view open;
  std::string_view close;
  // Chat templates may write the opening mark, so that a reply holds only the closing one. False: the closing mark also
  // ends other things than thoughts.
  bool close_tells_alone = true;
};

inline constexpr std::array<ThinkingMark, 23> kThinkingMarks{{
    {"<think>", "</think>"},
    {"<thinking>", "</thinking>"},
    {"<thought>", "</thought>"},
    {"<thoughts>", "</thoughts>"},
    {"<reasoning>", "</reasoning>"},
    {"<reason>", "</reason>"},
    {"<scratchpad>", "</scratchpad>"},
    {"<seed:think>", "</seed:think>"},
    {"<longcat_think>", "</longcat_think>"},
    {"[THINK]", "[/THINK]"},                                         // Mistral
    {"\u25C1think\u25B7", "\u25C1/think\u25B7"},                     // Kimi
    {"<|START_THINKING|>", "<|END_THINKING|>"},                      // Command
    {"<|begin_of_thought|>", "<|end_of_thought|>"},                  // OpenThinker
    {"<|inner_prefix|>", "<|inner_suffix|>"},                        // Apertus
    {"<|channel>thought", "<channel|>"},                             // Gemma
    {"<unused94>thought", "<unused95>"},                             // MedGemma
    {"[unused16]", "[unused17]"},                                    // Pangu
    {"<|im_start|>think", "<|im_start|>answer"},                     // s1
    {"<|think|>", "<|end|>", false},                                 // Solar
    {"Here is my thought process:", "Here is my response:", false},  // Granite 3.2
    {"Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"},      // Apriel
    {"<details type=\"reasoning\"", "</details>", false},            // Open WebUI's copy button
    {"<|channel|>analysis<|message|>", "<|end|>", false}             // harmony (gpt-oss)
}};

// A thought stands in a text from its first byte behind the opening mark (0 without one) to the first byte of the
// closing mark (the text's size without one).
struct Thought {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The first thought in `text` that is more than blanks; absent: none. Capital or small letters are the same. A mark
// inside a fenced code block, or right behind a quote, is text about marks and no mark.
std::optional<Thought> find_thought(std::string_view text);

}  // namespace quantladder::core
