#include "quantladder/llama/null_server.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <ctime>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "llama/arrivals.h"
#include "llama/null_answer.h"
#include "llama/ready_set.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr int kBacklog = 1024;

[[noreturn]] void refuse() {
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("no port of 127.0.0.1 can be listened on: {}", std::strerror(errno)));
}

sys::Fd make_listening_socket() {
  sys::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  if (::bind(socket.get(), any, sizeof address) != 0 || ::listen(socket.get(), kBacklog) != 0) refuse();
  return socket;
}

int port_of(const sys::Fd& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) refuse();
  return ntohs(address.sin_port);
}

}  // namespace

// Its members but for `finished_` are its thread's own.
class NullServer::Loop {
 public:
  explicit Loop(const NullScript& script)
      : script_(script), listener_(make_listening_socket()), port_(port_of(listener_)) {
    for (int event = 0; event < script_.events; ++event) chunks_.push_back(null_chunk(script_, event));
    note_arrivals(listener_.get());  // connections inherit it: a request may be there before it is accepted
    ready_.add(listener_.get(), EPOLLIN);
    thread_ = std::thread([this] { run(); });
  }

  ~Loop() {
    quit_ = true;
    ready_.wake();
    thread_.join();
  }

  int port() const { return port_; }

  std::vector<NullStream> take_finished() {
    const std::lock_guard lock(mutex_);
    return std::exchange(finished_, {});
  }

  double cpu_s() {
    clockid_t clock{};
    timespec time{};
    if (::pthread_getcpuclockid(thread_.native_handle(), &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }

 private:
  struct Connection {
    sys::Fd socket;
    std::string in;
    std::string out;  // what the socket did not take yet
    bool ends = false;
    NullStream stream;
  };
  using Connections = std::map<int, Connection>;

  void run() {
    while (!quit_) {
      const auto until = due_.empty() ? std::nullopt : std::optional(due_.begin()->first);
      for (const auto& [fd, events] : ready_.wait(until)) {
        if (fd == listener_.get()) {
          accept_all();
        } else if (const auto at = connections_.find(fd); at != connections_.end()) {
          serve(at, events);
        }
      }
      write_what_is_due();
    }
  }

  void accept_all() {
    for (int fd = -1; (fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
      sys::Fd socket(fd);
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (ready_.add(fd, EPOLLIN)) connections_[fd].socket = std::move(socket);
    }
  }

  void serve(Connections::iterator at, std::uint32_t events) {
    if ((events & EPOLLOUT) != 0) flush(at->second);
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !read(at->second)) {
      at->second.ends = true;
      at->second.out.clear();
    }
    close_if_done(at);
  }

  // False: the client is gone.
  bool read(Connection& connection) {
    std::array<char, 16 << 10> buffer;
    const auto noted = look_at_next_byte(connection.socket.get()).noted;
    const auto placed = noted ? clock_.place(*noted) : std::nullopt;
    const auto arrived = placed.value_or(SteadyClock::now());
    const auto count = ::recv(connection.socket.get(), buffer.data(), buffer.size(), 0);
    if (count <= 0) return count < 0 && errno == EAGAIN;
    connection.in.append(buffer.data(), static_cast<std::size_t>(count));
    const NullRequest request = parse_null_request(connection.in);
    if (request.bytes == 0) return true;
    connection.in.erase(0, request.bytes);
    if (request.post) {
      begin(connection, request.seed, arrived);
    } else {
      connection.ends = true;
      send(connection, null_model_list());
    }
    return true;
  }

  void begin(Connection& connection, std::uint64_t seed, SteadyClock::time_point arrived) {
    connection.stream = {.seed = seed, .arrived = arrived};
    send(connection, null_headers());
    const auto first = planned_first(arrived);
    for (int event = 0; event < script_.events; ++event)
      connection.stream.planned.push_back(first + event * script_.gap);
    connection.stream.written.reserve(connection.stream.planned.size());
    due_.emplace(first + script_.hidden_delay, connection.socket.get());
  }

  // In step: the next beat of one clock. Spread: fractions of the gap that lie evenly, however many there are.
  SteadyClock::time_point planned_first(SteadyClock::time_point arrived) {
    const auto earliest = arrived + script_.first_token;
    const nanoseconds gap = script_.gap;
    if (gap.count() <= 0) return earliest;
    constexpr double kGoldenRatio = 0.6180339887498949;
    const double fraction = std::fmod(static_cast<double>(begun_++) * kGoldenRatio, 1.0);
    if (!script_.in_step)
      return earliest + nanoseconds(static_cast<std::int64_t>(fraction * static_cast<double>(gap.count())));
    const auto over = (earliest - zero_) % gap;
    return over.count() == 0 ? earliest : earliest + (gap - over);
  }

  // A beat that was missed is made up for: the plan is absolute.
  void write_what_is_due() {
    while (!due_.empty() && due_.begin()->first <= SteadyClock::now()) {
      const auto at = connections_.find(due_.begin()->second);
      due_.erase(due_.begin());
      if (at == connections_.end()) continue;
      write_event(at->second);
      close_if_done(at);
    }
  }

  // Known before it is written: whoever read the end of an answer finds it in finished_.
  void write_event(Connection& connection) {
    NullStream& stream = connection.stream;
    const std::size_t event = stream.written.size();
    stream.written.push_back(SteadyClock::now());
    if (event + 1 < stream.planned.size()) {
      due_.emplace(stream.planned[event + 1] + script_.hidden_delay, connection.socket.get());
    } else {
      connection.ends = true;
      const std::lock_guard lock(mutex_);
      finished_.push_back(std::move(stream));
    }
    send(connection, chunks_[event]);
  }

  void send(Connection& connection, std::string_view bytes) {
    if (connection.out.empty()) {
      const auto count = ::send(connection.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      bytes.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
      if (!bytes.empty()) ready_.change(connection.socket.get(), EPOLLIN | EPOLLOUT);
    }
    connection.out += bytes;
  }

  void flush(Connection& connection) {
    const std::string rest = std::exchange(connection.out, {});
    ready_.change(connection.socket.get(), EPOLLIN);
    send(connection, rest);
  }

  void close_if_done(Connections::iterator at) {
    Connection& connection = at->second;
    if (!connection.ends || !connection.out.empty()) return;
    std::erase_if(due_, [&](const auto& entry) { return entry.second == at->first; });
    ready_.remove(at->first);
    connections_.erase(at);
  }

  const NullScript script_;
  std::vector<std::string> chunks_;
  sys::Fd listener_;
  int port_ = 0;
  ReadySet ready_;
  Connections connections_;
  ArrivalClock clock_;
  std::multimap<SteadyClock::time_point, int> due_;
  std::uint64_t begun_ = 0;
  const SteadyClock::time_point zero_ = SteadyClock::now();
  std::mutex mutex_;
  std::vector<NullStream> finished_;
  std::atomic<bool> quit_ = false;
  std::thread thread_;
};

NullServer::NullServer(const NullScript& script) : loop_(std::make_unique<Loop>(script)) {}
NullServer::~NullServer() = default;

std::string NullServer::base_url() const { return fmt::format("http://127.0.0.1:{}", loop_->port()); }
std::vector<NullStream> NullServer::take_streams() { return loop_->take_finished(); }
double NullServer::cpu_s() const { return loop_->cpu_s(); }

}  // namespace quantladder::llama
