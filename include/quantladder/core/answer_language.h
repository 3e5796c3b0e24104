// The languages that an answer can be taken from a reply in.
#pragma once

#include <array>

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class AnswerLanguage { python, bash, ruby, go };
template <>
inline constexpr std::array<NamedValue<AnswerLanguage>, 4> kIds<AnswerLanguage>{{{AnswerLanguage::python, "python"},
                                                                                {AnswerLanguage::bash, "bash"},
                                                                                {AnswerLanguage::ruby, "ruby"},
                                                                                {AnswerLanguage::go, "go"}}};

}  // namespace quantladder::core
