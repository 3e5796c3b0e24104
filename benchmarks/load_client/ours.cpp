// The client of this program as runs use it: so many requests at once, each read to its end.
//   ours URL STREAMS FIRST_SEED
#include <fmt/format.h>
#include <pthread.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "exchange.h"
#include "quantladder/llama/completer.h"

namespace {

using namespace quantladder;
using load_client::Clock;

load_client::Exchange exchange_of(const llama::CompletionResult& result) {
  load_client::Exchange exchange{result.generation.seed, result.started, {}};
  for (const double ms : result.generation.arrivals_ms) {
    exchange.arrivals.push_back(
        result.started + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double, std::milli>(ms)));
  }
  return exchange;
}

int run(const std::string& url, int streams, std::uint64_t first_seed) {
  core::RequestSettings settings;
  settings.max_tokens = 128;
  const auto completer = llama::make_completer();
  const double process_before = load_client::seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  const double main_before = load_client::seconds_of(CLOCK_THREAD_CPUTIME_ID);
  for (int i = 0; i < streams; ++i) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(i);
    completer->submit(
        {.tag = seed,
         .base_url = url,
         .body_json = llama::make_chat_body({{core::Role::user, "Count the waves."}}, settings, seed, "null"),
         .seed = seed,
         .deadline = std::chrono::minutes(2),
         .stall = std::chrono::seconds(30),
         .token_gap = std::chrono::seconds(30)});
  }
  std::vector<llama::CompletionResult> results;
  while (static_cast<int>(results.size()) < streams) {
    auto result = completer->next(std::chrono::minutes(3));
    if (!result) return 1;
    results.push_back(std::move(*result));
  }
  const double process = load_client::seconds_of(CLOCK_PROCESS_CPUTIME_ID) - process_before;
  const double main_thread = load_client::seconds_of(CLOCK_THREAD_CPUTIME_ID) - main_before;
  for (const auto& result : results) {
    load_client::print_exchange(exchange_of(result));
    if (!result.generation.fault.empty()) std::cerr << result.generation.fault << "\n";
  }
  load_client::print_cost(process, process - main_thread);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "ours URL STREAMS FIRST_SEED\n";
    return 2;
  }
  try {
    return run(arguments[1], std::atoi(arguments[2]), std::strtoull(arguments[3], nullptr, 10));
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
