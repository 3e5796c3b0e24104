// Figures of the design's own simulations (another program, NumPy and C++, 10,000 replications: +-0.004 near 0.95).
#pragma once

#include <array>

namespace quantladder::simulation::specified {

inline constexpr std::array<int, 4> kSizes{5, 15, 30, 60};
struct Range {
  double lowest;
  double highest;
};
// Over the ten populations; n as in kSizes.
inline constexpr std::array<Range, 4> kMeanCoverage{{{0.945, 0.986}, {0.951, 0.989}, {0.949, 0.986}, {0.948, 0.963}}};
// Over twelve pairs of populations, of which only one is described.
inline constexpr std::array<Range, 4> kDifferenceCoverage{
    {{0.936, 1.000}, {0.946, 0.981}, {0.944, 0.953}, {0.937, 0.956}}};

inline constexpr std::array<double, 4> kDifferences{0, 2, 5, 10};
using Row = std::array<double, 4>;  // by true difference
struct Tests {
  // n as in kSizes; `bootstrap` at n = 5: MOVER-Jeffreys, which the default falls back on there
  std::array<Row, 4> ci_overlap, paired_t, sign_flip, permutation, any_level, bootstrap;  // n as in kSizes
};
inline constexpr Tests kIndependent{
    {{{0.009, 0.013, 0.018, 0.042},
      {0.008, 0.011, 0.031, 0.124},
      {0.006, 0.013, 0.066, 0.336},
      {0.005, 0.023, 0.166, 0.728}}},
    {{{0.035, 0.039, 0.057, 0.107},
      {0.047, 0.065, 0.135, 0.353},
      {0.049, 0.079, 0.239, 0.641},
      {0.055, 0.123, 0.431, 0.919}}},
    {{{0, 0, 0, 0}, {0.035, 0.049, 0.109, 0.309}, {0.043, 0.072, 0.222, 0.622}, {0.051, 0.118, 0.419, 0.913}}},
    {{{0.018, 0.025, 0.036, 0.085},
      {0.039, 0.054, 0.118, 0.337},
      {0.041, 0.073, 0.229, 0.639},
      {0.049, 0.120, 0.426, 0.914}}},
    {{{0, 0, 0, 0}, {0.002, 0.001, 0.006, 0.022}, {0.005, 0.011, 0.033, 0.140}, {0.012, 0.027, 0.101, 0.454}}},
    {{{0.045, 0.050, 0.073, 0.133},
      {0.049, 0.065, 0.132, 0.347},
      {0.047, 0.077, 0.236, 0.636},
      {0.054, 0.122, 0.425, 0.916}}}};
inline constexpr Tests kCorrelated{
    {{{0.004, 0.006, 0.011, 0.030},
      {0.004, 0.006, 0.019, 0.101},
      {0.003, 0.007, 0.043, 0.315},
      {0.002, 0.012, 0.140, 0.739}}},
    {{{0.022, 0.029, 0.045, 0.104},
      {0.050, 0.067, 0.151, 0.432},
      {0.050, 0.093, 0.278, 0.747},
      {0.048, 0.132, 0.513, 0.966}}},
    {{{0, 0, 0, 0}, {0.033, 0.046, 0.115, 0.367}, {0.044, 0.080, 0.259, 0.724}, {0.045, 0.124, 0.500, 0.963}}},
    {{{0.009, 0.015, 0.021, 0.064},
      {0.022, 0.034, 0.089, 0.322},
      {0.025, 0.053, 0.192, 0.657},
      {0.030, 0.085, 0.410, 0.940}}},
    {{{0, 0, 0, 0}, {0.001, 0.001, 0.003, 0.016}, {0.005, 0.009, 0.034, 0.163}, {0.012, 0.027, 0.118, 0.564}}},
    {{{0.005, 0.010, 0.020, 0.073},
      {0.055, 0.071, 0.156, 0.432},
      {0.050, 0.091, 0.277, 0.744},
      {0.049, 0.129, 0.512, 0.965}}}};

// Sign flip at equal means and different shapes; n 15 and 30.
inline constexpr std::array<std::array<double, 2>, 4> kSkewed{
    {{0.062, 0.060}, {0.044, 0.041}, {0.035, 0.041}, {0.069, 0.061}}};

struct FamilyRow {
  int models;
  double unadjusted, holm;  // with t tests
};
inline constexpr std::array<FamilyRow, 4> kFamilies{
    {{3, 0.125, 0.047}, {4, 0.205, 0.038}, {6, 0.385, 0.032}, {8, 0.547, 0.031}}};

struct StoppingRow {
  int n_max;
  int step;
  std::array<double, 4> declared;  // true difference 0, 5, 10, 20
  std::array<double, 4> mean_n;
};
inline constexpr std::array<double, 4> kStoppingDifferences{0, 5, 10, 20};
inline constexpr std::array<StoppingRow, 6> kStopping{{{15, 1, {0.041, 0.106, 0.309, 0.791}, {15, 15, 14, 12}},
                                                       {15, 5, {0.037, 0.108, 0.315, 0.804}, {15, 15, 15, 14}},
                                                       {30, 1, {0.045, 0.207, 0.599, 0.985}, {30, 29, 26, 18}},
                                                       {30, 5, {0.045, 0.210, 0.611, 0.988}, {30, 28, 27, 20}},
                                                       {60, 1, {0.051, 0.389, 0.899, 1.000}, {59, 54, 41, 25}},
                                                       {60, 5, {0.049, 0.393, 0.903, 1.000}, {60, 55, 43, 27}}}};

struct WholeRow {
  int n_max;
  double margin, difference;
  double a_better, b_better, equivalent, futile, undecided, mean_n;
};
inline constexpr std::array<WholeRow, 20> kWhole{
    {{30, 5, 0, 0.025, 0.023, 0.003, 0.778, 0.171, 21.6},   {30, 5, 2, 0.060, 0.007, 0.002, 0.750, 0.180, 21.7},
     {30, 5, 5, 0.204, 0.000, 0.000, 0.571, 0.225, 23.1},   {30, 5, 10, 0.602, 0.000, 0.000, 0.211, 0.187, 24.4},
     {30, 5, 20, 0.986, 0.000, 0.000, 0.007, 0.007, 19.9},  {30, 10, 0, 0.025, 0.020, 0.656, 0.005, 0.294, 27.4},
     {30, 10, 2, 0.065, 0.006, 0.554, 0.008, 0.369, 27.9},  {30, 10, 5, 0.207, 0.001, 0.308, 0.016, 0.468, 28.1},
     {30, 10, 10, 0.610, 0.000, 0.047, 0.019, 0.323, 26.4}, {30, 10, 20, 0.989, 0.000, 0.000, 0.001, 0.010, 19.9},
     {60, 5, 0, 0.023, 0.024, 0.111, 0.503, 0.339, 52.5},   {60, 5, 2, 0.103, 0.004, 0.059, 0.540, 0.293, 51.0},
     {60, 5, 5, 0.394, 0.000, 0.010, 0.385, 0.211, 49.3},   {60, 5, 10, 0.893, 0.000, 0.000, 0.057, 0.050, 41.6},
     {60, 5, 20, 1.000, 0.000, 0.000, 0.000, 0.000, 27.1},  {60, 10, 0, 0.021, 0.019, 0.947, 0.000, 0.013, 41.2},
     {60, 10, 2, 0.091, 0.003, 0.870, 0.000, 0.036, 43.5},  {60, 10, 5, 0.375, 0.000, 0.512, 0.000, 0.113, 47.7},
     {60, 10, 10, 0.903, 0.000, 0.047, 0.000, 0.051, 42.0}, {60, 10, 20, 1.000, 0.000, 0.000, 0.000, 0.000, 27.1}}};

struct AfterRow {
  int n_max;
  double difference;
  double early_estimate, ordinary, repeated;
};
inline constexpr std::array<AfterRow, 8> kAfter{{{30, 0, 0.37, 0.940, 0.948},
                                                 {30, 5, 12.45, 0.945, 0.974},
                                                 {30, 10, 14.78, 0.943, 0.978},
                                                 {30, 20, 21.38, 0.950, 0.983},
                                                 {60, 0, -0.14, 0.943, 0.954},
                                                 {60, 5, 9.14, 0.940, 0.981},
                                                 {60, 10, 11.77, 0.939, 0.982},
                                                 {60, 20, 20.67, 0.951, 0.995}}};

struct SpeedRow {
  int starts, requests;
  double pooled, of_starts;
};
inline constexpr std::array<SpeedRow, 4> kSpeeds{
    {{2, 15, 0.324, 0.951}, {3, 10, 0.435, 0.948}, {5, 6, 0.574, 0.950}, {10, 3, 0.762, 0.952}}};

}  // namespace quantladder::simulation::specified
