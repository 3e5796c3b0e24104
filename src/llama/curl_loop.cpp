#include "llama/curl_loop.h"

#include <sys/epoll.h>

#include <utility>

namespace quantladder::llama {
namespace {

constexpr std::chrono::milliseconds kOrderKept{2};

std::uint32_t to_epoll(int wanted) {
  const std::uint32_t in = (wanted & CURL_POLL_IN) != 0 ? EPOLLIN : 0U;
  const std::uint32_t out = (wanted & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0U;
  return in | out;
}

int to_curl(std::uint32_t events) {
  int mask = 0;
  if ((events & EPOLLIN) != 0) mask |= CURL_CSELECT_IN;
  if ((events & EPOLLOUT) != 0) mask |= CURL_CSELECT_OUT;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) mask |= CURL_CSELECT_ERR;
  return mask;
}

}  // namespace

CurlLoop::CurlLoop(OnRead on_read) : on_read_(std::move(on_read)), multi_(curl_multi_init()) {
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
}

int CurlLoop::on_socket(CURL* easy, curl_socket_t socket, int wanted, void* self, void*) {
  return static_cast<CurlLoop*>(self)->watch(easy, socket, wanted) ? 0 : -1;  // -1: the transfer fails
}

int CurlLoop::on_timer(CURLM*, long timeout_ms, void* self) {
  auto& timer = static_cast<CurlLoop*>(self)->timer_;
  timer.reset();
  if (timeout_ms >= 0) timer = Clock::now() + std::chrono::milliseconds(timeout_ms);
  return 0;
}

bool CurlLoop::watch(CURL* easy, int socket, int wanted) {
  const auto place = static_cast<std::size_t>(socket);
  if (place >= watched_.size()) watched_.resize(place + 1);
  if (wanted == CURL_POLL_REMOVE) {
    if (watched_[place] != nullptr) ready_.remove(socket);
    watched_[place] = nullptr;
  } else if (watched_[place] == nullptr) {
    if (!ready_.add(socket, to_epoll(wanted))) return false;
    note_arrivals(socket);
    watched_[place] = easy;
  } else {
    ready_.change(socket, to_epoll(wanted));
    watched_[place] = easy;
  }
  return true;
}

void CurlLoop::run_once(std::optional<Clock::time_point> until) {
  if (timer_ && (!until || *timer_ < *until)) until = timer_;
  in_order_ = Clock::now() - woken_ < kOrderKept;
  const auto& ready = ready_.wait(until);
  woken_ = Clock::now();
  arrival_.reset();
  for (const auto& one : ready) serve(one);
  if (!timer_ || *timer_ > Clock::now()) return;
  timer_.reset();
  read_time_.forget();
  int running = 0;
  curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
}

void CurlLoop::serve(const ReadySet::Ready& ready) {
  CURL* easy = watched_[static_cast<std::size_t>(ready.fd)];
  if (easy == nullptr) return;  // it was closed while others were served
  read_time_.forget();
  if ((ready.events & EPOLLIN) != 0) on_read_(easy, lag_of(easy, ready.fd));
  int running = 0;
  curl_multi_socket_action(multi_.get(), ready.fd, to_curl(ready.events), &running);
}

// The kernel lists sockets in the order in which they became ready, but those that were served last come first even if
// their next bytes came late. While the loop is quick that is no difference, and the first speaks for all: none of the
// others has waited for longer.
std::chrono::nanoseconds CurlLoop::lag_of(CURL* easy, int socket) {
  if (!arrival_ || !in_order_) {
    const NextByte next = look_at_next_byte(socket);
    if (next.lost) lost_.insert(easy);
    const auto placed = next.noted ? clock_.place(*next.noted) : std::nullopt;
    arrival_ = placed.value_or(woken_);
  }
  return Clock::now() - *arrival_;
}

std::optional<CurlLoop::Ended> CurlLoop::next_ended() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const bool lost = lost_.erase(message->easy_handle) > 0;
    return Ended{message->easy_handle, lost ? CURLE_RECV_ERROR : message->data.result};
  }
  return std::nullopt;
}

}  // namespace quantladder::llama
