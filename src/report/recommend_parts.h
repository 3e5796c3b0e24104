// The steps of recommend().
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cell_table.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

using Models = std::vector<const ModelSummary*>;

inline const std::string& id_of(const ModelSummary* model) { return model->facts.model.id; }
std::optional<double> speed_of(const ModelSummary* model);
std::optional<std::uint64_t> size_of(const ModelSummary* model);
std::string score_text(const ModelSummary* model);  // "a 85.7 [71.7, 90.7]"
std::string list(const Models& models, std::string (*text)(const ModelSummary*));

// The first limit of speed, memory or size that the model does not meet, or is not shown to.
std::optional<RuledOut> check_limits(const ModelSummary& model, const Limits& limits);

// Of `among`: those not shown to lose at most max_loss against every other one of `judged`, which contains them.
std::vector<RuledOut> check_loss(const RunData& data, const CellTable& table, const Models& judged, const Models& among,
                                 double max_loss);

// What the comparison of each model with the one of the highest mean says.
struct Field {
  Models undecided;
  Models equivalent;
  Models worse;
  // Of the undecided, those that the declared comparison shows to be worse than the baseline, or than the first: no
  // choice, although the stricter comparison here names them no losers.
  Models behind;
  int iterations_needed = 0;  // by the widest of the undecided; 0: not known
  double margin = 0;
};

// Fills the choice of one of `candidates`, none empty; what was compared for it.
Field choose(const RunData& data, const CellTable& table, const Summary& summary, Models candidates,
             Recommendation& result);

// What to run to learn more.
void say_next(const Summary& summary, const Field& field, Recommendation& result);

// What the figures come from.
struct Run {
  const RunData& data;
  const CellTable& table;
  const Summary& summary;
};

// Fastest and smallest of `eligible` (the chosen one and those not told from it), and a trade of score for speed among
// those shown to be worse. Speeds are told apart by their comparison over rounds.
std::vector<Pick> make_picks(const Run& run, const Models& eligible, const Models& worse);

// "faster before slower, smaller before larger, higher mean before lower": how those that are good enough are ordered.
bool is_handier(const ModelSummary* a, const ModelSummary* b);

}  // namespace quantladder::report
