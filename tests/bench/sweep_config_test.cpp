#include "config_text.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class SweepConfig : public ::testing::Test {
 protected:
  SweepConfig() {
    for (const char* name : {"F16.gguf", "im.gguf", "calibration.txt"}) sys::write_file(folder_.path() / name, "x");
    sys::write_file(folder_.path() / "recipes.json", R"({"recipes": [{"id": "a", "type": "Q8_0"}]})");
  }
  core::SweepSettings read(const std::string& imatrix) {
    const std::string text =
        R"({"name": "t", "server": {"ctx": 512}, "sweep": {"from": "F16.gguf", "recipes": "recipes.json", "imatrix": )" +
        imatrix + "}}";
    return *parse_config(text, folder_.path() / "t.json").sweep;
  }
  std::string refusal(const std::string& imatrix) {
    try {
      read(imatrix);
    } catch (const core::Error& error) {
      return error.what();
    }
    return "accepted";
  }
  sys::TempDir folder_;
};

TEST_F(SweepConfig, AnImatrixIsAFileOrMadeOfAText) {
  EXPECT_EQ(read("\"im.gguf\"").imatrix, folder_.path() / "im.gguf");
  EXPECT_FALSE(read("\"im.gguf\"").imatrix_text);
  const core::SweepSettings made = read(R"({"text": "calibration.txt", "chunks": 40, "ctx": 1024})");
  EXPECT_EQ(made.imatrix, "");
  EXPECT_EQ(made.imatrix_text->text, folder_.path() / "calibration.txt");
  EXPECT_EQ(made.imatrix_text->chunks, 40);
  EXPECT_EQ(made.imatrix_text->ctx, 1024);
  const core::SweepSettings whole = read(R"({"text": "calibration.txt"})");
  EXPECT_EQ(whole.imatrix_text->chunks, std::nullopt);
  EXPECT_EQ(whole.imatrix_text->ctx, 512);
}

TEST_F(SweepConfig, AnImatrixThatMeansNothingIsNamedWithItsPlace) {
  EXPECT_THAT(refusal("3"), AllOf(HasSubstr("/sweep/imatrix"), HasSubstr("string")));
  EXPECT_THAT(refusal("\"none.gguf\""), AllOf(HasSubstr("/sweep/imatrix"), HasSubstr("no such file")));
  EXPECT_THAT(refusal("{}"), HasSubstr("/sweep/imatrix/text"));
  EXPECT_THAT(refusal(R"({"text": "none.txt"})"), AllOf(HasSubstr("/sweep/imatrix/text"), HasSubstr("no such file")));
  EXPECT_THAT(refusal(R"({"text": "calibration.txt", "chunks": 0})"), HasSubstr("/sweep/imatrix/chunks"));
  EXPECT_THAT(refusal(R"({"text": "calibration.txt", "ctx": 8})"), HasSubstr("/sweep/imatrix/ctx"));
  EXPECT_THAT(refusal(R"({"text": "calibration.txt", "chunk": 8})"), HasSubstr("chunks"));
}

}  // namespace
}  // namespace quantladder::bench
