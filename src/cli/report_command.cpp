#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/pages.h"
#include "cli/terminal.h"
#include "quantladder/app/pictures.h"
#include "quantladder/app/publish.h"
#include "quantladder/core/error.h"
#include "quantladder/report/render.h"
#include "quantladder/sys/process.h"

namespace quantladder::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPage = "report.html";

// No option is passed over.
void refuse_what_is_not_written(const ReportOptions& options) {
  const auto formats = app::written_formats(options.formats);
  const auto writes = [&](std::string_view id) {
    return std::find(formats.begin(), formats.end(), id) != formats.end();
  };
  const auto refuse = [&](const char* what) {
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("{}, which is not written here: --format is {}", what, fmt::join(formats, ", ")));
  };
  if (options.png && !writes("md")) refuse("--png is for the charts of md");
  if (options.all_pairs && !writes("html") && !writes("md")) refuse("--all-pairs is for html and md");
  if (options.max_bytes != ReportOptions().max_bytes && !writes("html")) refuse("--max-bytes is for html");
  if (options.raw && !writes("csv")) refuse("--raw is for csv");
  if (options.open && !writes("html")) refuse("--open opens the page of html");
}

void refuse_no_matrix(std::size_t models) {
  if (models >= report::kLeastOfMatrix && models <= report::kMostOfMatrix) return;
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("--all-pairs draws the verdict on each pair of {} to {} models; this run has {}: "
                                "\"quantladder compare --all-pairs\" tells them as a table",
                                report::kLeastOfMatrix, report::kMostOfMatrix, models));
}

// "results/x/report.md, summary.json": what lies in the folder itself.
std::string names_of(const std::vector<fs::path>& files, const fs::path& folder) {
  std::string names;
  for (const fs::path& file : files) {
    if (file != folder / file.filename()) continue;
    names += names.empty() ? file.string() : ", " + file.filename().string();
  }
  return names;
}

}  // namespace

void print_report(const report::Report& report, Output output) {
  const report::Format& format = report::format_of(output == Output::json ? "json" : "terminal");
  fmt::print("{}", format.print(report, terminal_width(), colour()));
  std::fflush(stdout);
}

int report_command(const ReportOptions& options) {
  refuse_what_is_not_written(options);
  const auto store = store::RunStore::open(options.run);
  const fs::path folder = options.out.empty() ? fs::path(options.run) : fs::path(options.out);
  refuse_unwritable(folder);
  const auto browser = options.open ? find_browser(folder / kPage) : std::vector<std::string>();
  if (options.all_pairs) refuse_no_matrix(store.manifest()->models.size());
  if (options.png && !app::find_picture_program()) app::draw_pictures({});
  const app::Published published = app::publish(
      store, {.formats = options.formats,
              .folder = options.out,
              .options = {.raw = options.raw, .max_page_bytes = options.max_bytes, .all_pairs = options.all_pairs}});
  if (options.png) app::draw_pictures(published.files);
  print_report(published.report, options.output);
  fmt::print(stderr, "Report: {}\n", names_of(published.files, folder));
  if (options.open) sys::start_detached(browser);
  return kDone;
}

}  // namespace quantladder::cli
