#include "app/calibration.h"

#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Calibration : public ::testing::Test {
 protected:
  Calibration() {
    write("prose.txt", sentences(0, 400));
    sweep_.imatrix_text = core::ImatrixText{.text = folder_.path() / "calibration.txt"};
    suite_.id = "fidelity";
    suite_.fidelity.domains = {{.id = "prose", .file = folder_.path() / "prose.txt"}};
  }
  static std::string sentences(int from, int to) {
    std::string text;
    for (int i = from; i < to; ++i) text += "This is the sentence with number " + std::to_string(i) + " of them all.\n";
    return text;
  }
  void write(const char* name, const std::string& text) { sys::write_file(folder_.path() / name, text); }
  std::vector<std::string> check() { return check_calibration(sweep_, {suite_}); }
  std::string refusal() {
    try {
      check();
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return error.what();
    }
    return "accepted";
  }
  sys::TempDir folder_;
  core::SweepSettings sweep_;
  tasks::Suite suite_;
};

TEST_F(Calibration, EvaluatedTextIsRefusedWithBothFilesTheShareAndTheRemedy) {
  write("calibration.txt", sentences(1000, 2000) + sentences(0, 400));
  EXPECT_THAT(refusal(), AllOf(HasSubstr("calibration.txt: 100.0 % of "), HasSubstr("prose.txt"),
                               HasSubstr("fidelity/prose"), HasSubstr("make the importance matrix of other text")));
}

TEST_F(Calibration, AParagraphOfItIsRefused) {
  write("calibration.txt", sentences(1000, 2000) + sentences(100, 110));
  EXPECT_THAT(refusal(), HasSubstr("calibration.txt: 2.3 % of "));
}

TEST_F(Calibration, TheBeginningOfALongTextCountsByItself) {
  write("prose.txt", sentences(0, 60000));
  write("calibration.txt", sentences(100000, 101000) + sentences(0, 200));
  EXPECT_THAT(refusal(), HasSubstr("or of a part of it, stands in it")) << "0.3 % of the whole, and what is evaluated";
}

TEST_F(Calibration, OtherTextOfTheKindIsTaken) {
  write("calibration.txt", sentences(1000, 5000));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_F(Calibration, ConversationsAreTextToo) {
  suite_.fidelity.domains.front().conversations = {{{core::Role::user, sentences(0, 20)}},
                                                   {{core::Role::assistant, sentences(20, 40)}}};
  suite_.fidelity.domains.front().file = folder_.path() / "none.json";
  write("calibration.txt", sentences(30, 40));
  EXPECT_THAT(refusal(), HasSubstr("fidelity/prose"));
}

TEST_F(Calibration, OfAGivenMatrixThatCannotBeChecked) {
  sweep_.imatrix_text.reset();
  sweep_.imatrix = "im.gguf";
  EXPECT_THAT(check(), ElementsAre(AllOf(HasSubstr("im.gguf: "), HasSubstr("cannot be checked"))));
  suite_.fidelity.domains.clear();
  EXPECT_THAT(check(), IsEmpty()) << "nothing is evaluated";
}

}  // namespace
}  // namespace quantladder::app
