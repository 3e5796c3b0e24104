#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "quantladder/app/self_test.h"

namespace quantladder::cli {
namespace {

using app::ClientFigures;
using std::chrono::milliseconds;

constexpr milliseconds kLength{2500};  // of each load
constexpr milliseconds kHiddenDelay{30};

struct SelfTest {
  ClientFigures in_step;
  ClientFigures spread;
  ClientFigures delayed;
};

SelfTest run_self_test(const SelfTestOptions& options) {
  llama::NullScript script = app::self_test_script(kLength, options.tokens_per_event);
  SelfTest test;
  test.in_step = app::measure_client(script, options.streams);
  script.in_step = false;
  test.spread = app::measure_client(script, options.streams);
  script.in_step = true;
  script.hidden_delay = kHiddenDelay;
  test.delayed = app::measure_client(script, options.streams);
  return test;
}

std::string pair_of(const app::ErrorSpread& spread, const char* unit) {
  return fmt::format("{:.2f} / {:.2f} {}", spread.p50, spread.p99, unit);
}

void print_line(const char* what, const std::string& in_step, const std::string& spread) {
  fmt::print("{:<44} {:>20} {:>20}\n", what, in_step, spread);
}

void print(const SelfTest& test, const SelfTestOptions& options) {
  const auto both = [&](const char* what, auto of) { print_line(what, of(test.in_step), of(test.spread)); };
  fmt::print(
      "The client beside a server that knows when it wrote what: {} streams, {} per event, an event every 20 ms\n\n",
      options.streams, options.tokens_per_event == 1 ? "1 token" : fmt::format("{} tokens", options.tokens_per_event));
  print_line("", "all at once", "spread");
  both("time to first token, error p50 / p99", [](const auto& of) { return pair_of(of.first_token_ms, "ms"); });
  both("time between events, error p50 / p99", [](const auto& of) { return pair_of(of.gap_ms, "ms"); });
  both("tokens/s, error p50 / p99", [](const auto& of) { return pair_of(of.rate_percent, "%"); });
  both("read after arrival, 99 % / worst",
       [](const auto& of) { return fmt::format("{:.2f} / {:.2f} ms", of.lag.p99_ms, of.lag.worst_ms); });
  both("CPU of the client per 100,000 events", [](const auto& of) { return fmt::format("{:.2f} s", of.cpu_s); });
  fmt::print(
      "\nA server with a hidden delay of {} ms: the client measured {:.1f} ms too much, of which at most {:.1f} ms "
      "are\n"
      "its own; the server wrote {:.1f} ms late. {}.\n",
      kHiddenDelay.count(), test.delayed.first_token_excess_ms, test.delayed.lag.p99_ms, test.delayed.server_late_ms,
      app::is_told_apart(test.delayed) ? "The two are told apart" : "THE TWO ARE NOT TOLD APART");
}

nlohmann::ordered_json to_json(const ClientFigures& figures) {
  const auto spread = [](const app::ErrorSpread& of) {
    return nlohmann::ordered_json{{"p50", of.p50}, {"p99", of.p99}};
  };
  return {{"first_token_error_ms", spread(figures.first_token_ms)},
          {"gap_error_ms", spread(figures.gap_ms)},
          {"rate_error_percent", spread(figures.rate_percent)},
          {"lag_ms", {{"p99", figures.lag.p99_ms}, {"worst", figures.lag.worst_ms}, {"reads", figures.lag.reads}}},
          {"cpu_s_per_100000_events", figures.cpu_s},
          {"first_token_excess_ms", figures.first_token_excess_ms},
          {"server_late_ms", figures.server_late_ms}};
}

}  // namespace

int selftest_command(const SelfTestOptions& options) {
  const SelfTest test = run_self_test(options);
  const bool told_apart = app::is_told_apart(test.delayed);
  std::optional<std::string> doubt = llama::lag_doubt(test.in_step.lag);
  if (!doubt) doubt = llama::lag_doubt(test.spread.lag);
  if (options.output == Output::json) {
    nlohmann::ordered_json json{{"streams", options.streams},
                                {"tokens_per_event", options.tokens_per_event},
                                {"in_step", to_json(test.in_step)},
                                {"spread", to_json(test.spread)},
                                {"hidden_delay_ms", kHiddenDelay.count()},
                                {"delayed", to_json(test.delayed)},
                                {"told_apart", told_apart},
                                {"doubt", doubt ? nlohmann::ordered_json(*doubt) : nlohmann::ordered_json()}};
    fmt::print("{}\n", json.dump(2));
  } else {
    print(test, options);
    if (doubt)
      fmt::print("Do not trust times at this load: {}; end what else is running, or take fewer streams.\n", *doubt);
  }
  return doubt || !told_apart ? kWorse : kDone;
}

}  // namespace quantladder::cli
