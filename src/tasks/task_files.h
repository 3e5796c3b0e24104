// The parts of a task's folder that are not JSON.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "quantladder/core/judgement.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {

// Returns all regular files below `folder`, sorted by path; caches of Python and hidden files are left out.
std::vector<core::AnswerFile> read_tree(const std::filesystem::path& folder);

// Reads the wrong solutions: wrong/NAME.py stands for the task's only file, wrong/NAME/ for a folder laid out as the
// answer; sorted by name. Throws core::Error(usage) for one that does not begin with `# breaks: REQUIREMENT`.
std::vector<WrongSolution> read_wrong_solutions(const std::filesystem::path& task_folder, const Task& task);

// Returns whether it is a relative path without "..", "." or empty parts.
bool is_safe_path(const std::string& path);

// Returns one hash over all that decides a verdict. Every part is preceded by its length, so that no two differ only in
// where one part ends.
std::string hash_tests(const Task& task);

// Returns the hash over one hash of each task.
std::string hash_of_all(const Suite& suite, std::string Task::*hash);
// Returns the hash of all that the suite asks: of its prompts and, where it has conversations, of what is said beside
// them.
std::string hash_of_prompts(const Suite& suite);

}  // namespace quantladder::tasks
