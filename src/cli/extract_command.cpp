#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "quantladder/app/find_task.h"
#include "quantladder/core/error.h"
#include "quantladder/extract/extract.h"
#include "quantladder/sys/files.h"

namespace quantladder::cli {
namespace {

extract::Spec spec_for(const std::string& task_id) {
  if (task_id.empty()) return {};  // what the reply names
  const tasks::Task task = app::find_task(task_id);
  return {.language = task.language, .files = task.files, .entry_points = task.entry_points, .prompt = task.prompt};
}

void print_json(const core::Answer& answer) {
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const auto& file : answer.files) files.push_back({{"path", file.path}, {"content", file.content}});
  const nlohmann::ordered_json json{{"rule", answer.rule},
                                    {"problem", answer.problem},
                                    {"notes", answer.notes},
                                    {"extractor", extract::kExtractorVersion},
                                    {"files", files}};
  fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void print_text(const core::Answer& answer) {
  fmt::print("rule: {}\n", answer.rule);
  if (!answer.problem.empty()) fmt::print("no answer: {}\n", answer.problem);
  for (const auto& note : answer.notes) fmt::print("note: {}\n", note);
  for (const auto& file : answer.files)
    fmt::print("\n--- {} ({} bytes)\n{}", file.path, file.content.size(), file.content);
}

}  // namespace

int extract_command(const ExtractOptions& options) {
  const core::Answer answer = extract::extract(sys::read_named_file(options.reply), spec_for(options.task));
  if (options.output == Output::json) {
    print_json(answer);
  } else {
    print_text(answer);
  }
  if (!options.to.empty()) {
    for (const auto& file : answer.files) sys::write_file(std::filesystem::path(options.to) / file.path, file.content);
  }
  return answer.files.empty() ? kCandidateFailed : kDone;
}

}  // namespace quantladder::cli
