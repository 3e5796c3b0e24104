#include "quantladder/stats/distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "stats/nan.h"

namespace quantladder::stats {
namespace {

TEST(Normal, QuantileMatchesReferenceValues) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(normal_quantile(0.8), 0.8416212335729143, 1e-12);
  EXPECT_NEAR(normal_quantile(0.5), 0, 1e-15);
}

TEST(Normal, QuantileUndoesTheDistributionFarIntoTheLowerTail) {
  for (const double p : {1e-300, 1e-20, 1e-6, 0.01, 0.3, 0.5}) EXPECT_NEAR(normal_cdf(normal_quantile(p)) / p, 1, 1e-9);
}

TEST(Normal, QuantileOfCertaintyIsInfiniteAndNeverThrows) {
  EXPECT_EQ(normal_quantile(0), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(normal_quantile(1), std::numeric_limits<double>::infinity());
}

TEST(Normal, OutsideTheDomainIsNan) {
  EXPECT_TRUE(std::isnan(normal_quantile(-0.1)));
  EXPECT_TRUE(std::isnan(normal_quantile(1.1)));
  EXPECT_TRUE(std::isnan(normal_quantile(kNan)));
}

TEST(IncompleteBeta, MatchesClosedForms) {
  EXPECT_NEAR(incomplete_beta(1, 1, 0.3), 0.3, 1e-14);
  EXPECT_NEAR(incomplete_beta(2, 1, 0.3), 0.09, 1e-14);
  EXPECT_NEAR(incomplete_beta(3, 2, 0.9), 4 * std::pow(0.9, 3) - 3 * std::pow(0.9, 4), 1e-13);
}

TEST(IncompleteBeta, IsSymmetricUnderExchange) {
  for (const double x : {0.001, 0.2, 0.5, 0.9}) {
    EXPECT_NEAR(incomplete_beta(7.5, 0.5, x), 1 - incomplete_beta(0.5, 7.5, 1 - x), 1e-13);
  }
}

TEST(IncompleteBeta, InverseUndoesItForSmallAndLargeParameters) {
  for (const double a : {0.5, 1.0, 4.5, 60.0, 1000.0}) {
    for (const double b : {0.5, 1.0, 11.5, 300.0}) {
      for (const double p : {1e-9, 0.025, 0.5, 0.975}) {
        EXPECT_NEAR(incomplete_beta(a, b, incomplete_beta_inverse(a, b, p)), p, 1e-11) << a << " " << b << " " << p;
      }
    }
  }
}

TEST(IncompleteBeta, EndsAndBadArguments) {
  EXPECT_EQ(incomplete_beta_inverse(2, 3, 0), 0);
  EXPECT_EQ(incomplete_beta_inverse(2, 3, 1), 1);
  EXPECT_TRUE(std::isnan(incomplete_beta(0, 1, 0.5)));
  EXPECT_TRUE(std::isnan(incomplete_beta(1, 1, 1.5)));
  EXPECT_TRUE(std::isnan(incomplete_beta_inverse(1, -1, 0.5)));
  EXPECT_TRUE(std::isnan(incomplete_beta_inverse(1, 1, kNan)));
}

struct TQuantiles {
  double n, t975, t80, expanded_tail;
};

class StudentT : public testing::TestWithParam<TQuantiles> {};

TEST_P(StudentT, QuantilesMatchReferenceValues) {
  const auto& row = GetParam();
  EXPECT_NEAR(t_quantile(0.975, row.n - 1), row.t975, 1e-8);
  EXPECT_NEAR(t_quantile(0.8, row.n - 1), row.t80, 1e-8);
  EXPECT_NEAR(t_quantile(0.025, row.n - 1), -row.t975, 1e-8);
}

TEST_P(StudentT, ExpandedTailProbabilityMatchesReferenceValues) {
  const auto& row = GetParam();
  const double z = std::sqrt(row.n / (row.n - 1)) * t_quantile(0.975, row.n - 1);
  EXPECT_NEAR(normal_cdf(-z), row.expanded_tail, 1e-9);
}

TEST_P(StudentT, DistributionUndoesTheQuantile) {
  const auto& row = GetParam();
  for (const double p : {0.001, 0.025, 0.4999, 0.5, 0.8, 0.999}) {
    EXPECT_NEAR(t_cdf(t_quantile(p, row.n - 1), row.n - 1), p, 1e-10);
  }
}

INSTANTIATE_TEST_SUITE_P(Reference, StudentT,
                         testing::Values(TQuantiles{2, 12.706204736, 1.376381920, 0.000000000},
                                         TQuantiles{5, 2.776445105, 0.940964577, 0.000954101},
                                         TQuantiles{8, 2.364624251, 0.896029644, 0.005737521},
                                         TQuantiles{10, 2.262157163, 0.883403860, 0.008550639},
                                         TQuantiles{15, 2.144786688, 0.868054782, 0.013207173},
                                         TQuantiles{20, 2.093024054, 0.860950550, 0.015880830},
                                         TQuantiles{30, 2.045229642, 0.854191984, 0.018753900},
                                         TQuantiles{60, 2.000995377, 0.847755949, 0.021801791}));

TEST(StudentT, EndsAndBadArguments) {
  EXPECT_EQ(t_quantile(0.5, 3), 0);
  EXPECT_TRUE(std::isinf(t_quantile(1, 3)));
  EXPECT_EQ(t_cdf(std::numeric_limits<double>::infinity(), 3), 1);
  EXPECT_TRUE(std::isnan(t_quantile(0.9, 0)));
  EXPECT_TRUE(std::isnan(t_cdf(kNan, 3)));
}

}  // namespace
}  // namespace quantladder::stats
