// Files of known size, distance and speed, measured in blocks and starts by chance: known ground truth for what is
// beaten.
#pragma once

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "ladder_fixture.h"
#include "quantladder/report/front.h"
#include "quantladder/report/summary.h"

namespace quantladder::report::fixture {

struct TrueFile {
  std::string id;
  std::uint64_t mib;
  double kld;
  double rate;         // tokens/s
  double scatter = 1;  // of its starts, as a multiple of the others'
};

// Says whether one is no larger, nearer, and not slower by 5 % or more.
inline bool beats(const TrueFile& a, const TrueFile& b) {
  return a.mib <= b.mib && a.kld < b.kld && a.rate > 0.95 * b.rate;
}

struct Circumstances {
  int chunks_per_block = 8;  // of each of three domains
  int blocks = 3;
  int starts = 3;
  double start_noise = 0.01;   // of a rate, as a share
  double round_noise = 0.03;   // that all files share
  double chunk_noise = 0.10;   // of a chunk's distance, of each file by itself
  double chunk_spread = 0.35;  // of a chunk's difficulty, that all files share
};

class SimulatedRun {
 public:
  SimulatedRun(const std::vector<TrueFile>& files, const Circumstances& how, std::uint64_t seed)
      : files_(files), how_(how), random_(seed) {
    data.manifest = ladder_manifest(1);
    data.manifest.suites = {{.id = "fidelity",
                             .kind = core::SuiteKind::fidelity,
                             .iterations = how.blocks,
                             .rounds = how.blocks,
                             .items = {{.id = "prose"}, {.id = "code"}, {.id = "chinese"}},
                             .baseline = "f16"},
                            {.id = "speed",
                             .kind = core::SuiteKind::speed,
                             .iterations = how.starts,
                             .rounds = how.starts,
                             .items = {{.id = "tg8"}}}};
    data.manifest.references.push_back(ladder_model("f16", 1ULL << 40));
    for (const TrueFile& file : files) data.manifest.models.push_back(ladder_model(file.id, file.mib << 20));
    data.manifest.baseline = files.front().id;
    data.screening = core::ScreeningLog{.alpha = 0.05};
  }

  // As the stages of a screening have it. Returns the number of cells that were measured.
  int screen() {
    int cells = measure_block(1) + measure_speed();
    look("speed");
    for (int block = 2; block <= how_.blocks; ++block) {
      cells += measure_block(block);
      look("fidelity, block " + std::to_string(block));
    }
    return cells;
  }
  bool dropped(const std::string& id) const { return data.screening->find(id) != nullptr; }

  RunData data;

 private:
  double normal(double sd) { return std::normal_distribution<double>(0, sd)(random_); }
  // With a mean of 1.
  double lognormal(double sd) { return std::exp(normal(sd) - sd * sd / 2); }

  void look(const std::string& stage) {
    const CellTable table(data);
    core::ScreeningLook taken = look_for_beaten(table, make_summary(table), data.screening->alpha_of_next_look());
    taken.stage = stage;
    data.screening->looks.push_back(taken);
  }

  int measure_block(int block) {
    int cells = 0;
    for (const char* domain : {"prose", "code", "chinese"}) {
      std::vector<double> difficulty;
      for (int i = 0; i < how_.chunks_per_block; ++i) difficulty.push_back(lognormal(how_.chunk_spread));
      for (const TrueFile& file : files_) {
        if (dropped(file.id)) continue;
        core::Fidelity fidelity{.ctx = 512, .chunks = how_.chunks_per_block, .outcome = core::Outcome::measured};
        fidelity.baseline = core::BaselineUsed{.model = "f16", .perplexity = {.value = 20}};
        fidelity.perplexity = core::Perplexity{.value = 20};
        for (const double hard : difficulty)
          fidelity.per_chunk.push_back({.positions = 255, .kld = file.kld * hard * lognormal(how_.chunk_noise)});
        core::Record record;
        record.cell = {file.id, "fidelity", domain, block};
        record.round = block;
        record.payload = fidelity;
        data.records.push_back(record);
        ++cells;
      }
    }
    return cells;
  }

  int measure_speed() {
    for (int i = 1; i <= how_.starts; ++i) {
      const double luck = lognormal(how_.round_noise);
      for (const TrueFile& file : files_) {
        core::Record timed;
        timed.cell = {file.id, "speed", "tg8", i};
        timed.round = i;
        timed.payload =
            core::Timed{.test = *core::parse_speed_test("tg8"),
                        .outcome = core::Outcome::measured,
                        .samples_ns = {8e9 / (file.rate * luck * lognormal(file.scatter * how_.start_noise))}};
        data.records.push_back(timed);
      }
    }
    return how_.starts * static_cast<int>(files_.size());
  }

  std::vector<TrueFile> files_;
  Circumstances how_;
  std::mt19937_64 random_;
};

}  // namespace quantladder::report::fixture
