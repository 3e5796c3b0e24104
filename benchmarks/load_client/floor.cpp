// The least that a client can do: epoll, one read per ready socket, and a search for the beginning of each text. It
// parses nothing, so no client that tells an answer from a fault can cost less.
//   floor URL STREAMS FIRST_SEED
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "exchange.h"

namespace {

using load_client::Clock;

int connect_to(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return -1;
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

std::string request_of(std::uint64_t seed) {
  const std::string body = fmt::format(
      R"({{"model":"null","messages":[{{"role":"user","content":"Count the waves."}}],"seed":{},"stream":true}})",
      seed);
  return fmt::format("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n{}",
                     body.size(), body);
}

void note_texts(std::string_view bytes, Clock::time_point at, load_client::Exchange& into) {
  constexpr std::string_view kText = "\"content\":\"";
  for (const char* from = bytes.data();;) {
    const auto left = bytes.size() - static_cast<std::size_t>(from - bytes.data());
    const auto* found = static_cast<const char*>(::memmem(from, left, kText.data(), kText.size()));
    if (found == nullptr) return;
    into.arrivals.push_back(at);
    from = found + kText.size();
  }
}

int run(int port, int streams, std::uint64_t first_seed) {
  std::vector<load_client::Exchange> exchanges(static_cast<std::size_t>(streams));
  std::vector<int> sockets;
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  const double before = load_client::seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    exchanges[i].seed = first_seed + i;
    exchanges[i].arrivals.reserve(256);
    sockets.push_back(connect_to(port));
    if (sockets.back() < 0) return 1;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, sockets.back(), &event);
    const std::string request = request_of(exchanges[i].seed);
    exchanges[i].sent = Clock::now();
    if (::send(sockets.back(), request.data(), request.size(), 0) < 0) return 1;
  }
  std::array<epoll_event, 256> events;
  std::array<char, 16 << 10> buffer;
  for (int open = streams; open > 0;) {
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
      const auto at = Clock::now();
      const auto size = ::recv(sockets[index], buffer.data(), buffer.size(), 0);
      if (size > 0) {
        note_texts({buffer.data(), static_cast<std::size_t>(size)}, at, exchanges[index]);
      } else {
        ::close(sockets[index]);
        --open;
      }
    }
  }
  const double cpu = load_client::seconds_of(CLOCK_PROCESS_CPUTIME_ID) - before;
  for (const auto& exchange : exchanges) load_client::print_exchange(exchange);
  load_client::print_cost(cpu, cpu);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "floor URL STREAMS FIRST_SEED\n";
    return 2;
  }
  const std::string_view url = arguments[1];
  return run(std::atoi(url.substr(url.rfind(':') + 1).data()), std::atoi(arguments[2]),
             std::strtoull(arguments[3], nullptr, 10));
}
