#include "quantladder/stats/history.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "quantladder/stats/bootstrap.h"
#include "quantladder/stats/describe.h"
#include "quantladder/stats/permutation.h"

namespace quantladder::stats {
namespace {

constexpr double kMostUnits = 100;  // that values are told apart by: the test's cost grows with the square

// The nights that are compared with each other, without what repeats.
struct Segment {
  struct Night {
    std::size_t number = 0;
    std::vector<NightValue> values;
  };
  std::size_t begins = 0;
  std::vector<Night> nights;                              // that have values
  std::set<std::pair<std::size_t, std::size_t>> texts{};  // block and text
};

// Returns how many of the night's values are new.
int take_night(std::size_t number, const HistoryNight& night, Segment& segment) {
  Segment::Night fresh{number, {}};
  for (const NightValue& each : night.values) {
    const bool is_new = each.text == 0 || segment.texts.insert({each.block, each.text}).second;
    if (is_new && std::isfinite(each.value)) fresh.values.push_back(each);
  }
  const auto count = static_cast<int>(fresh.values.size());
  if (count > 0) segment.nights.push_back(std::move(fresh));
  return count;
}

std::vector<double> all_values(const Segment& segment) {
  std::vector<double> values;
  for (const Segment::Night& night : segment.nights) {
    for (const NightValue& each : night.values) values.push_back(each.value);
  }
  return values;
}

// Midranks, doubled so that they are whole.
std::vector<double> doubled_ranks(const std::vector<double>& values) {
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> ranks;
  for (const double value : values) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
    ranks.push_back(static_cast<double>((first - sorted.begin()) + (last - sorted.begin())));
  }
  return ranks;
}

// Replaces the values by whole numbers. Permuting nights changes neither the range nor the lattice that they are
// rounded by, so the test is as exact as on the values themselves.
void round_to_steps(Segment& segment, Terms terms) {
  std::vector<double> values = all_values(segment);
  if (terms == Terms::ranks) values = doubled_ranks(values);
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  const double least = *lowest;
  const double range = *highest - least;
  for (double& value : values) value -= least;
  const auto lattice = lattice_unit(values);
  const bool is_coarse = lattice && *lattice > 0 && range / *lattice <= kMostUnits;
  const double unit = is_coarse ? *lattice : range / kMostUnits;
  std::size_t next = 0;
  for (Segment::Night& night : segment.nights) {
    for (NightValue& each : night.values) each.value = range > 0 ? std::round(values[next++] / unit) : 0;
  }
}

// `segment` holds whole numbers. The last `window` nights are side A.
std::optional<PermutationTest> test_window(const Segment& segment, std::size_t window) {
  std::map<std::size_t, PermutationBlock> blocks;
  for (std::size_t i = segment.nights.size(); i-- > 0;) {
    for (const NightValue& each : segment.nights[i].values) {
      PermutationBlock& block = blocks[each.block];
      block.values.push_back(static_cast<std::size_t>(each.value));
      if (segment.nights.size() - i <= window) ++block.of_a;
    }
  }
  std::vector<PermutationBlock> list;
  for (auto& [number, block] : blocks) list.push_back(std::move(block));
  return block_permutation(list);
}

// Returns nothing where no window could fall below alpha, whatever the nights were like: the floors do not change when
// nights are permuted.
std::optional<double> test_newest(const Segment& whole_numbers, double alpha) {
  double p = 1;
  int windows = 0;
  for (const std::size_t window : kWindows) {
    if (window >= whole_numbers.nights.size()) break;
    const auto test = test_window(whole_numbers, window);
    if (!test || test->floor > alpha) continue;
    ++windows;
    p = std::min(p, test->p);
  }
  if (windows == 0) return std::nullopt;
  return std::min(1.0, p * windows);
}

struct Sums {
  double sum = 0;
  double n = 0;

  void add(const Segment::Night& night, double sign = 1) {
    for (const NightValue& each : night.values) sum += sign * each.value;
    n += sign * static_cast<double>(night.values.size());
  }
  double mean() const { return sum / n; }
};

// Returns the position in the segment at which two means explain the values best.
std::size_t find_parting(const Segment& whole_numbers) {
  Sums before;
  Sums since;
  for (const Segment::Night& night : whole_numbers.nights) since.add(night);
  std::size_t best = 1;
  double most = -1;
  for (std::size_t i = 0; i + 1 < whole_numbers.nights.size(); ++i) {
    before.add(whole_numbers.nights[i]);
    since.add(whole_numbers.nights[i], -1);
    const double distance = before.mean() - since.mean();
    const double explained = distance * distance * before.n * since.n / (before.n + since.n);
    if (explained <= most) continue;
    most = explained;
    best = i + 1;
  }
  return best;
}

NightChange describe_change(const Segment& segment, std::size_t parting, Terms terms) {
  NightChange change{.begun = segment.nights[parting].number};
  for (std::size_t i = 0; i < segment.nights.size(); ++i) {
    for (const NightValue& each : segment.nights[i].values) {
      (i < parting ? change.before : change.since).push_back(each.value);
    }
  }
  const auto centre = terms == Terms::ranks ? median : mean;
  change.centre_before = *centre(change.before);
  change.centre_since = *centre(change.since);
  return change;
}

class Watch {
 public:
  Watch(double alpha, Terms terms) : alpha_(alpha), terms_(terms) {}

  NightLook look(std::size_t number, std::span<const HistoryNight> nights) {
    if (nights[number].is_cut) segment_ = {number, {}};
    NightLook look{.segment = segment_.begins, .fresh = take_night(number, nights[number], segment_)};
    if (look.fresh == 0 || segment_.nights.size() < 2) return look;
    Segment whole_numbers = segment_;
    round_to_steps(whole_numbers, terms_);
    const double share = alpha_of_look(alpha_, looks_ + 1);
    look.p = test_newest(whole_numbers, share);
    if (!look.p) return look;
    look.look = ++looks_;
    look.alpha = share;
    if (*look.p > share) return look;
    look.change = describe_change(segment_, find_parting(whole_numbers), terms_);
    begin_segment(look.change->begun, number, nights);
    return look;
  }

 private:
  // What repeated a text from before the change counts in the new segment.
  void begin_segment(std::size_t first, std::size_t last, std::span<const HistoryNight> nights) {
    segment_ = {first, {}};
    for (std::size_t i = first; i <= last; ++i) take_night(i, nights[i], segment_);
  }

  double alpha_;
  Terms terms_;
  int looks_ = 0;
  Segment segment_;
};

}  // namespace

double alpha_of_look(double alpha, int look) { return alpha / look / (look + 1); }

std::optional<double> NightLook::p_overall() const {
  if (!p) return std::nullopt;
  return std::min(1.0, *p / alpha_of_look(1, look));
}

std::vector<NightLook> look_at_history(std::span<const HistoryNight> nights, double alpha, Terms terms) {
  Watch watch(alpha, terms);
  std::vector<NightLook> looks;
  for (std::size_t i = 0; i < nights.size(); ++i) looks.push_back(watch.look(i, nights));
  return looks;
}

}  // namespace quantladder::stats
