#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/sandbox_options.h"
#include "quantladder/judge/verify.h"

namespace quantladder::cli {
namespace {

// All suites beside the built-in ladder, in alphabetical order.
std::vector<std::string> all_suites() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(tasks::find_suite("ladder").parent_path())) {
    if (std::filesystem::exists(entry.path() / "suite.json")) names.push_back(entry.path().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void print_row(const judge::VerifyRow& row) {
  const bool good = row.as_expected();
  fmt::print("{:<4} {:<22} {:<34} {:<14} {:>2}/{:<2} {:>6.0f} ms\n", good ? "ok" : "BAD", row.task, row.candidate,
             core::to_id(row.judgement.outcome), row.judgement.tests_passed, row.judgement.tests_total, row.slowest_ms);
  if (!good) {
    fmt::print("     {}\n", row.must_pass
                                ? "the reference must pass: " + row.judgement.reason
                                : "this must fail" + (row.breaks.empty() ? "" : ", it breaks: " + row.breaks));
  }
  std::fflush(stdout);
}

nlohmann::ordered_json row_json(const judge::VerifyRow& row) {
  return {{"task", row.task},
          {"candidate", row.candidate},
          {"breaks", row.breaks},
          {"must_pass", row.must_pass},
          {"as_expected", row.as_expected()},
          {"outcome", core::to_id(row.judgement.outcome)},
          {"reason", row.judgement.reason},
          {"tests_passed", row.judgement.tests_passed},
          {"tests_total", row.judgement.tests_total},
          {"slowest_ms", row.slowest_ms}};
}

}  // namespace

int verify_command(const VerifyOptions& options) {
  const auto judge = judge::make_judge(to_judge_options(options.sandbox));
  const auto names = options.suites.empty() ? all_suites() : options.suites;
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  int bad = 0;
  int total = 0;
  for (const auto& name : names) {
    const tasks::Suite suite = tasks::load_suite(tasks::find_suite(name));
    const auto take_row = [&](const judge::VerifyRow& row) {
      ++total;
      if (!row.as_expected()) ++bad;
      if (options.output == Output::json) {
        rows.push_back(row_json(row));
      } else {
        print_row(row);
      }
    };
    judge::verify_suite(*judge, suite, options.repeats, options.jobs, take_row,
                        options.references_only ? judge::Candidates::references : judge::Candidates::all);
  }
  if (options.output == Output::json) {
    fmt::print("{}\n", rows.dump(2));
  } else {
    fmt::print("\n{} candidates of {} suites, each judged {} time(s): {}\n", total, names.size(), options.repeats,
               bad == 0 ? "all as they must be" : fmt::format("{} NOT as they must be", bad));
  }
  return bad == 0 ? kDone : kCandidateFailed;
}

}  // namespace quantladder::cli
