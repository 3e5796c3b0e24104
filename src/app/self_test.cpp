#include "quantladder/app/self_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "quantladder/core/error.h"
#include "quantladder/llama/completer.h"

namespace quantladder::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::minutes kLongestAnswer{2};
constexpr double kUnseenMs = 1;  // on the way from the server's write to the kernel's note of the arrival

double in_ms(Clock::duration span) { return std::chrono::duration<double, std::milli>(span).count(); }

// What is compared, of all streams.
struct Errors {
  std::vector<double> first_token;
  std::vector<double> gap;
  std::vector<double> rate;
  std::vector<double> excess;
  std::vector<double> server_late;
};

double ranked(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank), values.end());
  return values[rank];
}

ErrorSpread spread(std::vector<double>& values) { return {ranked(values, 0.5), ranked(values, 0.99)}; }

void add_errors(const llama::CompletionResult& seen, const llama::NullStream& truth, Errors& errors) {
  const auto& arrivals = seen.generation.arrivals_ms;
  const auto& written = truth.written;
  const double first = arrivals.front();
  errors.first_token.push_back(first - in_ms(written.front() - truth.arrived));
  errors.excess.push_back(first - in_ms(truth.planned.front() - truth.arrived));
  errors.server_late.push_back(in_ms(written.front() - truth.planned.front()));
  for (std::size_t i = 1; i < written.size(); ++i) {
    errors.gap.push_back(std::abs(arrivals[i] - arrivals[i - 1] - in_ms(written[i] - written[i - 1])));
  }
  const double seen_ms = arrivals.back() - first;
  if (seen_ms > 0) errors.rate.push_back(std::abs(in_ms(written.back() - written.front()) / seen_ms - 1) * 100);
}

std::vector<llama::CompletionResult> complete(llama::Completer& completer, const std::string& url, int streams) {
  for (int i = 1; i <= streams; ++i) {
    const auto seed = static_cast<std::uint64_t>(i);
    completer.submit({.tag = seed,
                      .base_url = url,
                      .body_json = llama::make_chat_body({{core::Role::user, "Count."}}, {}, seed),
                      .seed = seed,
                      .deadline = kLongestAnswer});
  }
  std::vector<llama::CompletionResult> results;
  while (static_cast<int>(results.size()) < streams) {
    auto result = completer.next(kLongestAnswer);
    if (!result || !result->generation.fault.empty()) {
      throw core::Error(core::ErrorKind::environment,
                        fmt::format("the self-test's own server: {}; try fewer streams, or raise ulimit -n",
                                    result ? result->generation.fault : "no answer"));
    }
    results.push_back(std::move(*result));
  }
  return results;
}

}  // namespace

ClientFigures measure_client(const llama::NullScript& script, int streams) {
  llama::NullServer server(script);
  const auto completer = llama::make_completer();
  const auto results = complete(*completer, server.base_url(), streams);
  const llama::ClientLag lag = completer->lag();
  std::map<std::uint64_t, llama::NullStream> truths;
  for (auto& stream : server.take_streams()) truths[stream.seed] = std::move(stream);
  Errors errors;
  for (const auto& result : results) {
    const llama::NullStream& truth = truths[result.tag];
    if (truth.written.size() != result.generation.arrivals_ms.size()) {
      throw core::Error(core::ErrorKind::environment,
                        fmt::format("the self-test's own server wrote {} events and the client read {}",
                                    truth.written.size(), result.generation.arrivals_ms.size()));
    }
    add_errors(result, truth, errors);
  }
  const double events = static_cast<double>(streams) * script.events;
  return {.streams = streams,
          .first_token_ms = spread(errors.first_token),
          .gap_ms = spread(errors.gap),
          .rate_percent = spread(errors.rate),
          .lag = lag.all,
          .cpu_s = lag.cpu_s / events * 1e5,
          .first_token_excess_ms = ranked(errors.excess, 0.5),
          .server_late_ms = ranked(errors.server_late, 0.5)};
}

std::string describe_client(const ClientFigures& figures) {
  return fmt::format("{} streams: times to the first token are wrong by {:.1f} ms (99 %: {:.1f} ms)", figures.streams,
                     figures.first_token_ms.p50, figures.first_token_ms.p99);
}

bool is_told_apart(const ClientFigures& figures) {
  const double own = figures.lag.p99_ms + kUnseenMs;
  return std::abs(figures.first_token_excess_ms - figures.server_late_ms) <= own && figures.server_late_ms > own;
}

llama::NullScript self_test_script(std::chrono::milliseconds length, int tokens_per_event) {
  llama::NullScript script;
  script.events = static_cast<int>((length - script.first_token) / script.gap);
  script.tokens_per_event = tokens_per_event;
  return script;
}

}  // namespace quantladder::app
