// Joules per solved task: whose energy counts, and when it cannot be told.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/render.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using fixture::one_model;
using fixture::Outcome;
using fixture::RecordBuilder;
using test_support::kRerun;
using testing::HasSubstr;

TEST(Energy, EnergyOfSingleCellsIsSharedAmongTheSolved) {
  RunData data = one_model({});
  data.manifest.iterations = 2;
  data.records = {RecordBuilder("a", "L1", 1).energy(300),
                  RecordBuilder("a", "L1", 2).energy(100).outcome(Outcome::fail)};
  const EnergySummary energy = make_summary(data).models[0].energy;
  EXPECT_EQ(energy.basis, core::EnergyBasis::cells);
  EXPECT_EQ(energy.per_solved_j, 400);
}

TEST(Energy, EnergyOfCellsInFlightTogetherIsThatOfTheServer) {
  RunData data = one_model({});
  data.records = {RecordBuilder("a", "L1", 1).energy(300).in_flight(2),
                  RecordBuilder("a", "L2", 1).energy(300).in_flight(2)};
  data.starts.resize(1);
  data.starts[0].memory.energy_j = 350;
  const EnergySummary energy = make_summary(data).models[0].energy;
  EXPECT_EQ(energy.basis, core::EnergyBasis::starts);
  EXPECT_EQ(energy.per_solved_j, 175);
}

// The answers of the first attempt are not counted any more, so neither is what they cost.
TEST(Energy, EnergyOfARerunReplacesThatOfTheAttemptsBefore) {
  RunData data = one_model({});
  data.records = {RecordBuilder("a", "L1", 1).energy(300), RecordBuilder("a", "L1", 1).attempt(2, kRerun).energy(310)};
  const EnergySummary energy = make_summary(data).models[0].energy;
  EXPECT_EQ(energy.total_j, 310);
  EXPECT_EQ(energy.per_solved_j, 310);
}

TEST(Energy, AnAttemptThatMetAFaultCostsEnergyToo) {
  RunData data = one_model({});
  data.records = {
      RecordBuilder("a", "L1", 1).energy(200).outcome(Outcome::infrastructure_stall),
      RecordBuilder("a", "L1", 1).attempt(2, core::AttemptReason::retry_of(Outcome::infrastructure_stall)).energy(300)};
  EXPECT_EQ(make_summary(data).models[0].energy.total_j, 500);
}

// The older attempt still counts, with what it cost.
TEST(Energy, ARerunThatMetAFaultReplacesNothing) {
  RunData data = one_model({});
  data.records = {RecordBuilder("a", "L1", 1).energy(300),
                  RecordBuilder("a", "L1", 1).attempt(2, kRerun).energy(90).outcome(Outcome::infrastructure_stall)};
  EXPECT_EQ(make_summary(data).models[0].energy.total_j, 300);
}

TEST(Energy, EnergyOfServerStartsCannotBeDividedAfterARerun) {
  RunData data = one_model({});
  data.records = {RecordBuilder("a", "L1", 1).energy(300).in_flight(2),
                  RecordBuilder("a", "L2", 1).energy(300).in_flight(2),
                  RecordBuilder("a", "L2", 1).attempt(2, kRerun).energy(300).in_flight(2)};
  data.starts.resize(1);
  data.starts[0].memory.energy_j = 350;
  const EnergySummary energy = make_summary(data).models[0].energy;
  EXPECT_EQ(energy.total_j, std::nullopt);
  EXPECT_THAT(energy.no_total_reason, HasSubstr("rerun"));
}

TEST(Energy, NothingSolvedHasNoEnergyPerSolvedTask) {
  RunData data = one_model({});
  data.records = {RecordBuilder("a", "L1", 1).outcome(Outcome::fail).energy(300)};
  EXPECT_FALSE(make_summary(data).models[0].energy.per_solved_j);
}

TEST(Energy, AHoleInTheSamplesIsTheReasonWhyThereIsNoTotal) {
  RunData data = one_model({});
  data.records = {RecordBuilder("a", "L1", 1).energy(300), RecordBuilder("a", "L2", 1)};
  data.starts.resize(1);
  const EnergySummary energy = make_summary(data).models[0].energy;
  EXPECT_EQ(energy.total_j, std::nullopt);
  EXPECT_EQ(energy.no_total_reason,
            "the power of a cell is not known throughout (its `memory.gaps` say why), and the energy of server start 1 "
            "is not known (its `memory.gaps` say why)");
}

RunData two_metered_models() {
  RunData data;
  data.manifest = fixture::ladder_manifest(1);
  fixture::add_model(data, "a", 1000, {}, 50);
  fixture::add_model(data, "b", 1000, {}, 50);
  data.records = {RecordBuilder("a", "L1", 1).energy(300).in_flight(2), RecordBuilder("b", "L1", 1).energy(300)};
  for (core::ServerStart& start : data.starts) start.memory.energy_j = 350;
  return data;
}

TEST(Energy, OfTwoModelsIsOfOneKind) {
  const auto models = make_summary(two_metered_models()).models;
  EXPECT_EQ(models[0].energy.basis, core::EnergyBasis::starts);
  EXPECT_EQ(models[1].energy.basis, core::EnergyBasis::starts);
  EXPECT_EQ(models[1].energy.total_j, 700);
}

TEST(Energy, ThatCannotBeOfOneKindSaysInEachRowWhatItIs) {
  RunData data = two_metered_models();
  data.starts[3].memory.energy_j.reset();
  const std::string text = to_terminal(make_report(data), 200, Colour::off);
  EXPECT_THAT(text, HasSubstr("700 (J/solved, server starts)"));
  EXPECT_THAT(text, HasSubstr("300 (J/solved, cells)"));
}

TEST(Energy, AStartThatNeverCameUpTakesNoTotalAway) {
  RunData data = two_metered_models();
  data.starts[0].end = {core::StartEnd::failed_to_start, "no such file"};
  data.starts[0].memory = {};
  EXPECT_EQ(make_summary(data).models[0].energy.total_j, 350);
}

TEST(Energy, AKilledStartIsNamedAsTheReason) {
  RunData data = two_metered_models();
  data.starts[1].end.reset();
  data.starts[1].memory = {};
  EXPECT_THAT(make_summary(data).models[0].energy.no_total_reason, HasSubstr("server start 2"));
}

TEST(Energy, AMachineWithoutAPowerMeterNeedsNoReason) {
  RunData data = one_model({});
  data.records = {RecordBuilder("a", "L1", 1).memory(core::MemorySource::resident, 1000)};
  data.starts.resize(1);
  EXPECT_EQ(make_summary(data).models[0].energy.no_total_reason, "");
}

TEST(Energy, ThatCannotBeDividedIsSaidSo) {
  RunData data = one_model({});
  data.records = {RecordBuilder("a", "L1", 1).in_flight(2),
                  RecordBuilder("a", "L1", 1).attempt(2, kRerun).in_flight(2)};
  data.starts.resize(1);
  data.starts[0].memory.energy_j = 350;
  EXPECT_THAT(to_terminal(make_report(data), 200, Colour::off), HasSubstr("a: no J/solved: "));
}

}  // namespace
}  // namespace quantladder::report
