#include "stats/sum_chances.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

namespace quantladder::stats {
namespace {

using Complex = std::complex<double>;

// Ten standard deviations hold all but 1e-25; skewed sums reach somewhat further.
constexpr double kDeviations = 24;

SumChances add_draw(const SumChances& sum, const Steps& draw) {
  SumChances next{std::vector<double>(sum.chance.size() + draw.back().first, 0.0), sum.origin, sum.lost, sum.work};
  for (const auto& [step, share] : draw) {
    for (std::size_t i = 0; i < sum.chance.size(); ++i) next.chance[i + step] += sum.chance[i] * share;
  }
  next.work += static_cast<double>(sum.chance.size() * draw.size());
  return next;
}

struct Moments {
  double mean = 0;
  double sd = 0;
  double range = 0;
};

Moments moments_of(const Steps& draw) {
  Moments moments;
  double squares = 0;
  for (const auto& [step, share] : draw) {
    moments.mean += static_cast<double>(step) * share;
    moments.range = std::max(moments.range, static_cast<double>(step));
  }
  for (const auto& [step, share] : draw) {
    const double r = static_cast<double>(step) - moments.mean;
    squares += r * r * share;
  }
  moments.sd = std::sqrt(squares);
  return moments;
}

// Works in place; the number of cells is a power of two. `sign` is -1 there, +1 back (times the number of cells).
void fourier(std::vector<Complex>& cells, double sign) {
  const std::size_t n = cells.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n / 2;
    for (; j & bit; bit /= 2) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(cells[i], cells[j]);
  }
  std::vector<Complex> roots;
  for (std::size_t k = 0; k < n / 2; ++k) {
    roots.push_back(std::polar(1.0, sign * 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n)));
  }
  for (std::size_t half = 1; half < n; half *= 2) {
    for (std::size_t start = 0; start < n; start += 2 * half) {
      for (std::size_t k = 0; k < half; ++k) {
        const Complex odd = cells[start + half + k] * roots[k * (n / 2 / half)];
        cells[start + half + k] = cells[start + k] - odd;
        cells[start + k] += odd;
      }
    }
  }
}

// Most of the cells of a high power are nothing, which is seen without their angle.
Complex power(const Complex& x, double exponent) {
  const double size = std::pow(std::abs(x), exponent);
  return size < 1e-30 ? Complex{} : std::polar(size, std::arg(x) * exponent);
}

}  // namespace

void trim(SumChances& sum) {
  constexpr double kNegligible = 1e-25;
  const auto matters = [](double p) { return p > kNegligible; };
  const auto first = std::find_if(sum.chance.begin(), sum.chance.end(), matters);
  const auto last = std::find_if(sum.chance.rbegin(), sum.chance.rend(), matters).base();
  sum.lost += std::accumulate(sum.chance.begin(), first, 0.0) + std::accumulate(last, sum.chance.end(), 0.0);
  sum.origin += static_cast<std::size_t>(first - sum.chance.begin());
  sum.chance = std::vector<double>(first, last);
}

SumChances add(const SumChances& sum, const SumChances& other, std::size_t stride) {
  SumChances next{std::vector<double>(sum.chance.size() + (other.chance.size() - 1) * stride, 0.0),
                  sum.origin + other.origin * stride, sum.lost + other.lost, sum.work + other.work};
  for (std::size_t i = 0; i < other.chance.size(); ++i) {
    for (std::size_t j = 0; j < sum.chance.size(); ++j) next.chance[i * stride + j] += other.chance[i] * sum.chance[j];
  }
  next.work += static_cast<double>(sum.chance.size() * other.chance.size());
  return next;
}

SumChances sum_of(std::size_t n, const Steps& draw) {
  SumChances sum;
  std::size_t bit = 1;
  while (bit <= n / 2) bit *= 2;
  for (; bit > 0; bit /= 2) {
    const double work = sum.work;
    sum = add(sum, sum, 1);
    sum.work -= work;  // the two are one
    if (n & bit) sum = add_draw(sum, draw);
    trim(sum);
  }
  return sum;
}

double reach_of_sum(std::size_t n, const Steps& draw) {
  const Moments moments = moments_of(draw);
  const auto draws = static_cast<double>(n);
  return std::min(draws * moments.range, kDeviations * std::sqrt(draws) * moments.sd + moments.range);
}

double cost_of_sum(std::size_t n, const Steps& draw) {
  const double reach = reach_of_sum(n, draw);
  return reach * (reach + static_cast<double>(draw.size()));
}

SumChances sum_by_fourier(std::size_t n, const Steps& draw) {
  const Moments moments = moments_of(draw);
  std::size_t size = 2;
  while (static_cast<double>(size) < reach_of_sum(n, draw) + 1) size *= 2;
  std::vector<Complex> cells(size);
  for (const auto& [step, share] : draw) cells[step % size] += share;
  fourier(cells, -1);
  const auto draws = static_cast<double>(n);
  const double all = std::abs(cells.front());  // 1 up to rounding, which the power would multiply
  for (Complex& cell : cells) cell = power(cell / all, draws);
  fourier(cells, 1);

  // The cells repeat every `size` sums: those around the mean are the ones meant.
  SumChances sum;
  const double first = std::round(draws * moments.mean) - static_cast<double>(size) / 2;
  sum.origin = static_cast<std::size_t>(std::max(0.0, first));
  const std::size_t highest = n * static_cast<std::size_t>(moments.range);
  sum.chance.resize(std::min(size, highest - sum.origin + 1));
  for (std::size_t i = 0; i < sum.chance.size(); ++i) {
    sum.chance[i] = cells[(sum.origin + i) % size].real() / static_cast<double>(size);
  }
  sum.work = static_cast<double>(size) * std::log2(size);
  return sum;
}

}  // namespace quantladder::stats
