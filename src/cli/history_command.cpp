#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/pages.h"
#include "cli/terminal.h"
#include "quantladder/app/history.h"
#include "quantladder/core/error.h"
#include "quantladder/report/render.h"
#include "quantladder/sys/process.h"

namespace quantladder::cli {
namespace {

// One that got worse decides, then one of which nothing can be told.
stats::AsGood all_as_before(const std::vector<report::History>& histories) {
  const auto any = [&](stats::AsGood answer) {
    return std::any_of(histories.begin(), histories.end(),
                       [&](const report::History& history) { return history.as_before == answer; });
  };
  if (any(stats::AsGood::no)) return stats::AsGood::no;
  return any(stats::AsGood::unknown) ? stats::AsGood::unknown : stats::AsGood::yes;
}

}  // namespace

int history_command(const HistoryOptions& options) {
  if (options.open && options.out.empty())
    throw core::Error(core::ErrorKind::usage, "--open opens the page that --out DIR writes: name the folder with it");
  const std::filesystem::path page = std::filesystem::path(options.out) / "history.html";
  if (!options.out.empty()) refuse_unwritable(options.out);
  const auto browser = options.open ? find_browser(page) : std::vector<std::string>();
  std::vector<report::History> histories;
  for (report::ModelNights& nights : app::load_nights(options.inputs, options.model, options.scale)) {
    histories.push_back(report::make_history(std::move(nights), options.alpha));
  }
  fmt::print("{}", options.output == Output::json
                       ? report::to_json(histories)
                       : report::to_terminal(report::make_document(histories), terminal_width(), colour()));
  if (!options.out.empty()) {
    std::fflush(stdout);
    app::publish_history(histories, page);
    fmt::print(stderr, "Report: {}\n", page.string());
  }
  if (options.open) sys::start_detached(browser);
  return to_exit_code(all_as_before(histories));
}

}  // namespace quantladder::cli
