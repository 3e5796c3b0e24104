#include "quantladder/fidelity/log_probs.h"

#include <gmock/gmock.h>

#include "reference_streams.h"

namespace quantladder::fidelity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Read {
  std::vector<double> nll;
  std::vector<bool> cut;
  std::string problem;
  bool complete = false;
  bool no_number = false;
};

Read read_in_pieces(const std::string& bytes, std::size_t piece, const std::string& unwanted = "") {
  Read result;
  LogProbReader reader([&](const StreamHead&) { return unwanted; },
                       [&](int chunk, int row, const Row& values) {
                         const auto token = static_cast<std::size_t>(reader.head().scored_token(chunk, row));
                         result.nll.push_back(-values.log_prob(token));
                         result.cut.push_back(values.is_cut());
                       });
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.read(std::string_view(bytes).substr(at, piece));
  result.problem = reader.problem();
  result.complete = reader.is_complete();
  result.no_number = reader.is_not_a_number();
  return result;
}

TEST(LogProbs, AStreamOfKnownFiguresIsReadInPiecesOfAnySize) {
  const std::string stream = test::baseline_stream();
  ASSERT_EQ(stream.size(), 228U);
  for (const std::size_t piece : {1UL, 3UL, 19UL, 24UL, 100UL, 228UL}) {
    const Read read = read_in_pieces(stream, piece);
    EXPECT_THAT(read.problem, IsEmpty()) << piece;
    EXPECT_TRUE(read.complete) << piece;
    const std::vector<double> expected{3.367002, 3.493041, 2.017068, 5.163938, 5.065752, 6.866728};
    EXPECT_THAT(read.nll, ::testing::Pointwise(::testing::DoubleNear(1e-5), expected)) << piece;
    EXPECT_THAT(read.cut, ElementsAre(false, false, false, false, false, true)) << piece;
  }
}

TEST(LogProbs, AStreamThatEndsEarlyIsNotComplete) {
  const std::string stream = test::baseline_stream();
  for (const std::size_t end : {0UL, 7UL, 19UL, 83UL, 84UL, 120UL, 227UL}) {
    const Read read = read_in_pieces(stream.substr(0, end), 1000);
    EXPECT_FALSE(read.complete) << end;
    EXPECT_THAT(read.problem, IsEmpty()) << end;
  }
}

TEST(LogProbs, AStreamWithoutTokensIsOfATextThatIsTooShort) {
  for (const std::size_t end : {11UL, 12UL, 13UL, 228UL}) {
    LogProbReader reader([](const StreamHead&) { return std::string(); }, [](int, int, const Row&) {});
    reader.read(test::baseline_stream().substr(0, end));
    EXPECT_EQ(reader.is_without_tokens(), end == 12) << end;
  }
}

TEST(LogProbs, WhatIsNoStreamIsRefused) {
  EXPECT_THAT(read_in_pieces("llama_perplexity: error", 5).problem, HasSubstr("no stream of log-probabilities"));
  std::string stream = test::baseline_stream();
  EXPECT_THAT(read_in_pieces(stream + "more than was promised here", 50).problem, HasSubstr("behind its last row"));
  stream[8] = 1;  // a context of one token scores none
  EXPECT_THAT(read_in_pieces(stream, 50).problem, HasSubstr("a context of 1"));
  stream = test::baseline_stream();
  stream[15] = static_cast<char>(0x80);
  EXPECT_THAT(read_in_pieces(stream, 50).problem, HasSubstr("a vocabulary of -"));
  stream = test::baseline_stream();
  stream[19] = 0x7f;
  EXPECT_THAT(read_in_pieces(stream, 50).problem, HasSubstr("chunks of 8 tokens"));
  stream = test::baseline_stream();
  stream[20] = 7;
  EXPECT_THAT(read_in_pieces(stream, 50).problem, HasSubstr("tokens that its vocabulary does not have"));
}

TEST(LogProbs, NumbersThatAreNoneAreTheFilesFault) {
  std::string stream = test::baseline_stream();
  const float nan = std::nanf("");
  std::memcpy(stream.data() + 84, &nan, 4);
  const Read read = read_in_pieces(stream, 50);
  EXPECT_TRUE(read.no_number);
  EXPECT_THAT(read.problem, HasSubstr("tensors are broken"));
  EXPECT_THAT(read.nll, IsEmpty());
}

TEST(LogProbs, RowsThatHoldNoProbabilitiesAreRefused) {
  const auto with = [](std::size_t at, float value) {
    std::string stream = test::baseline_stream();
    std::memcpy(stream.data() + at, &value, 4);
    return read_in_pieces(stream, 50);
  };
  EXPECT_THAT(with(84, -1e-4F).problem, HasSubstr("no probabilities"));  // the scale
  EXPECT_THAT(with(88, 2.0F).problem, HasSubstr("no probabilities"));    // the least: the likeliest is above 1
  EXPECT_THAT(with(88, -9.0F).problem, HasSubstr("no probabilities"));   // the likeliest is below 1/n
  EXPECT_THAT(with(88, -9.0F).nll, IsEmpty());
  std::string shifted = test::baseline_stream();
  shifted.insert(130, 1, '\0');
  EXPECT_THAT(read_in_pieces(shifted, 50).problem, HasSubstr("no probabilities"));
}

TEST(LogProbs, RowsThatAreNotWantedAreNotRead) {
  const Read read = read_in_pieces(test::baseline_stream(), 30, "other tokens");
  EXPECT_EQ(read.problem, "other tokens");
  EXPECT_THAT(read.nll, IsEmpty());
}

}  // namespace
}  // namespace quantladder::fidelity
