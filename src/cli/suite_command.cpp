#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "quantladder/core/printable.h"

namespace quantladder::cli {

int suite_import_command(const SuiteImportOptions& options) {
  const tasks::ImportedSuite suite = tasks::import_suite(options.import);
  const std::string folder = options.import.out.string();
  if (options.output == Output::json) {
    const nlohmann::ordered_json json{
        {"suite", suite.id}, {"folder", folder}, {"tasks", suite.tasks}, {"skipped", suite.skipped}};
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    return kDone;
  }
  for (const std::string& row : suite.skipped) say("skipped: " + core::printable(row));
  fmt::print("{} tasks of {} are in {}{}\n", suite.tasks, core::row_of(options.import.data_set).title, folder,
             suite.skipped.empty() ? "" : fmt::format("; {} skipped", suite.skipped.size()));
  say(fmt::format("Which references pass here: quantladder verify {}", folder));
  return kDone;
}

}  // namespace quantladder::cli
