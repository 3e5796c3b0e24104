#include "quantladder/fidelity/divergence.h"

#include <gmock/gmock.h>

#include <set>

#include "reference_streams.h"

namespace quantladder::fidelity {
namespace {

using ::testing::DoubleNear;
using ::testing::SizeIs;

struct Rows {
  StreamHead head;
  std::vector<test::MadeRow> rows;
};

Rows rows_of(const std::string& stream) {
  Rows result;
  LogProbReader reader(
      [&](const StreamHead& head) {
        result.head = head;
        return std::string();
      },
      [&](int, int, const Row& row) {
        result.rows.push_back({static_cast<float>(row.scale),
                               static_cast<float>(row.min_log_prob),
                               {row.codes.begin(), row.codes.end()}});
      });
  reader.read(stream);
  return result;
}

TEST(Divergence, StreamsOfKnownFiguresGiveThem) {
  const Rows baseline = rows_of(test::baseline_stream());
  const Rows model = rows_of(test::model_stream());
  ASSERT_THAT(model.rows, SizeIs(6));
  const std::vector<double> kld{0.009289, 0.073020, 0.025738, 0.004420, 0.001949, 0.000941};
  const std::vector<double> nll{3.103022, 3.618707, 2.151524, 4.578937, 5.108389, 6.200421};
  const std::vector<bool> same_top{true, false, true, true, true, true};
  std::vector<Position> positions;
  for (std::size_t i = 0; i < 6; ++i) {
    const int token = model.head.scored_token(static_cast<int>(i) / 3, static_cast<int>(i) % 3);
    const Position position = compare(baseline.rows[i].row(), model.rows[i].row(), token);
    EXPECT_NEAR(position.kld, kld[i], 1e-6) << i;
    EXPECT_NEAR(position.nll, nll[i], 1e-5) << i;
    EXPECT_EQ(position.same_top, same_top[i]) << i;
    EXPECT_FALSE(position.is_clipped) << i;  // the token that is cut stands nowhere
    positions.push_back(position);
  }
  const Figures figures = summarise(positions, 3, core::BaselineForm::full);
  EXPECT_EQ(figures.method, core::KldMethod::exact);
  ASSERT_THAT(figures.per_chunk, SizeIs(2));
  EXPECT_NEAR(figures.per_chunk[0].kld, 0.036016, 1e-6);
  EXPECT_NEAR(figures.per_chunk[1].kld, 0.002437, 1e-6);
  EXPECT_NEAR(figures.per_chunk[0].same_top, 2.0 / 3, 1e-9);
  EXPECT_NEAR(figures.quantiles.max, 0.073020, 1e-6);
  EXPECT_NEAR(figures.quantiles.median, (0.004420 + 0.009289) / 2, 1e-6);
}

TEST(Divergence, AModelAgainstItselfIsNoDistanceAway) {
  const Rows rows = rows_of(test::baseline_stream());
  for (const auto& row : rows.rows) {
    const Position position = compare(row.row(), row.row(), 0);
    EXPECT_EQ(position.kld, 0);
    EXPECT_EQ(position.delta_p, 0);
    EXPECT_TRUE(position.same_top);
    EXPECT_EQ(position.nll, position.base_nll);
  }
}

// What a row cuts is only known from above: so it is counted, and leaves the pairs of log perplexity.
TEST(Divergence, ATokenThatIsCutIsCountedAndInNoLogPerplexity) {
  std::vector<double> logits(400, -3);
  logits[7] = 5;
  logits[8] = -30;
  const test::MadeRow baseline = test::row_of(logits);
  logits[7] = 20;  // everything else is now more than 16 below it
  const test::MadeRow model = test::row_of(logits);
  const Position cut = compare(baseline.row(), model.row(), 9);
  EXPECT_TRUE(cut.is_clipped);
  EXPECT_GT(cut.clipped_mass, 0.05);
  const Position whole = compare(baseline.row(), model.row(), 7);
  EXPECT_FALSE(whole.is_clipped);
  std::vector<Position> positions{cut, whole};
  const Figures figures = summarise(positions, 2, core::BaselineForm::full);
  EXPECT_EQ(figures.per_chunk[0].clipped, 1);
  EXPECT_NEAR(figures.per_chunk[0].nll, whole.nll, 1e-12);
  EXPECT_NEAR(figures.clipped_mass, (cut.clipped_mass + whole.clipped_mass) / 2, 1e-12);
}

TEST(Divergence, TheCompactRowKeepsTheLikeliestAndDrawsFromTheRest) {
  const test::MadeRow made = test::row_of(test::logits_of(3001, 5));
  const CompactRow compact = make_compact(made.row(), 17, 0);
  EXPECT_EQ(compact.top.front().token, made.row().top());
  EXPECT_EQ(compact.scored_code, made.codes[17]);
  std::set<std::uint32_t> top;
  for (std::size_t i = 0; i < kTop; ++i) {
    top.insert(compact.top[i].token);
    EXPECT_EQ(compact.top[i].code, made.codes[compact.top[i].token]);
    if (i > 0) {
      EXPECT_GE(compact.top[i - 1].code, compact.top[i].code);
    }
  }
  EXPECT_THAT(top, SizeIs(kTop));
  double mass = 0;
  for (std::size_t token = 0; token < made.codes.size(); ++token) {
    const double log_p = made.row().log_prob(token);
    if (!top.contains(static_cast<std::uint32_t>(token)) && log_p > -16) mass += std::exp(log_p);
    if (!top.contains(static_cast<std::uint32_t>(token))) {
      EXPECT_LE(made.codes[token], compact.top.back().code);
    }
  }
  EXPECT_NEAR(compact.tail_mass, mass, 1e-6);
  for (const KeptToken& drawn : compact.drawn) EXPECT_FALSE(top.contains(drawn.token));
  EXPECT_EQ(make_compact(made.row(), 17, 0).drawn[40].token, compact.drawn[40].token) << "the draws have a fixed seed";
  EXPECT_NE(make_compact(made.row(), 17, 1).drawn[40].token, compact.drawn[40].token);
}

// `by`: how much the model's logits are disturbed.
void compare_forms(double by, core::KldMethod expected) {
  std::vector<Position> full;
  std::vector<Position> compact;
  for (std::uint64_t i = 0; i < 120; ++i) {
    const auto logits = test::logits_of(6000, i);
    const test::MadeRow baseline = test::row_of(logits);
    const test::MadeRow model = test::row_of(test::disturbed(logits, by, i + 1000));
    full.push_back(compare(baseline.row(), model.row(), 3));
    compact.push_back(compare(make_compact(baseline.row(), 3, i), model.row(), 3));
    EXPECT_NEAR(compact.back().nll, full.back().nll, 1e-9);
    EXPECT_NEAR(compact.back().base_nll, full.back().base_nll, 1e-6);
    EXPECT_EQ(compact.back().same_top, full.back().same_top);
  }
  const Figures exact = summarise(full, 60, core::BaselineForm::full);
  const Figures kept = summarise(compact, 60, core::BaselineForm::compact);
  EXPECT_EQ(kept.method, expected);
  for (std::size_t chunk = 0; chunk < 2; ++chunk)
    EXPECT_NEAR(kept.per_chunk[chunk].kld / exact.per_chunk[chunk].kld, 1, 0.03) << by;
  EXPECT_NEAR(kept.quantiles.median / exact.quantiles.median, 1, 0.03) << by;
  EXPECT_NEAR(kept.quantiles.p90 / exact.quantiles.p90, 1, 0.03) << by;
}

TEST(Divergence, ACompactBaselineGivesTheFiguresOfAFullOne) {
  compare_forms(0.1, core::KldMethod::control_variate);
  compare_forms(0.2, core::KldMethod::control_variate);
  compare_forms(0.7, core::KldMethod::weighted_sample);
}

}  // namespace
}  // namespace quantladder::fidelity
