// The languages that answers may be in.
#pragma once

#include <array>
#include <string_view>

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class AnswerLanguage { python, bash, ruby, go };

struct AnswerLanguageRow {
  AnswerLanguage value;
  std::string_view id;
  std::string_view extension;  // of its files, with the dot
  std::string_view comment;    // begins a comment that runs to the line's end
};
template <>
inline constexpr std::array<AnswerLanguageRow, 4> kIds<AnswerLanguage>{{{AnswerLanguage::python, "python", ".py", "#"},
                                                                        {AnswerLanguage::bash, "bash", ".sh", "#"},
                                                                        {AnswerLanguage::ruby, "ruby", ".rb", "#"},
                                                                        {AnswerLanguage::go, "go", ".go", "//"}}};

}  // namespace quantladder::core
