#include "quantladder/sweep/imatrix.h"

#include <thread>

#include "quantladder/gguf/model_file.h"
#include "quantladder/sweep/made_files.h"
#include "tiny_sweep.h"

namespace quantladder::sweep {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class MadeImatrix : public TinySweep {
 protected:
  MadeImatrix() {
    settings_.server.threads = 1;
    std::string lines;
    for (int i = 0; i < 40; ++i) lines += "A line of text, number " + std::to_string(i) + ".\n";
    sys::write_file(text(), lines);
    settings_.imatrix_text = core::ImatrixText{.text = text(), .chunks = 4, .ctx = 64};
    add({.id = "iq4_nl", .type = "IQ4_NL"});
  }
  std::string text() const { return folder_.path() / "texts/calibration.txt"; }
  Made make_it(Plan& plan) {
    return make_imatrix(plan, {}, [this](const std::string& line) { said_.push_back(line); });
  }
  Made make_all(Plan& plan) {
    Made made = make_it(plan);
    for (Candidate& candidate : plan.candidates) {
      if (made.fault.empty()) made = make(plan, candidate, {}, [](const std::string&) {});
    }
    return made;
  }
  // What the folder holds but for locks.
  std::vector<std::string> left() const {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(made_folder(), none)) {
      if (entry.path().extension() != ".lock") names.push_back(entry.path().filename().string());
    }
    return names;
  }
  std::string key() { return plan_candidates(settings_).imatrix->key; }
  std::vector<std::string> said_;
};

TEST_F(MadeImatrix, IsPlannedWithoutBeingMade) {
  const Plan plan = plan_candidates(settings_);
  EXPECT_TRUE(plan.has_imatrix_to_make());
  EXPECT_EQ(plan.imatrix->chunks_at_most, 4);
  EXPECT_GT(plan.imatrix->cpu_seconds.value_or(0), 0);
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("from only 4 chunks")));
  EXPECT_FALSE(fs::exists(made_folder()));
}

TEST_F(MadeImatrix, IsMadeOnceAndKnowsWhatItWasMadeFrom) {
  Plan plan = plan_candidates(settings_);
  EXPECT_EQ(make_it(plan).fault, "");
  EXPECT_TRUE(fs::exists(plan.imatrix->file));
  EXPECT_THAT(said_, Contains(HasSubstr(" of 4 chunks, about")));
  EXPECT_THAT(said_, Contains(HasSubstr("note: the importance matrix comes from only 4 chunks")));
  Plan again = plan_candidates(settings_);
  EXPECT_FALSE(again.has_imatrix_to_make());
  EXPECT_TRUE(again.imatrix->is_made);
  const core::ImatrixOrigin& origin = again.imatrix->origin;
  EXPECT_EQ(origin.sha256, sys::sha256_file(again.imatrix->file));
  EXPECT_EQ(origin.text, "calibration.txt");
  EXPECT_EQ(origin.text_sha256, sys::sha256_file(text()));
  EXPECT_EQ(origin.chunks, 4);
  EXPECT_EQ(origin.ctx, 64);
  said_.clear();
  EXPECT_EQ(make_it(again).fault, "");
  EXPECT_THAT(said_, IsEmpty()) << "nothing is made";
  EXPECT_THAT(list_made(), SizeIs(1));
  EXPECT_EQ(list_made().front().text, "calibration.txt");
}

TEST_F(MadeImatrix, ATextWithFewerChunksThanWereAskedForIsReadToItsEnd) {
  settings_.imatrix_text->chunks = 100000;
  Plan plan = plan_candidates(settings_);
  EXPECT_EQ(make_it(plan).fault, "");
  EXPECT_EQ(*plan.imatrix->origin.chunks, static_cast<int>(fs::file_size(text()) / 64));
  settings_.imatrix_text->chunks.reset();
  plan = plan_candidates(settings_);
  EXPECT_EQ(make_it(plan).fault, "");
  EXPECT_EQ(*plan.imatrix->origin.chunks, static_cast<int>(fs::file_size(text()) / 64));
}

TEST_F(MadeImatrix, WhatStandsInForItInADryRunComesToTheSameTypes) {
  settings_.recipes.clear();
  for (const char* type : {"IQ4_NL", "Q4_0", "Q5_0", "IQ3_XXS", "IQ2_XS", "Q2_K_S", "Q4_K_M", "Q8_0"})
    add({.id = type, .type = type});
  Plan planned = plan_candidates(settings_);
  EXPECT_EQ(make_it(planned).fault, "");
  settings_.imatrix = planned.imatrix->file;
  settings_.imatrix_text.reset();
  const Plan with_it = plan_candidates(settings_);
  for (std::size_t i = 0; i < with_it.candidates.size(); ++i)
    EXPECT_EQ(planned.candidates[i].types, with_it.candidates[i].types) << with_it.candidates[i].recipe.id;
}

TEST_F(MadeImatrix, WhatIsMadeWithItNamesNoFolder) {
  Plan plan = plan_candidates(settings_);
  EXPECT_EQ(make_all(plan).fault, "");
  const gguf::Header header = gguf::read_header(plan.candidates.front().file);
  EXPECT_EQ(header.text("quantize.imatrix.dataset"), "calibration.txt");
  EXPECT_EQ(header.text("quantize.imatrix.file"), plan.imatrix->file.filename().string());
  EXPECT_EQ(header.number("quantize.imatrix.chunks_count"), 4U);
}

TEST_F(MadeImatrix, AFileKeepsWhatItWasMadeWithWhenThatIsGone) {
  Plan plan = plan_candidates(settings_);
  EXPECT_EQ(make_all(plan).fault, "");
  const core::ImatrixOrigin origin = plan.imatrix->origin;
  for (const MadeEntry& entry : list_made()) {
    EXPECT_TRUE(entry.text.empty() || remove_made(entry));
  }
  const Plan again = plan_candidates(settings_);
  EXPECT_FALSE(again.imatrix->is_made);
  EXPECT_TRUE(again.candidates.front().is_made);
  EXPECT_FALSE(again.has_imatrix_to_make()) << "nothing needs it any more";
  EXPECT_EQ(again.candidates.front().imatrix, origin);
}

TEST_F(MadeImatrix, AnotherTextOtherSettingsAndAnotherProgramMakeAnotherOne) {
  add({.id = "plain", .type = "Q8_0", .imatrix = false});
  const Plan before = plan_candidates(settings_);
  const std::string first = before.imatrix->key;
  settings_.server.threads = 2;
  EXPECT_EQ(key(), first) << "threads decide the time only";
  settings_.imatrix_text->chunks = 5;
  EXPECT_NE(key(), first);
  settings_.imatrix_text->chunks = 4;
  settings_.imatrix_text->ctx = 32;
  EXPECT_NE(key(), first);
  settings_.imatrix_text->ctx = 64;
  EXPECT_EQ(key(), first);
  sys::write_file(text(), sys::read_file(text()) + "One more line.\n");
  const Plan after = plan_candidates(settings_);
  EXPECT_NE(after.imatrix->key, first);
  EXPECT_NE(after.candidates[0].file, before.candidates[0].file);
  EXPECT_EQ(after.candidates[1].file, before.candidates[1].file) << "it is made without a matrix";
  replace_imatrix_tool("exec $REAL \"$@\"");
  EXPECT_NE(key(), after.imatrix->key);
}

TEST_F(MadeImatrix, WhatFailsLeavesNothing) {
  const std::map<std::string, std::string> faults{
      {"echo 'E llama-imatrix: failed to decode' >&2; echo x > \"$OUT\"; exit 1", "exit code 1: "},
      {"$REAL \"$@\"; kill -9 $$", "signal 9"},
      {"$REAL \"$@\" && truncate -s -400 \"$OUT\"", "its end is missing"},
      {"$REAL \"${@:1:6}\" -c 64 -b 64 --chunks 2 2>/dev/null; echo 'computing over 4 chunks' >&2", "of 2 chunks of 4"},
      {"$REAL -m \"$2\" -f \"$4\" -o \"$OUT\" -c 64 -b 64 --chunks 2 2>/dev/null", "of 2 chunks of 4"},
      {"head -c 999 /dev/zero > \"$OUT\"", "no whole matrix"},
      {"true", "no whole matrix"}};
  for (const auto& [script, words] : faults) {
    replace_imatrix_tool(script);
    Plan plan = plan_candidates(settings_);
    const Made made = make_it(plan);
    EXPECT_THAT(made.fault, AllOf(HasSubstr("the importance matrix: "), HasSubstr(words))) << script;
    EXPECT_THAT(made.fault, Not(HasSubstr("\n")));
    EXPECT_THAT(left(), IsEmpty()) << script;
    replace_imatrix_tool("touch " + text() + ".again; false");
    EXPECT_EQ(make_it(plan).fault, made.fault) << "it is not tried again";
    EXPECT_FALSE(fs::exists(text() + ".again"));
  }
}

TEST_F(MadeImatrix, ATextThatIsTooShortIsToldInOneLine) {
  sys::write_file(text(), std::string(127, 'x'));
  EXPECT_THAT(refusal(), AllOf(HasSubstr(text()), HasSubstr("at least 128 tokens"), HasSubstr("127 bytes")));
  sys::write_file(text(), std::string(127, ' ') + 'x');  // two blanks are one token
  Plan plan = plan_candidates(settings_);
  EXPECT_THAT(make_it(plan).fault, HasSubstr("llama-imatrix: exit code 1"));
  EXPECT_THAT(left(), IsEmpty());
}

TEST_F(MadeImatrix, TwoAtOnceMakeItOnce) {
  replace_imatrix_tool("echo x >> " + (folder_.path() / "count").string() + "; sleep 1; exec $REAL \"$@\"");
  Plan one = plan_candidates(settings_);
  Plan other = one;
  std::thread beside([&] { make_imatrix(one, {}, [](const std::string&) {}); });
  EXPECT_THAT(make_it(other).fault, IsEmpty());
  beside.join();
  EXPECT_EQ(one.imatrix->origin, other.imatrix->origin);
  EXPECT_EQ(sys::read_file(folder_.path() / "count"), "x\n");
}

TEST_F(MadeImatrix, AStopLeavesNothing) {
  replace_imatrix_tool("sleep 60");
  Plan plan = plan_candidates(settings_);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(make_imatrix(plan, stop.get_token(), [](const std::string&) {}).stopped);
  EXPECT_THAT(left(), IsEmpty());
}

TEST_F(MadeImatrix, OneThatChangedSinceIsMadeAgain) {
  Plan plan = plan_candidates(settings_);
  make_it(plan);
  std::string bytes = sys::read_file(plan.imatrix->file);
  bytes.back() ^= 1;
  sys::write_file(plan.imatrix->file, bytes);
  Plan damaged = plan_candidates(settings_);
  EXPECT_THAT(damaged.notes, Contains(HasSubstr("is not as it was made")));
  EXPECT_EQ(make_it(damaged).fault, "");
  EXPECT_TRUE(plan_candidates(settings_).imatrix->is_made);
}

TEST_F(MadeImatrix, TheCommandsMakeItAndThenTheFile) {
  const Plan plan = plan_candidates(settings_);
  const auto commands = make_commands(plan, plan.candidates.front().recipe);
  ASSERT_THAT(commands, SizeIs(2));
  EXPECT_EQ(commands[0].front(), "llama-imatrix");
  EXPECT_THAT(commands[0], AllOf(Contains(text()), Contains("imatrix.gguf")));
  EXPECT_EQ(commands[1].front(), "llama-quantize");
  EXPECT_THAT(commands[1], Contains("imatrix.gguf"));
  EXPECT_THAT(make_commands(plan, {.id = "a", .type = "Q8_0", .imatrix = false}), SizeIs(1));
}

}  // namespace
}  // namespace quantladder::sweep
