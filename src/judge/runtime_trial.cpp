#include "judge/runtime_trial.h"

#include <fmt/format.h>

#include <chrono>

#include "judge/sandbox/bounded_text.h"
#include "judge/sandbox/cage.h"
#include "judge/split/worker.h"
#include "quantladder/core/error.h"
#include "quantladder/core/words.h"
#include "quantladder/runtimes/version.h"

namespace quantladder::judge {
namespace {

constexpr std::chrono::seconds kTrialLimit{60};

sys::RunResult run_inside(const Sandbox& sandbox, const CommandFor& command) {
  adopt_orphans();
  const UserNumber user;
  Pipe status = make_pipe();
  const Launch launch = make_launch(sandbox, Role::worker, command, user.value(),
                                    {.channel = -1, .output = -1, .status = status.write.get()});
  status.write.reset();
  sys::RunResult result = sys::run_program(launch.options, {.timeout = kTrialLimit});
  reap_first_process(read_available(status.read.get()));
  return result;
}

std::string first_line_of(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

RuntimeTrial read_proof(const runtimes::RuntimeRow& row, const sys::RunResult& result) {
  RuntimeTrial trial;
  trial.version = runtimes::version_in(first_line_of(result.out));
  const std::string last = printable(last_line(result.out));
  if (result.end == sys::RunEnd::timed_out) {
    trial.problem = "does not end";
  } else if (!result.status.success()) {
    const std::string said = printable(last_line(result.err));
    trial.problem = fmt::format("does not work in the sandbox ({})", said.empty() ? to_string(result.status) : said);
  } else if (trial.version.empty()) {
    trial.problem = fmt::format("tells no version (\"{}\")", printable(first_line_of(result.out)));
  } else if (runtimes::is_older(trial.version, row.least)) {
    trial.problem = fmt::format("is version {}, older than {}", trial.version, row.least);
  } else if (!row.proves.empty() && core::trimmed(last) != row.proves) {
    trial.problem = fmt::format("does not work in the sandbox (\"{}\" for \"{}\")", last, row.proves);
  }
  return trial;
}

RuntimeTrial try_runtime(const runtimes::RuntimeRow& row, const Sandbox& sandbox, std::vector<std::string> argv) {
  argv.insert(argv.end(), row.proof.begin(), row.proof.end());
  try {
    return read_proof(row, run_inside(sandbox, [&](const Layout&) { return argv; }));
  } catch (const core::Error& error) {
    return {"", error.what()};
  }
}

}  // namespace quantladder::judge
