#include "quantladder/sweep/made_files.h"

#include <thread>

#include "quantladder/gguf/gguf.h"
#include "tiny_sweep.h"

namespace quantladder::sweep {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MadeFiles : public TinySweep {
 protected:
  MadeFiles() { add({.id = "q8_0", .type = "Q8_0"}); }
  Made make_first(Plan& plan) {
    return make(plan, plan.candidates.front(), {}, [this](const std::string& line) { said_.push_back(line); });
  }
  std::vector<std::string> left() {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(made_folder(), none)) {
      if (entry.path().extension() != ".lock") names.push_back(entry.path().filename().string());
    }
    return names;
  }
  std::vector<std::string> said_;
};

TEST_F(MadeFiles, AFileIsMadeOnceAndIsAsLargeAsPredicted) {
  Plan plan = plan_candidates(settings_);
  EXPECT_THAT(make_first(plan).fault, IsEmpty());
  const Candidate& made = plan.candidates.front();
  EXPECT_TRUE(made.is_made);
  EXPECT_EQ(gguf::read_gguf(made.file).file_type, "Q8_0");
  EXPECT_NEAR(static_cast<double>(fs::file_size(made.file)), static_cast<double>(made.bytes), 5000);
  EXPECT_THAT(left(), SizeIs(2));
  Plan again = plan_candidates(settings_);
  EXPECT_TRUE(again.candidates.front().is_made);
  EXPECT_EQ(again.bytes_to_make(), 0U);
  put_before_making("exit 3");
  EXPECT_EQ(make_first(again).fault, "") << "nothing is made";
}

TEST_F(MadeFiles, AnotherRecipeSourceOrProgramIsAnotherFile) {
  const Plan plan = plan_candidates(settings_);
  settings_.recipes.front().tensor_types = {{"ffn_up", "q4_0"}};
  EXPECT_NE(plan_candidates(settings_).candidates.front().file, plan.candidates.front().file);
  settings_.recipes.front().tensor_types.clear();
  settings_.recipes.front().about = "the same";
  EXPECT_EQ(plan_candidates(settings_).candidates.front().file, plan.candidates.front().file);
  put_before_making("exec $REAL \"$@\"");
  EXPECT_NE(plan_candidates(settings_).candidates.front().file, plan.candidates.front().file);
}

TEST_F(MadeFiles, WhatFailsLeavesNothing) {
  const std::map<std::string, std::string> faults{
      {"head -c 999 $REAL > \"$OUT\"; echo 'failed to quantize: disk full' >&2; exit 1", "disk full"},
      {"head -c 999 /dev/zero > \"$OUT\"; kill -9 $$", "signal 9"},
      {"$REAL \"$@\" && truncate -s -100 \"$OUT\"", "not what it announced"},
      {"$REAL \"${@:1:$#-2}\" Q4_0 1", "the dry run said Q8_0"},
      {"true", "not what it announced"}};
  for (const auto& [script, words] : faults) {
    put_before_making(script);
    Plan plan = plan_candidates(settings_);
    const Made made = make_first(plan);
    EXPECT_THAT(made.fault, HasSubstr(words)) << script;
    EXPECT_FALSE(plan.candidates.front().is_made);
    EXPECT_THAT(left(), IsEmpty()) << script;
  }
}

TEST_F(MadeFiles, AFileThatChangedSinceIsMadeAgain) {
  Plan plan = plan_candidates(settings_);
  make_first(plan);
  const fs::path file = plan.candidates.front().file;
  std::string bytes = sys::read_file(file);
  bytes.back() ^= 1;
  sys::write_file(file, bytes);
  Plan damaged = plan_candidates(settings_);
  EXPECT_FALSE(damaged.candidates.front().is_made);
  EXPECT_THAT(damaged.notes.front(), HasSubstr("is not as it was made"));
  EXPECT_THAT(make_first(damaged).fault, IsEmpty());
  EXPECT_TRUE(plan_candidates(settings_).candidates.front().is_made);
}

TEST_F(MadeFiles, OneThatWasOnlyTouchedIsKept) {
  Plan plan = plan_candidates(settings_);
  make_first(plan);
  fs::last_write_time(plan.candidates.front().file, fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_TRUE(plan_candidates(settings_).candidates.front().is_made);
}

TEST_F(MadeFiles, TwoAtOnceMakeItOnce) {
  put_before_making("echo x >> " + (folder_.path() / "count").string() + "; sleep 1; exec $REAL \"$@\"");
  Plan one = plan_candidates(settings_);
  Plan other = one;
  std::thread beside([&] { make(one, one.candidates.front(), {}, [](const std::string&) {}); });
  EXPECT_THAT(make_first(other).fault, IsEmpty());
  beside.join();
  EXPECT_TRUE(one.candidates.front().is_made && other.candidates.front().is_made);
  EXPECT_EQ(sys::read_file(folder_.path() / "count"), "x\n");
}

TEST_F(MadeFiles, OneThatWasLetGoStaysKnownAndIsMadeAgainAsItWas) {
  Plan plan = plan_candidates(settings_);
  make_first(plan);
  Candidate& candidate = plan.candidates.front();
  const std::string bytes = sys::read_file(candidate.file);
  const std::string sha256 = candidate.sha256;
  EXPECT_EQ(sha256, sys::sha256_hex(bytes));
  let_go(candidate);
  EXPECT_FALSE(fs::exists(candidate.file));
  Plan later = plan_candidates(settings_);
  Candidate& known = later.candidates.front();
  EXPECT_FALSE(known.is_made || known.is_to_be_made());
  EXPECT_EQ(known.sha256, sha256);
  EXPECT_EQ(later.bytes_to_make(), 0U);
  EXPECT_EQ(gguf::read_gguf(known.header).file_type, "Q8_0");
  EXPECT_EQ(gguf::read_gguf(known.header).file_bytes, bytes.size());
  EXPECT_THAT(make_first(later).fault, IsEmpty());
  EXPECT_EQ(sys::read_file(known.file), bytes);
  EXPECT_TRUE(plan_candidates(settings_).candidates.front().is_made);
}

TEST_F(MadeFiles, OneThatComesOutOtherwiseTheSecondTimeDoesNotCount) {
  const std::string flag = (folder_.path() / "flag").string();
  put_before_making("$REAL \"$@\" || exit; [ -e " + flag +
                    " ] && printf X | dd of=\"$OUT\" bs=1 seek=$(($(stat -c %s \"$OUT\") - 1)) conv=notrunc; true");
  Plan plan = plan_candidates(settings_);
  EXPECT_THAT(make_first(plan).fault, IsEmpty());
  let_go(plan.candidates.front());
  sys::write_file(flag, "");
  EXPECT_THAT(make_first(plan).fault, HasSubstr("other bytes than the first time"));
  EXPECT_FALSE(fs::exists(plan.candidates.front().file));
}

TEST_F(MadeFiles, OneThatASessionHoldsIsNotLetGo) {
  Plan plan = plan_candidates(settings_);
  EXPECT_FALSE(hold(plan.candidates.front()).has_value()) << "it is not there yet";
  make_first(plan);
  Plan other = plan_candidates(settings_);
  auto held = hold(plan.candidates.front());
  ASSERT_TRUE(held.has_value());
  let_go(other.candidates.front());
  EXPECT_TRUE(fs::exists(plan.candidates.front().file));
  held.reset();
  let_go(other.candidates.front());
  EXPECT_FALSE(fs::exists(plan.candidates.front().file));
}

TEST_F(MadeFiles, WhatAnotherSessionLetGoIsGone) {
  Plan plan = plan_candidates(settings_);
  make_first(plan);
  Plan other = plan_candidates(settings_);
  let_go(other.candidates.front());
  let_go(plan.candidates.front());
  EXPECT_FALSE(plan.candidates.front().is_made);
  EXPECT_FALSE(plan.candidates.front().header.empty());
  EXPECT_THAT(make_first(plan).fault, IsEmpty());
}

TEST_F(MadeFiles, ALookRemovesNothing) {
  Plan plan = plan_candidates(settings_);
  make_first(plan);
  sys::write_file(plan.candidates.front().file, "damaged");
  plan_candidates(settings_);
  EXPECT_THAT(left(), SizeIs(2));
}

TEST_F(MadeFiles, OneAtATimeNeedsRoomForTheLargest) {
  add({.id = "q4_0", .type = "Q4_0"});
  const std::uint64_t all = plan_candidates(settings_).bytes_to_make();
  settings_.keep = core::Keep::none;
  const Plan plan = plan_candidates(settings_);
  EXPECT_EQ(plan.bytes_to_make(), plan.candidates.front().bytes);
  EXPECT_LT(plan.bytes_to_make(), all);
  settings_.budget_bytes = plan.bytes_to_make();
  EXPECT_THAT(refusal(), IsEmpty());
}

TEST_F(MadeFiles, AStopLeavesNothing) {
  put_before_making("sleep 60");
  Plan plan = plan_candidates(settings_);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(make(plan, plan.candidates.front(), stop.get_token(), [](const std::string&) {}).stopped);
  EXPECT_THAT(left(), IsEmpty());
}

}  // namespace
}  // namespace quantladder::sweep
