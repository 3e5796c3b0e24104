// Writes down for the tester what it is to do: the tests, the answer's files, the limits.
#pragma once

#include <string>
#include <vector>

#include "judge/sandbox/sandbox.h"
#include "quantladder/judge/judge.h"

namespace quantladder::judge {

enum class TesterMode { judge, collect };

std::string make_assignment_json(TesterMode mode, const Assignment& assignment,
                                 const std::vector<core::AnswerFile>& files, Isolation isolation,
                                 const std::vector<std::string>& left_out = {},
                                 const std::vector<std::string>& import_folders = {});

std::string base64(std::string_view bytes);

}  // namespace quantladder::judge
