// How long the exact computations take. The aim: 15 iterations well below a millisecond, 1000 below a second.
#include <cstdio>
#include <ctime>

#include "quantladder/stats/comparison.h"
#include "quantladder/stats/permutation.h"
#include "stats_simulation/populations.h"

namespace {

using namespace quantladder;

// Processor time, so that a busy machine does not count.
template <typename Work>
double milliseconds(const Work& work) {
  int runs = 0;
  const std::clock_t start = std::clock();
  std::clock_t spent = 0;
  do {
    work();
    ++runs;
    spent = std::clock() - start;
  } while (spent < CLOCKS_PER_SEC / 4);
  return 1000.0 * static_cast<double>(spent) / CLOCKS_PER_SEC / runs;
}

void print_row(int n) {
  simulation::Random random(1);
  const auto sample = simulation::draw_sample(simulation::pooled(), n, random);
  const auto pairs = simulation::draw_pairs(simulation::pooled(), simulation::pooled(), 0.4, n, random);
  const stats::PairInput input{"a", "b", pairs.a, pairs.b};
  std::printf("| %d | %.4f | %.4f | %.4f | %.4f | %.4f |\n", n,
              milliseconds([&] { (void)stats::score_interval(sample); }),
              milliseconds([&] { (void)stats::paired_interval(pairs); }),
              milliseconds([&] { (void)stats::sign_flip(pairs.differences); }),
              milliseconds([&] { (void)stats::two_sample_permutation(pairs.a.values, pairs.b.values); }),
              milliseconds([&] { (void)stats::compare_family(std::span(&input, 1)); }));
}

}  // namespace

int main() {
  std::printf(
      "Milliseconds of processor time per call\n\n| n | interval of a mean | of a difference | sign flip | two samples "
      "| whole "
      "comparison "
      "|\n|---|---|---|---|---|---|\n");
  for (const int n : {5, 15, 60, 300, 1000, 10000}) print_row(n);
}
