#include "allow_for_looks.h"

#include <algorithm>
#include <set>

#include "quantladder/stats/bootstrap.h"

namespace quantladder::report {
namespace {

// How many pairs were there at each look. A pair that the run did not declare could be seen whenever another was.
std::vector<int> looks_at(const Stopping& stopping, const stats::PairInput& pair) {
  if (const auto own = stopping.looks.find(pair.a); pair.b == stopping.baseline && own != stopping.looks.end()) {
    return own->second;
  }
  std::set<int> any;
  for (const auto& [candidate, looks] : stopping.looks) any.insert(looks.begin(), looks.end());
  return {any.begin(), any.end()};
}

}  // namespace

void allow_for_looks(const RunData& data, const std::vector<stats::PairInput>& inputs, stats::FamilyOptions options,
                     Comparison& result) {
  const Stopping& stopping = *data.stopping;
  std::vector<double> points;
  for (const TaskFacts& task : data.facts.tasks) points.push_back(task.points);
  const std::size_t family = std::max(stopping.candidates.size(), inputs.size());
  options.declared = std::max(options.declared, static_cast<int>(family));
  options.sequential = stats::SequentialPlan{
      .n_max = stopping.n_max, .alpha = stopping.alpha, .margin = options.margin, .comparisons = options.declared};
  if (const auto unit = stats::lattice_unit(points)) options.sequential->unit = *unit;
  // Each by itself: the correction for the family is in its share of alpha.
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto pairs = stats::make_pairs(inputs[i].of_a, inputs[i].of_b);
    if (inputs[i].pairing != stats::Pairing::paired || !pairs) continue;
    options.looks = looks_at(stopping, inputs[i]);
    const int now = static_cast<int>(pairs->differences.size());
    if (options.looks.empty() || options.looks.back() < now) options.looks.push_back(now);
    result.pairs[i] = stats::compare_family({&inputs[i], 1}, options).front();
  }
  if (!stopping.ended.empty()) {
    result.notes.push_back("this run stopped early, " + stopping.ended +
                           "; p-values and intervals allow for every look that was taken. An estimate of a run that "
                           "stopped early is biased away from zero");
  }
}

}  // namespace quantladder::report
