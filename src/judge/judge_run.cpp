#include "judge/judge_run.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>

#include "judge/sandbox/bounded_text.h"
#include "judge/sandbox/tree_memory.h"

namespace quantladder::judge {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::chrono::seconds kStartLimit{30};  // for the worker's greeting on a busy machine
constexpr milliseconds kExitLimit{15000};        // from the complete report to the tester's own end on a busy machine
constexpr milliseconds kAloneLimit{5000};        // for the tester to notice that its worker is gone
constexpr milliseconds kMeterPeriod{50};
constexpr std::string_view kReady = "{\"ready\": true}\n";

// A stream that is read as far as there is something, and then waited for.
struct Stream {
  int fd = -1;
  bool ended = false;

  // Returns whether something was read.
  template <typename Sink>
  bool take(Sink sink) {
    static thread_local std::array<char, 65536> block;
    if (fd < 0 || ended) return false;
    const ssize_t got = read(fd, block.data(), block.size());
    if (got > 0) sink(std::string_view(block.data(), static_cast<std::size_t>(got)));
    ended = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
    return got > 0;
  }
  pollfd waited_for() const { return {ended ? -1 : fd, POLLIN, 0}; }
};

class Watch {
 public:
  Watch(TesterRun run, Worker* worker, const tasks::Limits& limits)
      : run_(std::move(run)), worker_(worker), limits_(limits), deadline_(Clock::now() + kStartLimit) {
    verdict_.fd = run_.verdict.get();
    tester_output_.fd = run_.output.get();
    lifeline_.fd = run_.lifeline.get();
    if (worker_ == nullptr) {
      deadline_ = Clock::now() + wall();
      return;
    }
    output_.fd = worker_->output().get();
    if (Cgroup* group = worker_->cage().group()) cpu_before_ = group->cpu_time().value_or(cpu_before_);
  }

  RunFacts run() {
    while (!over()) {
      wait();
      read_all();
      note_progress();
      meter();
    }
    facts_.wall_ms = std::chrono::duration<double, std::milli>(Clock::now() - ready_at_.value_or(Clock::now())).count();
    end_both();
    for (int turns = 0; turns < 1100 && read_all(); ++turns) {
    }
    note_progress();
    facts_.output = kept_.text();
    facts_.output_bytes = kept_.total();
    facts_.tester_output = last_line(tester_kept_.text());
    return std::move(facts_);
  }

 private:
  Clock::duration wall() const {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limits_.wall_s));
  }

  // The tester's end is the lifeline's; a limit that was passed ends both.
  bool over() {
    if (lifeline_.ended || facts_.output_overflow || facts_.report_overflow || facts_.out_of_memory ||
        facts_.cpu_exceeded) {
      return true;
    }
    if (Clock::now() < deadline_) return false;
    facts_.timed_out = !reported_;
    return true;
  }

  void wait() {
    std::array<pollfd, 5> fds{verdict_.waited_for(), tester_output_.waited_for(), lifeline_.waited_for(),
                              output_.waited_for(), pollfd{worker_ ? worker_->cage().status_fd() : -1, POLLIN, 0}};
    const auto left = std::chrono::ceil<milliseconds>(deadline_ - Clock::now());
    poll(fds.data(), fds.size(), static_cast<int>(std::clamp(left, milliseconds(0), kMeterPeriod).count()));
  }

  // The clock starts when the harness's own part is done, and a complete report ends it.
  void note_progress() {
    if (!facts_.ready && facts_.report.rfind(kReady, 0) == 0) {
      facts_.ready = true;
      ready_at_ = Clock::now();
      deadline_ = *ready_at_ + wall();
    }
    if (!reported_ && facts_.report.find("\n{\"end\": ") != std::string::npos && facts_.report.back() == '\n') {
      reported_ = true;
      deadline_ = Clock::now() + kExitLimit;
    }
    if (worker_ == nullptr || facts_.worker_exit) return;
    facts_.worker_exit = worker_->cage().exit_code();
    if (facts_.worker_exit && !reported_) deadline_ = std::min(deadline_, Clock::now() + kAloneLimit);
  }

  void meter() {
    if (worker_ == nullptr || Clock::now() < next_meter_) return;
    next_meter_ = Clock::now() + kMeterPeriod;
    Cage& cage = worker_->cage();
    if (cage.group() != nullptr) {
      const std::chrono::duration<double> used = cage.group()->cpu_time().value_or(cpu_before_) - cpu_before_;
      // It gets one second more, so that the limit inside, which says more, comes first.
      facts_.cpu_exceeded = used.count() > limits_.cpu_s + 1;
    } else if (cage.first_process() > 0) {
      facts_.out_of_memory = tree_bytes(cage.first_process()) > static_cast<std::uint64_t>(limits_.memory_mib) << 20;
    }
  }

  // Returns whether something was read.
  bool read_all() {
    bool any = verdict_.take([&](std::string_view text) { facts_.report += text; });
    any = tester_output_.take([&](std::string_view text) { tester_kept_.add(text); }) || any;
    any = lifeline_.take([&](std::string_view text) { exit_text_ += text.substr(0, 16); }) || any;
    any = output_.take([&](std::string_view text) { kept_.add(text); }) || any;
    facts_.output_overflow = kept_.total() > kOutputLimit;
    facts_.report_overflow = facts_.report.size() > kReportLimit;
    return any && !facts_.report_overflow;
  }

  // The worker is ended first: nothing of an answer may still run when the verdict is put together. A line that was
  // closed is told before bubblewrap tells how the worker ended.
  void end_both() {
    if (worker_ != nullptr) {
      const auto patience = Clock::now() + milliseconds(200);
      const bool line_closed = facts_.report.find("\n{\"transport\": \"eof\"") != std::string::npos;
      while (line_closed && !worker_->cage().exit_code() && Clock::now() < patience) {
        pollfd status{worker_->cage().status_fd(), POLLIN, 0};
        poll(&status, 1, 5);
      }
      facts_.worker_exit = worker_->cage().exit_code();
      worker_->cage().kill();
      Cgroup* group = worker_->cage().group();
      if (group != nullptr && group->killed_for_memory()) facts_.out_of_memory = true;
    }
    int status = 0;
    const char* end = exit_text_.data() + exit_text_.size();
    const auto [rest, error] = std::from_chars(exit_text_.data(), end, status);
    if (error == std::errc() && rest == end) facts_.tester_exit = status;
    run_.lifeline.reset();
    lifeline_.ended = true;
  }

  TesterRun run_;
  Worker* worker_;
  const tasks::Limits& limits_;
  Stream verdict_;
  Stream tester_output_;
  Stream lifeline_;
  Stream output_;
  Clock::time_point deadline_;
  Clock::time_point next_meter_;
  std::optional<Clock::time_point> ready_at_;
  std::chrono::microseconds cpu_before_{0};
  bool reported_ = false;
  std::string exit_text_;
  BoundedText kept_{kKeptOutput};
  BoundedText tester_kept_{8 << 10};
  RunFacts facts_;
};

}  // namespace

RunFacts run_judgement(Zygote& zygote, Worker* worker, const std::string& assignment_json,
                       const tasks::Limits& limits) {
  if (worker != nullptr) worker->set_memory(limits.memory_mib);
  TesterRun run = zygote.run(assignment_json, worker != nullptr ? worker->rpc().get() : -1);
  if (worker != nullptr) worker->rpc().reset();  // the tester holds the only copy now: its end is the worker's
  return Watch(std::move(run), worker, limits).run();
}

}  // namespace quantladder::judge
