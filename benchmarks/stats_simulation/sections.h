// The tables that stats_simulation prints, one function each, by subject.
#pragma once

#include <cstdint>

#include "stats_simulation/populations.h"

namespace quantladder::simulation {

struct Options {
  int replications = 10000;
  std::uint64_t seed = 20240607;
};

// Each section has its own stream: adding one does not change the figures of another.
inline Random stream(const Options& options, std::uint64_t section) { return Random(options.seed * 1000 + section); }

// section_coverage.cpp
void print_mean(const Options& options);
void print_difference(const Options& options);
void print_speed(const Options& options);

// section_claims.cpp
void print_both_tests(const Options& options);
void print_skew(const Options& options);
void print_family(const Options& options);
void print_equivalence(const Options& options);

// section_stopping.cpp
void print_stopping(const Options& options);
void print_rule(const Options& options);
void print_after(const Options& options);

// section_history.cpp: a model over nights
void print_history(const Options& options);

// section_few.cpp: what few iterations allow to say
void print_few(const Options& options);
void print_few_pairs(const Options& options);
void print_few_suites(const Options& options);
void print_partial(const Options& options);  // points that fall on tests
void print_few_equivalence(const Options& options);
void print_few_stopping(const Options& options);

}  // namespace quantladder::simulation
