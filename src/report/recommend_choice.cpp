#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "recommend_parts.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

// Equal means are ordered by speed, then by size.
bool ranks_before(const ModelSummary* a, const ModelSummary* b) {
  if (a->score->mean != b->score->mean) return a->score->mean > b->score->mean;
  return is_handier(a, b);
}

// By what is_handier() chose `chosen` from `models`.
std::string what_won(const Models& models, const ModelSummary* chosen) {
  const auto differs = [&](auto figure_of) {
    return std::any_of(models.begin(), models.end(), [&](const auto* m) { return figure_of(m) != figure_of(chosen); });
  };
  if (differs(speed_of)) return "the one with the highest mean speed";
  return differs(size_of) ? "the smallest" : "the one with the highest mean";
}

const std::string& baseline_of(const Summary& summary) {
  return summary.facts.baseline.empty() ? summary.models.front().facts.model.id : summary.facts.baseline;
}

std::string worse_text(const Comparison& comparison, const stats::PairComparison& pair) {
  const bool little = pair.decision.verdict == stats::Verdict::better_within_margin;
  return fmt::format("its score is lower than that of {}: {} points{}, {} {:.2g}{}", pair.b,
                     to_text(*pair.difference, pair.ci.interval),
                     pair.ci.interval ? fmt::format(" ({:g} % interval)", 100 * pair.ci.level) : "",
                     comparison.sequential ? "sequential p" : "Holm p", *pair.p_holm,
                     little ? fmt::format(" (but by less than {} points)", to_points(comparison.margin)) : "");
}

// The comparison is made over the candidates alone: what the limits ruled out is not asked about. Where the declared
// baseline came out first, its declared comparison is the answer. Where another one did, that was read off the same
// scores, any two of them might have met here, and all those pairs are corrected for. (Among equal models, one or the
// other names a loser in fewer than 5 % of runs; adding the declared verdict on the baseline to the latter would not.)
Comparison compare_with_first(const RunData& data, const CellTable& table, const Summary& summary,
                              const Models& ranked) {
  if (id_of(ranked.front()) == baseline_of(summary) && summary.comparison) return *summary.comparison;
  ComparisonRequest request{.baseline = id_of(ranked.front())};
  for (const ModelSummary* model : ranked) request.only.push_back(id_of(model));
  request.family_size = static_cast<int>(ranked.size() * (ranked.size() - 1) / 2);
  return compare_models(data, table, summary, request);
}

Field sort_by_verdict(const Comparison& comparison, const Models& ranked, Recommendation& result) {
  Field field{.margin = comparison.margin};
  bool known = true;
  for (const stats::PairComparison& pair : comparison.pairs) {
    const auto model = std::find_if(ranked.begin(), ranked.end(), [&](const auto* m) { return id_of(m) == pair.a; });
    if (model == ranked.end()) continue;
    const stats::Decision& decision = pair.decision;
    if (decision.verdict == stats::Verdict::equivalent) {
      field.equivalent.push_back(*model);
    } else if (decision.better == stats::Side::b) {
      field.worse.push_back(*model);
      result.ruled_out.push_back({pair.a, worse_text(comparison, pair), true, Ground::lower_score});
    } else {
      field.undecided.push_back(*model);
      if (!pair.n_needed_in_family) known = false;
      field.iterations_needed = std::max(field.iterations_needed, pair.n_needed_in_family.value_or(0));
    }
  }
  if (!known) field.iterations_needed = 0;  // a number that holds for some of them promises too much
  return field;
}

bool contains(const Models& models, const std::string& id) {
  return std::any_of(models.begin(), models.end(), [&](const ModelSummary* model) { return id_of(model) == id; });
}

const stats::PairComparison* declared_pair(const Summary& summary, const std::string& candidate) {
  if (!summary.comparison) return nullptr;
  for (const stats::PairComparison& pair : summary.comparison->pairs) {
    if (pair.a == candidate) return &pair;
  }
  return nullptr;
}

// Repeats what the declared comparison says of the undecided, which is no claim of its own. A baseline that the limits
// ruled out is only a reason against others if the first is better than it too.
Models find_behind(const Summary& summary, const Models& ranked, const Models& undecided) {
  const stats::PairComparison* of_best = declared_pair(summary, id_of(ranked.front()));
  const bool best_is_better = of_best != nullptr && of_best->decision.better == stats::Side::a;
  Models behind;
  for (const ModelSummary* model : undecided) {
    const stats::PairComparison* pair = declared_pair(summary, id_of(model));
    const bool baseline_is_better = pair != nullptr && pair->decision.better == stats::Side::b;
    const bool counts = best_is_better || contains(ranked, baseline_of(summary));
    const bool is_baseline = id_of(model) == baseline_of(summary);
    if ((baseline_is_better && counts) || (is_baseline && best_is_better)) behind.push_back(model);
  }
  return behind;
}

// What the declared comparison, corrected for fewer pairs, tells of those that the stricter one here does not tell
// from `best`.
std::string declared_verdict(const Summary& summary, const ModelSummary* best, const Field& field) {
  const std::string& baseline = baseline_of(summary);
  std::string text;
  const stats::PairComparison* pair = declared_pair(summary, id_of(best));
  if (pair != nullptr && contains(field.undecided, baseline) && pair->decision.verdict != stats::Verdict::undecided) {
    text += fmt::format(" (Its comparison with the baseline {}, declared before the run, is decided: {}.)", baseline,
                        verdict_text(*summary.comparison, *pair));
  }
  Models worse;
  for (const ModelSummary* model : field.behind) {
    if (id_of(model) != baseline) worse.push_back(model);
  }
  if (worse.empty()) return text;
  return text + fmt::format(
                    " {} {} shown to be worse than the baseline {} by the comparison declared before the run, and no "
                    "choice here.",
                    list(worse, score_text), worse.size() == 1 ? "is" : "are", baseline);
}

// Not told from the first by any comparison; the baseline is among them until one names it worse.
Models contenders(const Summary& summary, const Field& field) {
  Models result;
  for (const ModelSummary* model : field.undecided) {
    const bool is_baseline = id_of(model) == baseline_of(summary);
    if (is_baseline || !contains(field.behind, id_of(model))) result.push_back(model);
  }
  return result;
}

std::string not_told_text(const Summary& summary, const Models& ranked, const Field& field) {
  Models highest;
  std::copy_if(ranked.begin(), ranked.end(), std::back_inserter(highest),
               [&](const ModelSummary* model) { return model->score->mean == ranked.front()->score->mean; });
  Models open = contenders(summary, field);
  std::erase_if(open, [&](const ModelSummary* model) { return contains(highest, id_of(model)); });
  return fmt::format("The data cannot tell. {} {} proven winner{}.", list(highest, score_text),
                     highest.size() == 1 ? "has the highest mean, but is no" : "share the highest mean, but none is a",
                     open.empty() ? "" : ": not told from " + list(open, score_text));
}

void choose_good_enough(const Models& ranked, std::ptrdiff_t judged, Recommendation& result) {
  const ModelSummary* chosen = *std::min_element(ranked.begin(), ranked.end(), is_handier);
  result.model = id_of(chosen);
  result.decided = true;
  if (judged == 1) {
    result.statement =
        fmt::format("{}: the only model that can be judged, so there is none to lose against.", score_text(chosen));
    return;
  }
  result.statement =
      fmt::format("{}: shown to lose at most {} points against the best of the run{}.", score_text(chosen),
                  to_points(*result.limits.max_loss),
                  ranked.size() > 1 ? fmt::format("; of those that are, it is {}", what_won(ranked, chosen)) : "");
}

void choose_by_score(const Summary& summary, const Models& ranked, const Field& field, Recommendation& result) {
  const ModelSummary* best = ranked.front();
  result.model = id_of(best);
  result.decided = field.undecided.empty();
  for (const ModelSummary* model : field.undecided) result.not_told_apart.push_back(id_of(model));
  if (ranked.size() == 1) {
    result.statement = fmt::format("{}: {}.", score_text(best),
                                   result.ruled_out.empty() ? "the only model, so there is nothing to choose between"
                                                            : "the only one that is left");
  } else if (!field.undecided.empty()) {
    result.statement = not_told_text(summary, ranked, field) + declared_verdict(summary, best, field);
  } else if (!field.equivalent.empty()) {
    Models alike{best};
    alike.insert(alike.end(), field.equivalent.begin(), field.equivalent.end());
    const ModelSummary* chosen = *std::min_element(alike.begin(), alike.end(), is_handier);
    result.model = id_of(chosen);
    result.statement =
        fmt::format("{}: {} of those that are equivalent within {} points to the highest mean, {}.", score_text(chosen),
                    what_won(alike, chosen), to_points(field.margin), score_text(best));
    for (const ModelSummary* model : alike) {
      if (model != chosen) result.not_told_apart.push_back(id_of(model));
    }
  } else {
    result.statement = fmt::format("{}: a higher score than {}.", score_text(best), list(field.worse, score_text));
  }
}

Models those_to_pick_from(const ModelSummary* best, const Field& field) {
  Models models{best};
  for (const Models* group : {&field.undecided, &field.equivalent}) {
    std::copy_if(group->begin(), group->end(), std::back_inserter(models),
                 [&](const ModelSummary* model) { return !contains(field.behind, id_of(model)); });
  }
  return models;
}

Models those_shown_worse(const Field& field) {
  Models models = field.worse;
  models.insert(models.end(), field.behind.begin(), field.behind.end());
  return models;
}

const ModelSummary& find(const Summary& summary, const std::string& id) {
  return *std::find_if(summary.models.begin(), summary.models.end(),
                       [&](const ModelSummary& model) { return model.facts.model.id == id; });
}

// With one choice left among those good enough, the others are ruled out by it.
void rule_out_the_rest(const Summary& summary, const Models& candidates, Recommendation& result) {
  for (const ModelSummary* model : candidates) {
    const bool named = std::any_of(result.ruled_out.begin(), result.ruled_out.end(),
                                   [&](const RuledOut& out) { return out.model == id_of(model); });
    if (named || id_of(model) == result.model || !result.decided) continue;
    result.ruled_out.push_back(
        {id_of(model),
         fmt::format("good enough too, but {} is {}", result.model, what_won(candidates, &find(summary, result.model))),
         true, Ground::handier});
  }
}

}  // namespace

Field choose(const RunData& data, const CellTable& table, const Summary& summary, Models candidates,
             Recommendation& result) {
  std::stable_sort(candidates.begin(), candidates.end(), ranks_before);
  Field field;
  if (result.limits.max_loss) {
    const auto judged = std::count_if(summary.models.begin(), summary.models.end(), [](const ModelSummary& model) {
      return model.score && model.score->distinct >= stats::kLeastIterationsForVerdict;
    });
    choose_good_enough(candidates, judged, result);
    result.picks = make_picks({data, table, summary}, candidates, {});
  } else {
    if (candidates.size() > 1) {
      field = sort_by_verdict(compare_with_first(data, table, summary, candidates), candidates, result);
      field.behind = find_behind(summary, candidates, field.undecided);
    }
    choose_by_score(summary, candidates, field, result);
    result.picks =
        make_picks({data, table, summary}, those_to_pick_from(candidates.front(), field), those_shown_worse(field));
  }
  rule_out_the_rest(summary, candidates, result);
  result.serve_command = find(summary, result.model).facts.serve_command;
  return field;
}

}  // namespace quantladder::report
