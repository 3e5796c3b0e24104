// The steps of advise().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/report/advice.h"

namespace quantladder::report {

using Models = std::vector<const ModelSummary*>;

inline const std::string& id_of(const ModelSummary* model) { return model->id(); }
// Returns "a (85.7 points)".
std::string scored(const ModelSummary* model);
// Returns "a", "a and b", "a, b and c".
std::string in_words(const std::vector<std::string>& names);
std::vector<std::string> names_of(const Models& models, std::string (*name)(const ModelSummary*));

// Returns "at least 50.0", "at most 16.00 GiB".
std::string limit_in_words(const Measure& measure, double limit);

// Returns the first limit that the model does not meet; without one, the first that it is not shown to meet.
std::optional<Finding> check_limits(const ModelSummary& model, const Limits& limits);

// Returns for each of `among` why it is not shown to lose at most `max_loss` against every other one of `judged`, which
// contains them; nullopt where it is shown.
std::vector<std::optional<Finding>> check_loss(const CellTable& table, const Models& judged, const Models& among,
                                               double max_loss);

using Findings = std::map<const ModelSummary*, Finding>;

// Recommends all of `models`, of which none is shown to be better than another, and names the smallest file first: a
// size is known exactly.
void recommend(const Models& models, const std::string& statement, Findings& findings, Advice& advice);

// Sorts the candidates, the highest mean first and at least two, by what the comparison with the first says of them.
void choose_by_score(const CellTable& table, const Summary& summary, const std::optional<Comparison>& declared,
                     const Models& ranked, Findings& findings, Advice& advice);

// Whether all of them have a distance from the baseline, and the limits do not say how near is near enough.
bool can_choose_by_distance(const Models& models, const Limits& limits);
// Recommends the one that is shown to be nearer than every other, at 5 % over all pairs in both directions.
void choose_by_distance(const Summary& summary, const Models& models, Findings& findings, Advice& advice);

// Returns how more iterations are measured: "run the same command again with --iterations 40, which extends this run".
std::string how_to_go_on(const Summary& summary, const std::string& iterations);

}  // namespace quantladder::report
