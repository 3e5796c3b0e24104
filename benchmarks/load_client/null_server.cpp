// The null server as a program: prints its address; for each line on stdin, prints the answers written since the last
// one.
//   null_server FIRST_MS GAP_US EVENTS TOKENS_PER_EVENT step|spread
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include "exchange.h"
#include "quantladder/llama/null_server.h"

namespace {

using quantladder::llama::NullScript;
using quantladder::llama::NullServer;

NullScript script_of(char** arguments) {
  return {.first_token = std::chrono::milliseconds(std::atoi(arguments[1])),
          .gap = std::chrono::microseconds(std::atoi(arguments[2])),
          .events = std::atoi(arguments[3]),
          .tokens_per_event = std::atoi(arguments[4]),
          .in_step = std::string(arguments[5]) == "step"};
}

void serve(const NullScript& script) {
  NullServer server(script);
  fmt::print("{}\n", server.base_url());
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    for (const auto& stream : server.take_streams()) {
      fmt::print("{{\"seed\":{},\"arrived\":{:.1f},\"written\":{}}}\n", stream.seed, load_client::to_us(stream.arrived),
                 load_client::list_of(stream.written));
    }
    fmt::print("{{\"cpu_s\":{:.6f}}}\n", server.cpu_s());
    std::fflush(stdout);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) {
    std::cerr << "null_server FIRST_MS GAP_US EVENTS TOKENS_PER_EVENT step|spread\n";
    return 2;
  }
  try {
    serve(script_of(arguments));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
