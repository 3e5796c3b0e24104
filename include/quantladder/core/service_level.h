// What a user of a shared server asks of each answer.
#pragma once

namespace quantladder::core {

// The share of requests that meet the first two is the goodput.
struct ServiceLevel {
  double ttft_ms = 2000;     // longest time to first token, from the due time of the request
  double tokens_per_s = 10;  // least rate of the answer
  double percent = 95;       // of the requests that have to meet both; more than 1, less than 100

  double share() const { return percent / 100; }

  friend bool operator==(const ServiceLevel&, const ServiceLevel&) = default;
};

}  // namespace quantladder::core
