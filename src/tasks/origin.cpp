#include "tasks/origin.h"

#include <cctype>

namespace quantladder::tasks {

bool is_date(const std::string& text) {
  constexpr std::string_view kForm = "0000-00-00";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (kForm[i] == '-' ? text[i] != '-' : !digit) return false;
  }
  const int month = std::stoi(text.substr(5, 2));
  const int day = std::stoi(text.substr(8, 2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

void check_suite_origin(sys::CheckedObject& suite) {
  auto origin = suite.optional_object("origin");
  if (!origin) return;
  for (const char* key : {"name", "licence", "source", "sha256"}) origin->string(key);
  origin->finish();
}

void check_task_origin(sys::CheckedObject& task) {
  task.optional_string("origin");
  if (const auto published = task.optional_string("published"); published && !is_date(*published)) {
    task.fail("published", "expected a date as 2024-05-01");
  }
}

}  // namespace quantladder::tasks
