// Text of generated tests and prompts. What a data set says is data in them: no text can end the literal or the fence
// that it stands in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quantladder::tasks {

// Returns Python's literal of `text`, in ASCII, on one line. `text` must be UTF-8.
std::string python_literal(std::string_view text);

// Returns the same for a program: a literal for each line, in brackets, so that people can read it.
std::string python_lines(std::string_view text);

// A constant of a generated Python file: a name, and its value as Python.
struct Constant {
  std::string name;
  std::string value;
};

// Returns a Python file that belongs to the task `name`: the constants, then the files `parts` of the folder python/.
std::string make_python(std::string_view name, const std::vector<Constant>& constants,
                        const std::vector<std::string_view>& parts);

// Returns `code` in a fence that is longer than any in it.
std::string fenced(std::string_view code, std::string_view language = "python");

// Returns a prompt's last paragraph, which says how to answer with the file `path`.
std::string answer_form(std::string_view path);

}  // namespace quantladder::tasks
