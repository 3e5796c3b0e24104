// Expected values of comparisons, computed independently with SciPy 1.10 from the three published lists.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "quantladder/stats/paired.h"
#include "stats/reference_scores.h"

namespace quantladder::stats::reference {

// Which levels a score of the ladder 25/25/25/15/10 means in these lists.
inline std::array<bool, 5> passes_of(double score) {
  if (score == 100) return {true, true, true, true, true};
  if (score == 90) return {true, true, true, true, false};
  if (score == 75) return {false, true, true, true, true};
  if (score == 65) return {false, true, true, true, false};
  return {false, false, true, true, false};  // 40
}

inline Series series_of(const std::vector<double>& scores) {
  const std::array<double, 5> points{25, 25, 25, 15, 10};
  Series series{.values = scores};
  for (std::size_t i = 0; i < points.size(); ++i) {
    LevelSeries level{"L" + std::to_string(i + 1), points[i], {}};
    for (const double score : scores) level.credit.push_back(passes_of(score)[i] ? 1 : 0);
    series.levels.push_back(level);
  }
  return series;
}

inline PairedSeries pairs_of(const std::vector<double>& a, const std::vector<double>& b) {
  return *make_pairs(series_of(a), series_of(b));
}

// Only the differences matter.
inline PairedSeries pairs_with(const std::vector<double>& differences) {
  return *make_pairs({.values = differences}, {.values = std::vector<double>(differences.size(), 0.0)});
}

struct PairRow {
  const std::vector<double>& a;
  const std::vector<double>& b;
  double difference, sd, correlation;
  Interval expanded_percentile, mover;
  double sign_flip_p, sign_flip_mid_p, permutation_p, permutation_mid_p;
  double welch_p, paired_t_p;
  std::array<double, 3> tost_p;  // margins 5, 10, 15
  double mde;
  int n_needed;  // 80 % power at 5 points
};

inline const PairRow kPairs[] = {
    {kAesSedai,
     kBartowski,
     1,
     19.65778653431183,
     -0.15173898383715825,
     {-10.666666666666666, 11.0},
     {-11.134351410629035, 12.202760531675612},
     0.9375,
     0.84765625,
     0.9409961685823754,
     0.8430451440946194,
     0.8345053410632787,
     0.8466432734051555,
     {0.22189446041825095, 0.048972463522014516, 0.007696249779908308},
     15.29203437619875,
     122},
    {kAesSedai,
     kUnsloth,
     2,
     16.669047449003884,
     0.32550400930104084,
     {-7.0, 11.0},
     {-8.41890929090885, 11.408873037443817},
     0.6875,
     0.62890625,
     0.7477761119440279,
     0.700999500249875,
     0.7055955685801032,
     0.6492968923554447,
     {0.2485957701300308, 0.04210423055193157, 0.004585587463195291},
     12.967057413291776,
     88},
    {kBartowski,
     kUnsloth,
     1,
     15.606775085565518,
     0.26516883525298707,
     {-7.666666666666667, 9.666666666666666},
     {-9.167286998392635, 10.92389453695089},
     0.921875,
     0.8046875,
     0.9208536082835775,
     0.8269470527893947,
     0.8323781206199791,
     0.8076133088842432,
     {0.16886609075255637, 0.02117725230565407, 0.0018604445560363551},
     12.140702652025466,
     77},
};

struct LookRow {
  int n;
  double sum;
  std::optional<double> boundary;
  double planned, spent;
  bool stop;
};
struct LookTable {
  std::vector<double> differences;
  std::vector<LookRow> rows;
};

// A look after every pair from the fifth, at most 15 pairs, alpha 0.05.
inline const LookTable kLooks[] = {
    {{25, -10, -25, 0, 0, 0, -10, 25, 0, 25, 0, 0, 0, 25, -25},
     {{5, -10, {}, 0.00020701143629420216, 0, false},
      {6, -10, {}, 0.0007883035133824379, 0, false},
      {7, -20, {}, 0.002068225570658111, 0, false},
      {8, 5, {}, 0.00429313000524667, 0, false},
      {9, 5, {}, 0.007616126621978747, 0, false},
      {10, 30, {}, 0.012096778259815366, 0, false},
      {11, 30, {}, 0.01772077538957406, 0, false},
      {12, 30, {}, 0.024423580692896074, 0, false},
      {13, 30, 120, 0.03211088847499033, 0.03125, false},
      {14, 55, {}, 0.04067393946722442, 0.03125, false},
      {15, 30, 150, 0.05, 0.046875, false}}},
    {std::vector<double>(15, 25),
     {{5, 125, {}, 0.00020701143629420216, 0, false},
      {6, 150, {}, 0.0007883035133824379, 0, false},
      {7, 175, {}, 0.002068225570658111, 0, false},
      {8, 200, {}, 0.00429313000524667, 0, false},
      {9, 225, 225, 0.007616126621978747, 0.00390625, true}}},
    {{10, 25, 0, 35, 10, 25, -25, 10, 25, 35, 0, 25, 10, 25, 10},
     {{5, 80, {}, 0.00020701143629420216, 0, false},
      {6, 105, {}, 0.0007883035133824379, 0, false},
      {7, 80, {}, 0.002068225570658111, 0, false},
      {8, 90, {}, 0.00429313000524667, 0, false},
      {9, 115, {}, 0.007616126621978747, 0, false},
      {10, 150, 200, 0.012096778259815366, 0.00390625, false},
      {11, 150, 180, 0.01772077538957406, 0.015625, false},
      {12, 175, 185, 0.024423580692896074, 0.021484375, false},
      {13, 185, 175, 0.03211088847499033, 0.0263671875, true}}},
};

}  // namespace quantladder::stats::reference
