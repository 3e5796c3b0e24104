// What a stopping log is read as: which looks were taken, and whether they ended the run.
#include <gmock/gmock.h>

#include "ladder_fixture.h"

namespace quantladder::report {
namespace {

using core::LookOutcome;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

core::Manifest five_rounds() {
  core::Manifest run = fixture::ladder_manifest(10);
  run.rounds = 5;
  return run;
}

core::StoppingLook look(int round, int pairs, LookOutcome of_b, bool stop = false) {
  core::StoppingLook look{.round = round, .stop = stop, .reason = stop ? of_b : LookOutcome::go_on};
  core::ComparisonLook entry;
  entry.candidate = "b";
  entry.n = pairs;
  entry.outcome = of_b;
  look.comparisons = {entry};
  return look;
}

core::StoppingLog log_of(std::vector<core::StoppingLook> looks) {
  core::StoppingLog log;
  log.plan.n_max = 10;
  log.plan.baseline = "a";
  log.plan.candidates = {"b"};
  log.looks = std::move(looks);
  return log;
}

std::string end_of(LookOutcome reason) {
  return read_looks(log_of({look(2, 4, LookOutcome::go_on), look(3, 6, reason, true)}), five_rounds(), {}).ended;
}

TEST(ReadLooks, AnEarlyEndSaysAfterWhichRoundAndWhy) {
  EXPECT_EQ(end_of(LookOutcome::decided), "after round 3 of 5: every comparison is decided");
  EXPECT_EQ(end_of(LookOutcome::futile), "after round 3 of 5: what is not decided has little chance to be");
}

TEST(ReadLooks, EachLookOfACandidateIsKept) {
  const Stopping got =
      read_looks(log_of({look(2, 4, LookOutcome::go_on), look(3, 6, LookOutcome::go_on)}), five_rounds(), {});
  EXPECT_THAT(got.looks, ElementsAre(Pair("b", ElementsAre(4, 6))));
  EXPECT_EQ(got.ended, "");
}

TEST(ReadLooks, ARunThatWentOnAfterItsEndHasNotEndedEarly) {
  const auto log = log_of({look(3, 6, LookOutcome::decided, true)});
  EXPECT_NE(read_looks(log, five_rounds(), {fixture::RecordBuilder("b", "L1", 6)}).ended, "") << "of round 3";
  EXPECT_EQ(read_looks(log, five_rounds(), {fixture::RecordBuilder("b", "L1", 7)}).ended, "") << "of round 4";
}

TEST(ReadLooks, ThePlannedEndIsNotEarlyAndItsLookIsTheLast) {
  const Stopping planned = read_looks(log_of({look(5, 9, LookOutcome::n_max, true)}), five_rounds(), {});
  EXPECT_EQ(planned.ended, "");
  EXPECT_THAT(planned.last_look, ElementsAre(Pair("b", 9)));
}

TEST(ReadLooks, WhatWasDecidedBeforeThePlannedEndHasNoLastLook) {
  const Stopping got = read_looks(log_of({look(5, 9, LookOutcome::decided, true)}), five_rounds(), {});
  EXPECT_THAT(got.last_look, IsEmpty());
}

}  // namespace
}  // namespace quantladder::report
