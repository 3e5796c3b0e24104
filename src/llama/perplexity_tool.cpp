#include "quantladder/llama/perplexity_tool.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "llama/arguments.h"
#include "llama/binary.h"
#include "llama/ended_by_watch.h"
#include "llama/perplexity_arguments.h"
#include "llama/perplexity_output.h"
#include "llama/server_log.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

// Holds what llama-perplexity says on stderr before it gives up.
struct FailureSign {
  const char* words;
  PerplexityEnd end;
};
constexpr std::array<FailureSign, 9> kFailureSigns{{
    {"you need at least", PerplexityEnd::too_short},
    {"invalid argument", PerplexityEnd::refused},
    {"unknown argument", PerplexityEnd::refused},
    {"invalid parameter", PerplexityEnd::refused},
    {"failed to load model", PerplexityEnd::not_loaded},
    {"unable to load model", PerplexityEnd::not_loaded},
    {"failed to create context", PerplexityEnd::no_context},
    {"failed to allocate", PerplexityEnd::no_context},
    {"failed to decode", PerplexityEnd::died},
}};

struct Ending {
  PerplexityEnd end = PerplexityEnd::ended;
  std::string what;
};

// `wrote`: anything came through the pipe.
Ending ending_of(const sys::RunResult& run, const PerplexityWatch& watch, bool wrote) {
  const std::string ended = why_ended(run.end, watch.timeout, watch.silence);
  switch (run.end) {
    case sys::RunEnd::stopped:
      return {PerplexityEnd::stopped, ended};
    case sys::RunEnd::timed_out:
      return {PerplexityEnd::timed_out, ended};
    case sys::RunEnd::silent:
      return {PerplexityEnd::silent, ended};
    case sys::RunEnd::unwanted:
      return {PerplexityEnd::unwanted, ""};
    case sys::RunEnd::exited:
      break;
  }
  for (const FailureSign& sign : kFailureSigns) {
    if (run.err.find(sign.words) != std::string::npos) return {sign.end, sys::to_string(run.status)};
  }
  // Its log may lose its last lines, and with them why it did not begin.
  if (!wrote && run.status.signal == 0 && !run.status.success())
    return {PerplexityEnd::not_loaded, sys::to_string(run.status) + " before it wrote anything"};
  return {run.status.signal == 0 ? PerplexityEnd::ended : PerplexityEnd::died, sys::to_string(run.status)};
}

}  // namespace

PerplexityRun run_perplexity(const core::Model& model, const PerplexityJob& job, const PerplexityWatch& watch) {
  const BinaryKnowledge& program = know_tool(Tool::perplexity, model.server);
  const sys::TempDir folder("quantladder-log-probs");
  const std::string pipe = (folder.path() / "log_probs").string();
  auto command = make_perplexity_command(model, job, program.facts.path, pipe, program.flags);
  PerplexityRun result;
  core::ProgramStart& start = result.start;
  start.program = program.facts.path;
  start.version = program.facts.version;
  start.sha256 = program.facts.sha256;
  start.argv = std::move(command.argv);
  start.not_shared = std::move(command.not_shared);
  start.started_at = sys::utc_now();
  RunningPerplexity running;
  bool wrote = false;
  const auto begin = std::chrono::steady_clock::now();
  const auto run = sys::run_program({.argv = start.argv, .env = scrub_environment(environ).kept},
                                    {.timeout = watch.timeout,
                                     .silence = watch.silence,
                                     .stop = watch.stop,
                                     .on_spawned = watch.on_spawned,
                                     .on_out = [&](std::string_view text) { running.read(text); },
                                     .pipe = pipe,
                                     .on_pipe =
                                         [&](std::string_view bytes) {
                                           wrote = true;
                                           return watch.on_log_probs(bytes);
                                         }});
  start.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const Ending ending = ending_of(run, watch, wrote);
  const std::string words = telling_line(run.err);
  result.end = ending.end;
  result.fault = ending.what.empty() || words.empty() ? ending.what + words : ending.what + ": " + words;
  result.printed_chunks = running.chunks();
  result.printed_no_number = running.has_no_number();
  result.perplexity = parse_final_estimate(run.err);
  if (!result.perplexity && running.value() && !running.has_no_number())
    result.perplexity = core::Perplexity{.value = *running.value(), .source = core::PerplexitySource::last_chunk};
  return result;
}

std::vector<std::string> deciding_arguments(const core::Model& model, const PerplexityJob& job) {
  core::Model anywhere = model;
  anywhere.file = anywhere.hf = "";
  anywhere.server.threads.reset();
  PerplexityJob any = job;
  any.text_file = "";
  const Flags flags = know_tool(Tool::perplexity, model.server).flags;
  return make_perplexity_command(anywhere, any, "", "", flags).argv;
}

bool can_parse_special(const core::Model& model) {
  return know_tool(Tool::perplexity, model.server).flags.count("--parse-special") != 0;
}

}  // namespace quantladder::llama
