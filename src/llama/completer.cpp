#include "quantladder/llama/completer.h"

#include <pthread.h>

#include <condition_variable>
#include <ctime>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "llama/curl_loop.h"
#include "llama/read_lag.h"
#include "llama/transfer.h"

namespace quantladder::llama {
namespace {

CompletionResult cancelled_unsent(const CompletionRequest& request) {
  CompletionResult result{.tag = request.tag};
  result.generation.finish = core::Finish::cancelled;
  result.generation.fault = "cancelled before it was due";
  result.generation.seed = request.seed;
  result.generation.in_flight = 0;
  result.ended = Clock::now();
  return result;
}

double cpu_seconds_of(std::thread& thread) {
  clockid_t clock{};
  timespec time{};
  if (::pthread_getcpuclockid(thread.native_handle(), &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// All libcurl work happens on one thread; submit, next, cancel_all and lag only exchange values with it.
class CurlCompleter final : public Completer {
 public:
  CurlCompleter()
      : loop_([this](CURL* easy, std::chrono::nanoseconds lag) { note_lag(easy, lag); }), thread_([this] { run(); }) {}

  ~CurlCompleter() override {
    {
      const std::lock_guard lock(mutex_);
      quit_ = true;
    }
    loop_.wake();
    thread_.join();
  }

  void submit(CompletionRequest request) override {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(request));
    }
    loop_.wake();
  }

  std::optional<CompletionResult> next(std::chrono::milliseconds timeout) override {
    std::unique_lock lock(mutex_);
    if (!finished_changed_.wait_for(lock, timeout, [&] { return !finished_.empty(); })) return std::nullopt;
    CompletionResult result = std::move(finished_.front());
    finished_.pop_front();
    return result;
  }

  void cancel_all() override {
    std::unique_lock lock(mutex_);
    const std::uint64_t wanted = ++cancels_asked_;
    loop_.wake();
    cancelled_.wait(lock, [&] { return cancels_done_ >= wanted; });
  }

  ClientLag lag() override {
    const std::lock_guard lock(lag_mutex_);
    return {lag_.summary(), cpu_seconds_of(thread_)};
  }

 private:
  struct Active {
    std::unique_ptr<Transfer> transfer;
    Clock::time_point check;  // its entry in checks_
  };
  using Actives = std::map<CURL*, Active>;

  void run() {
    while (take_orders()) {
      loop_.run_once(next_wake());
      collect_ended();
      collect_overdue();
    }
    while (!active_.empty()) remove(active_.begin());
  }

  void note_lag(CURL* easy, std::chrono::nanoseconds lag) {
    Transfer::of(easy).note_lag(lag);
    const std::lock_guard lock(lag_mutex_);
    lag_.add(lag);
  }

  // Starts what is due, aborts what was cancelled; false when this completer is being destroyed.
  bool take_orders() {
    std::deque<CompletionRequest> requests;
    std::uint64_t cancels = 0;
    {
      const std::lock_guard lock(mutex_);
      if (quit_) return false;
      requests.swap(waiting_);
      cancels = cancels_asked_;
    }
    for (auto& request : requests) {
      const auto due = request.due.value_or(Clock::time_point::min());
      scheduled_.emplace(due, std::move(request));
    }
    start_what_is_due();
    if (cancels > cancels_done_) cancel(cancels);
    return true;
  }

  void start_what_is_due() {
    while (!scheduled_.empty() && scheduled_.begin()->first <= Clock::now()) {
      add(std::move(scheduled_.extract(scheduled_.begin()).mapped()));
    }
  }

  void add(CompletionRequest request) {
    auto transfer = std::make_unique<Transfer>(std::move(request), loop_.read_time());
    CURL* easy = transfer->easy();
    const std::string server = transfer->base_url();
    const auto added = active_.emplace(easy, Active{std::move(transfer), {}}).first;
    schedule_check(*added);
    count_in_flight(server);
    loop_.add(easy);
  }

  void schedule_check(Actives::value_type& active) {
    active.second.check = active.second.transfer->next_check(Clock::now());
    checks_.emplace(active.second.check, active.first);
  }

  // Once per request that begins or ends, never per event.
  void count_in_flight(const std::string& server) {
    std::vector<Transfer*> on_it;
    for (auto& [handle, active] : active_) {
      if (active.transfer->base_url() == server) on_it.push_back(active.transfer.get());
    }
    const auto now = Clock::now();
    for (Transfer* transfer : on_it) transfer->note_in_flight(static_cast<int>(on_it.size()), now);
  }

  void remove(Actives::iterator at) {
    loop_.remove(at->first);  // closes its connection
    checks_.erase({at->second.check, at->first});
    const std::string server = at->second.transfer->base_url();
    active_.erase(at);
    count_in_flight(server);
  }

  void cancel(std::uint64_t number) {
    std::vector<CompletionResult> results;
    while (!active_.empty()) {
      results.push_back(active_.begin()->second.transfer->finish_cancelled());
      remove(active_.begin());
    }
    for (const auto& [due, request] : scheduled_) results.push_back(cancelled_unsent(request));
    scheduled_.clear();
    for (auto& result : results) publish(std::move(result));
    const std::lock_guard lock(mutex_);
    cancels_done_ = number;
    cancelled_.notify_all();
  }

  void collect_ended() {
    while (const auto ended = loop_.next_ended()) {
      const auto at = active_.find(ended->easy);
      CompletionResult result = at->second.transfer->finish(ended->code);
      remove(at);
      publish(std::move(result));
    }
  }

  // A request's limits move with each of its bytes. They are looked at only when they could have passed at the
  // earliest, so that bytes cost nothing here.
  void collect_overdue() {
    const auto now = Clock::now();
    while (!checks_.empty() && checks_.begin()->first <= now) {
      const auto at = active_.find(checks_.begin()->second);
      if (const auto limit = at->second.transfer->overdue(now)) {
        CompletionResult result = at->second.transfer->finish_by_limit(*limit);
        remove(at);
        publish(std::move(result));
      } else {
        checks_.erase(checks_.begin());
        schedule_check(*at);
      }
    }
  }

  std::optional<Clock::time_point> next_wake() const {
    std::optional<Clock::time_point> wake;
    if (!scheduled_.empty()) wake = scheduled_.begin()->first;
    if (!checks_.empty() && (!wake || checks_.begin()->first < *wake)) wake = checks_.begin()->first;
    return wake;
  }

  void publish(CompletionResult result) {
    const std::lock_guard lock(mutex_);
    finished_.push_back(std::move(result));
    finished_changed_.notify_one();
  }

  CurlLoop loop_;
  Actives active_;
  std::set<std::pair<Clock::time_point, CURL*>> checks_;           // of limits
  std::multimap<Clock::time_point, CompletionRequest> scheduled_;  // by due time, in the order of submission
  // The members above are the loop's own, but for waking it.
  std::mutex lag_mutex_;  // of the next one
  LagCounts lag_;
  // Everything below is shared under mutex_.
  std::mutex mutex_;
  std::condition_variable finished_changed_;
  std::condition_variable cancelled_;
  std::deque<CompletionRequest> waiting_;
  std::deque<CompletionResult> finished_;
  std::uint64_t cancels_asked_ = 0;
  std::uint64_t cancels_done_ = 0;
  bool quit_ = false;
  std::thread thread_;  // last: it starts when all of the above exists
};

}  // namespace

std::unique_ptr<Completer> make_completer() { return std::make_unique<CurlCompleter>(); }

}  // namespace quantladder::llama
