#include "quantladder/llama/imatrix_tool.h"

#include <unistd.h>

#include <charconv>
#include <chrono>
#include <filesystem>

#include "llama/arguments.h"
#include "llama/binary.h"
#include "llama/ended_by_watch.h"
#include "llama/perplexity_arguments.h"
#include "llama/perplexity_output.h"
#include "llama/server_log.h"
#include "quantladder/llama/tools.h"
#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kImatrixPatience{240};  // a large model on a CPU reads a chunk in minutes
constexpr std::chrono::hours kImatrixSilence{2};     // it speaks after each chunk

std::vector<std::string> command_of(const core::Model& model, PerplexityJob job, const std::string& program,
                                    const std::string& target) {
  const Flags& flags = know_tool(Tool::imatrix, model.server).flags;
  job.parse_special = flags.count("--parse-special") != 0;
  return make_imatrix_command(model, job, program, target, flags).argv;
}

// "compute_imatrix: computing over 40 chunks, n_ctx=512, ...", as it comes.
class Announcement {
 public:
  void read(std::string_view text) {
    if (chunks_ > 0) return;
    seen_ += text;
    const std::size_t at = seen_.find(kBegin);
    const std::size_t begin = at + kBegin.size();
    if (at == std::string::npos || seen_.find(' ', begin) == std::string::npos) return;
    std::from_chars(seen_.data() + begin, seen_.data() + seen_.size(), chunks_);
  }
  int chunks() const { return chunks_; }

 private:
  static constexpr std::string_view kBegin = "computing over ";
  std::string seen_;
  int chunks_ = 0;
};

std::string find_imatrix_fault(const sys::RunResult& run, const RunningPerplexity& running) {
  const std::string words = telling_line(run.err);
  std::string ended = why_ended(run.end, kImatrixPatience, kImatrixSilence);
  if (ended.empty() && !run.status.success()) ended = sys::to_string(run.status);
  if (!ended.empty()) return words.empty() ? ended : ended + ": " + words;
  if (running.has_no_number()) return "its perplexity is no number (nan): the model's tensors are broken";
  return "";
}

}  // namespace

std::vector<std::string> imatrix_command(const core::Model& model, const PerplexityJob& job,
                                         const std::string& target) {
  return command_of(model, job, program_of(Tool::imatrix), target);
}

std::vector<std::string> deciding_imatrix_arguments(const core::Model& model, const PerplexityJob& job) {
  core::Model anywhere = model;
  anywhere.file = "";
  anywhere.server.threads.reset();
  PerplexityJob any = job;
  any.text_file = "";
  return command_of(anywhere, any, "", "");
}

bool makes_imatrix_on_cpu(const core::Model& model) {
  return model.server.gpu_layers == 0 || !know_tool(Tool::imatrix, model.server).has_devices;
}

ImatrixRun run_imatrix(const core::Model& model, const PerplexityJob& job, const std::string& target,
                       const ImatrixWatch& watch) {
  const fs::path text = job.text_file;
  core::Model from = model;
  from.file = fs::absolute(model.file).string();
  PerplexityJob here = job;
  here.text_file = text.filename().string();  // the matrix keeps it as it is typed
  const std::string program = know_tool(Tool::imatrix, model.server).facts.path;
  Announcement announcement;
  RunningPerplexity running;
  const auto begin = std::chrono::steady_clock::now();
  const auto run = sys::run_program({.argv = command_of(from, here, program, fs::absolute(target).string()),
                                     .env = scrub_environment(environ).kept,
                                     .working_dir = text.parent_path().string()},
                                    {.timeout = kImatrixPatience,
                                     .silence = kImatrixSilence,
                                     .stop = watch.stop,
                                     .on_out =
                                         [&](std::string_view out) {
                                           const int before = running.chunks();
                                           running.read(out);
                                           if (watch.on_chunk && running.chunks() > before)
                                             watch.on_chunk(running.chunks(), announcement.chunks());
                                         },
                                     .on_err = [&](std::string_view err) { announcement.read(err); }});
  return {.fault = find_imatrix_fault(run, running),
          .stopped = run.end == sys::RunEnd::stopped,
          .announced = announcement.chunks(),
          .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()};
}

}  // namespace quantladder::llama
