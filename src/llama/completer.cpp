#include "quantladder/llama/completer.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "llama/transfer.h"

namespace quantladder::llama {
namespace {

constexpr std::chrono::milliseconds kLongestPoll{1000};

CompletionResult cancelled_unsent(const CompletionRequest& request) {
  CompletionResult result{.tag = request.tag};
  result.generation.finish = core::Finish::cancelled;
  result.generation.fault = "cancelled before it was due";
  result.generation.seed = request.seed;
  result.generation.in_flight = 0;
  result.started = result.ended = Clock::now();
  return result;
}

// All libcurl work happens on one thread; submit, next and cancel_all only exchange values with it.
class CurlCompleter final : public Completer {
 public:
  CurlCompleter() : multi_(curl_multi_init()), thread_([this] { run(); }) {}

  ~CurlCompleter() override {
    {
      const std::lock_guard lock(mutex_);
      quit_ = true;
    }
    curl_multi_wakeup(multi_.get());
    thread_.join();
  }

  void submit(CompletionRequest request) override {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(request));
    }
    curl_multi_wakeup(multi_.get());
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
    curl_multi_wakeup(multi_.get());
    cancelled_.wait(lock, [&] { return cancels_done_ >= wanted; });
  }

 private:
  void run() {
    while (take_orders()) {
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      collect_ended();
      collect_overdue();
      curl_multi_poll(multi_.get(), nullptr, 0, poll_timeout_ms(), nullptr);
    }
    while (!active_.empty()) remove(active_.begin());
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
    auto transfer = std::make_unique<Transfer>(std::move(request));
    CURL* easy = transfer->easy();
    const std::string server = transfer->base_url();
    active_.emplace(easy, std::move(transfer));
    count_in_flight(server);
    curl_multi_add_handle(multi_.get(), easy);
  }

  void count_in_flight(const std::string& server) {
    std::vector<Transfer*> on_it;
    for (auto& [handle, transfer] : active_) {
      if (transfer->base_url() == server) on_it.push_back(transfer.get());
    }
    for (Transfer* transfer : on_it) transfer->note_in_flight(static_cast<int>(on_it.size()), Clock::now());
  }

  using Active = std::map<CURL*, std::unique_ptr<Transfer>>;

  Active::iterator remove(Active::iterator at) {
    curl_multi_remove_handle(multi_.get(), at->first);
    const std::string server = at->second->base_url();
    const auto next = active_.erase(at);
    count_in_flight(server);
    return next;
  }

  void cancel(std::uint64_t number) {
    std::vector<CompletionResult> results;
    while (!active_.empty()) {
      results.push_back(active_.begin()->second->finish_cancelled());
      remove(active_.begin());  // closes its connection
    }
    for (const auto& [due, request] : scheduled_) results.push_back(cancelled_unsent(request));
    scheduled_.clear();
    for (auto& result : results) publish(std::move(result));
    const std::lock_guard lock(mutex_);
    cancels_done_ = number;
    cancelled_.notify_all();
  }

  void collect_ended() {
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const auto at = active_.find(message->easy_handle);
      CompletionResult result = at->second->finish(message->data.result);
      remove(at);
      publish(std::move(result));
    }
  }

  void collect_overdue() {
    const auto now = Clock::now();
    for (auto at = active_.begin(); at != active_.end();) {
      const auto limit = at->second->overdue(now);
      if (!limit) {
        ++at;
        continue;
      }
      CompletionResult result = at->second->finish_by_limit(*limit);
      at = remove(at);
      publish(std::move(result));
    }
  }

  int poll_timeout_ms() const {
    const auto now = Clock::now();
    auto wake = now + kLongestPoll;
    if (!scheduled_.empty()) wake = std::min(wake, scheduled_.begin()->first);
    for (const auto& [handle, transfer] : active_) wake = std::min(wake, transfer->next_limit().value_or(wake));
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(wake - now);
    return static_cast<int>(std::max(wait, std::chrono::milliseconds(0)).count());
  }

  void publish(CompletionResult result) {
    const std::lock_guard lock(mutex_);
    finished_.push_back(std::move(result));
    finished_changed_.notify_one();
  }

  CurlMulti multi_;
  Active active_;
  std::multimap<Clock::time_point, CompletionRequest> scheduled_;  // by due time, in the order of submission
  // The members above are the loop's own; everything below is shared under mutex_.
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
