#include "judge/reference_reply.h"

#include <fmt/format.h>

#include "quantladder/extract/extract.h"

namespace quantladder::judge {

std::string reference_reply(const tasks::Task& task) {
  std::string reply;
  for (const core::AnswerFile& file : task.reference) {
    // Longer than any fence that the file itself may hold.
    std::string fence = "```";
    while (file.content.find(fence) != std::string::npos) fence += '`';
    if (task.reference.size() > 1) reply += fmt::format("### `{}`\n\n", file.path);
    reply += fmt::format("{}{}\n{}\n{}\n\n", fence, task.language, file.content, fence);
  }
  return reply;
}

std::optional<std::string> why_not_taken(const tasks::Task& task) {
  const core::Answer answer = extract::extract(reference_reply(task), {task.language, task.files, task.entry_points});
  if (answer.files.empty()) return answer.problem;
  return std::nullopt;
}

}  // namespace quantladder::judge
