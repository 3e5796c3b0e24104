#include <fmt/format.h>

#include <map>
#include <string_view>

#include "sample.h"
#include "text.h"

namespace quantladder::report {
namespace {

struct Common {
  std::vector<std::size_t> in_a;  // positions of the numbers that both have
  std::vector<std::size_t> in_b;
};

bool have_names(const Sample& a, const Sample& b) { return !a.names.empty() && !b.names.empty(); }

Common find_common_names(const Sample& a, const Sample& b) {
  std::map<std::string_view, std::size_t> in_b;
  for (std::size_t j = 0; j < b.names.size(); ++j) in_b[b.names[j]] = j;
  Common common;
  for (std::size_t i = 0; i < a.names.size(); ++i) {
    const auto found = in_b.find(a.names[i]);
    if (found == in_b.end()) continue;
    common.in_a.push_back(i);
    common.in_b.push_back(found->second);
  }
  return common;
}

Common find_common(const Sample& a, const Sample& b) {
  if (have_names(a, b)) return find_common_names(a, b);
  Common common;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.numbers.size() && j < b.numbers.size()) {
    if (a.numbers[i] == b.numbers[j]) {
      common.in_a.push_back(i++);
      common.in_b.push_back(j++);
    } else {
      a.numbers[i] < b.numbers[j] ? ++i : ++j;
    }
  }
  return common;
}

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<std::size_t>& positions) {
  std::vector<T> picked;
  if (values.empty()) return picked;
  for (const std::size_t position : positions) picked.push_back(values[position]);
  return picked;
}

stats::Series pick(const stats::Series& series, const std::vector<std::size_t>& positions) {
  stats::Series picked{pick(series.values, positions), {}, pick(series.repeats, positions)};
  for (const stats::LevelSeries& level : series.levels) {
    picked.levels.push_back({level.id, level.points, pick(level.credit, positions)});
  }
  return picked;
}

enum class Seeds { same, different, unknown };

Seeds compare_seeds(const Sample& a, const Sample& b, const Common& common) {
  Seeds result = Seeds::same;
  if (a.seeds.empty() || b.seeds.empty()) return Seeds::unknown;
  for (std::size_t k = 0; k < common.in_a.size(); ++k) {
    const auto& left = a.seeds[common.in_a[k]];
    const auto& right = b.seeds[common.in_b[k]];
    if (left.size() != right.size()) return Seeds::different;
    for (std::size_t task = 0; task < left.size(); ++task) {
      if (!left[task] || !right[task]) {
        result = Seeds::unknown;
      } else if (*left[task] != *right[task]) {
        return Seeds::different;
      }
    }
  }
  return result;
}

std::string why_not_paired(const Sample& a, const Sample& b, const Common& common, bool pairing) {
  if (!pairing) return "as asked";
  if (common.in_a.empty()) return "they have no iteration or round in common";
  const bool is_shared = a.run == b.run || have_names(a, b);  // a name means the same in both
  if (a.seeds.empty() && b.seeds.empty()) return is_shared ? "" : "two runs share neither rounds nor seeds";
  switch (compare_seeds(a, b, common)) {
    case Seeds::same:
      return "";
    case Seeds::different:
      return "their seeds differ";
    case Seeds::unknown:
      return is_shared ? "" : "the seeds of two runs are not all known";
  }
  return "";
}

// Two nights with the same seeds may simply repeat each other.
int same_texts(const Sample& a, const Sample& b, const Common& common) {
  if (a.texts.empty() || b.texts.empty()) return 0;
  int same = 0;
  for (std::size_t k = 0; k < common.in_a.size(); ++k) {
    const std::size_t text = a.texts[common.in_a[k]];
    if (text != 0 && text == b.texts[common.in_b[k]]) ++same;
  }
  return same;
}

void add_notes(const Sample& a, const Sample& b, const Common& common, PairedSamples& result) {
  const auto note = [&](const std::string& text) {
    result.notes.push_back(fmt::format("{} against {}: {}", a.label, b.label, text));
  };
  const std::size_t n = common.in_a.size();
  const std::size_t alone = a.numbers.size() + b.numbers.size() - 2 * n;
  // A result whose other side lacks a value is told of with that side.
  if (alone > static_cast<std::size_t>(a.without_value) + static_cast<std::size_t>(b.without_value)) {
    note(fmt::format("{} left out: only one of the two has {}", count_of(alone, "result"), alone == 1 ? "it" : "them"));
  }
  if (!a.seeds.empty() && compare_seeds(a, b, common) == Seeds::unknown) {
    note(fmt::format("paired by the {} of the iteration: not all seeds are known",
                     have_names(a, b) ? "name" : "number"));
  }
  if (const int same = same_texts(a, b, common); same > 0) {
    note(fmt::format("in {} of {} iterations both generated the same text", same, n));
  }
}

}  // namespace

PairedSamples pair_up(const Sample& a, const Sample& b, bool pairing) {
  const Common common = find_common(a, b);
  const std::string reason = why_not_paired(a, b, common, pairing);
  PairedSamples result;
  result.input.a = a.label;
  result.input.b = b.label;
  if (reason.empty()) {
    result.input.of_a = pick(a.series, common.in_a);
    result.input.of_b = pick(b.series, common.in_b);
    add_notes(a, b, common, result);
  } else {
    result.input.of_a = a.series;
    result.input.of_b = b.series;
    result.input.pairing = stats::Pairing::unpaired;
    // A side without any value is told of elsewhere, whatever it shares with others.
    if (a.numbers.empty() || b.numbers.empty()) return result;
    result.notes.push_back(
        fmt::format("{} against {}: not paired, {}: permutation test and unpaired interval", a.label, b.label, reason));
  }
  return result;
}

}  // namespace quantladder::report
