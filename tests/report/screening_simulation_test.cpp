// A screening of ten files whose truth is known: it keeps what nothing beats as often as it says, and spares what
// something does.
#include <gmock/gmock.h>

#include <cmath>

#include "simulated_files.h"

namespace quantladder::report {
namespace {

using fixture::beats;
using fixture::Circumstances;
using fixture::SimulatedRun;
using fixture::TrueFile;

struct Tally {
  int wrong = 0;       // runs that dropped a file which nothing beats
  double dropped = 0;  // share of the beaten files that were dropped
  double cells = 0;    // share of all cells that were measured
};

Tally simulate(const std::vector<TrueFile>& files, const Circumstances& how, int runs) {
  Tally tally;
  const double all = static_cast<double>(files.size()) * (3 * how.blocks + how.starts);
  for (int run = 1; run <= runs; ++run) {
    SimulatedRun simulated(files, how, static_cast<std::uint64_t>(run));
    tally.cells += simulated.screen() / all / runs;
    bool wrong = false;
    int beaten = 0;
    int dropped = 0;
    for (const TrueFile& file : files) {
      const bool is_beaten =
          std::any_of(files.begin(), files.end(), [&](const auto& other) { return beats(other, file); });
      beaten += is_beaten ? 1 : 0;
      if (!simulated.dropped(file.id)) continue;
      dropped += is_beaten ? 1 : 0;
      wrong = wrong || !is_beaten;
    }
    tally.wrong += wrong ? 1 : 0;
    if (beaten > 0) tally.dropped += static_cast<double>(dropped) / beaten / runs;
  }
  return tally;
}

// Two standard errors above 5 % of the runs.
double most_wrong(int runs) { return 0.05 * runs + 2 * std::sqrt(0.05 * 0.95 * runs); }

// The files of a 270M model, as they were measured.
std::vector<TrueFile> ladder() {
  return {{"q8_0", 278, 0.0027, 60},   {"q6_k", 270, 0.0083, 55},     {"q8_fp4", 263, 0.1685, 58},
          {"q8_q4", 264, 0.1764, 58},  {"q5_0", 242, 0.0375, 62},     {"q4_k_m", 241, 0.0049, 63},
          {"iq4_nl", 231, 0.1669, 61}, {"iq4_nl_i", 230, 0.0911, 61}, {"iq3_xxs", 225, 0.2231, 50},
          {"q4_0", 230, 0.4012, 66}};
}

TEST(Screening, KeepsWhatNothingBeatsAndSparesWhatSomethingDoes) {
  const Tally tally = simulate(ladder(), {}, 500);
  EXPECT_LE(tally.wrong, most_wrong(500));
  EXPECT_GT(tally.dropped, 0.9) << "of the beaten ones";
  EXPECT_LT(tally.cells, 0.8) << "of the cells";
}

// The hardest case for distances: all are equally near, and each is smaller and faster than the next.
TEST(Screening, FilesThatAreEquallyNearAreAllKept) {
  std::vector<TrueFile> files;
  for (int i = 0; i < 10; ++i)
    files.push_back({"f" + std::to_string(i), 200 + 10 * static_cast<std::uint64_t>(i), 0.02, 100 - 8.0 * i});
  const Tally tally = simulate(files, {}, 1000);
  EXPECT_LE(tally.wrong, most_wrong(1000));
}

// Nine are far nearer than the largest, and slower than it by just what is too much.
std::vector<TrueFile> one_is_just_fast_enough(double scatter) {
  std::vector<TrueFile> files{{"fast", 400, 0.2, 100, scatter}};
  for (int i = 0; i < 9; ++i)
    files.push_back({"s" + std::to_string(i), 300 - 10 * static_cast<std::uint64_t>(i), 0.01 * (1 + i), 95});
  return files;
}

TEST(Screening, AFileThatIsFasterByJustEnoughIsKept) {
  EXPECT_LE(simulate(one_is_just_fast_enough(1), {}, 500).wrong, most_wrong(500));
}

TEST(Screening, AFileWhoseStartsScatterMoreThanTheOthersIsKept) {
  EXPECT_LE(simulate(one_is_just_fast_enough(3), {}, 500).wrong, most_wrong(500));
}

}  // namespace
}  // namespace quantladder::report
