// What is drawn of a run.
#include "report/scatters.h"

#include <gmock/gmock.h>

#include "joined_fixture.h"

namespace quantladder::report {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> ids(const RunData& data) {
  std::vector<std::string> found;
  for (const Scatter& scatter : scatters_of(make_report(data))) found.push_back(scatter.id);
  return found;
}

TEST(Charts, AreOfSizeAndSpeedAgainstDistanceAndScore) {
  const RunData all = fixture::run_with_every_figure();
  EXPECT_THAT(ids(all), ElementsAre("size_kld", "bench_tg_kld", "tg_kld", "size_score", "vram_score", "bench_tg_score",
                                    "tg_score"));
  EXPECT_THAT(ids(fixture::only(all, core::SuiteKind::fidelity)), ElementsAre("size_kld"));
  EXPECT_THAT(ids(fixture::only(all, core::SuiteKind::speed)), IsEmpty());
}

TEST(Charts, APointHasItsIntervalsItsPlaceAndTheBaselineIsMarked) {
  const auto scatters = scatters_of(make_report(fixture::run_with_every_figure()));
  const auto& points = scatters.at(1).points;
  ASSERT_EQ(points.size(), 4u);
  EXPECT_TRUE(points[0].is_origin);
  EXPECT_EQ(points[0].y.value, 0);
  EXPECT_EQ(points[3].model, "q4_0");
  EXPECT_FALSE(points[3].is_origin);
  EXPECT_EQ(points[3].place, FrontPlace::beaten);
  EXPECT_TRUE(points[3].x.ci);
  EXPECT_TRUE(points[3].y.ci);
  EXPECT_FALSE(scatters.at(3).points[3].place) << "the front is about distances, not about scores";
}

TEST(Charts, AModelWithoutOneOfTheTwoIsNoPoint) {
  RunData data = fixture::run_with_every_figure();
  data.manifest.models[1].gguf.reset();
  EXPECT_EQ(scatters_of(make_report(data)).front().points.size(), 3u);
  for (core::ModelFacts& model : data.manifest.models) model.gguf.reset();
  EXPECT_THAT(ids(data), Not(Contains("size_kld")));
}

TEST(Charts, DistancesFromTwoBaselinesHaveNoAxisInCommon) {
  RunData data = fixture::run_with_every_figure();
  for (core::Record& record : data.records) {
    auto* fidelity = std::get_if<core::Fidelity>(&record.payload);
    if (fidelity != nullptr && record.cell.model == "q4_0") fidelity->baseline->model = "bf16";
  }
  EXPECT_THAT(ids(data), ElementsAre("size_score", "vram_score", "bench_tg_score", "tg_score"));
}

}  // namespace
}  // namespace quantladder::report
