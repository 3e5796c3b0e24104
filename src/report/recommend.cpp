#include "quantladder/report/recommend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "recommend_parts.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr int kManyIterations = 200;

bool can_be_judged(const ModelSummary& model) {
  return model.score && model.score->distinct >= stats::kLeastIterationsForVerdict;
}

bool solves_nothing(const ModelSummary* model) { return model->score->max <= 0; }

std::string why_nothing(const Summary& summary) {
  Models scored;
  Models candidates;
  for (const ModelSummary& model : summary.models) {
    if (model.score) scored.push_back(&model);
    if (can_be_judged(model)) candidates.push_back(&model);
  }
  if (!summary.errors.empty())
    return "the figures contradict each other (see Errors): nothing can be concluded from them";
  if (scored.empty()) return "no model has a complete iteration, so none has a score";
  if (std::all_of(scored.begin(), scored.end(), solves_nothing))
    return "no model solved a single task in a complete iteration";
  if (candidates.empty()) {
    return fmt::format("no verdict is possible below {} distinct complete iterations of a model",
                       stats::kLeastIterationsForVerdict);
  }
  return std::all_of(candidates.begin(), candidates.end(), solves_nothing)
             ? "no model with enough iterations solved a single task"
             : "";
}

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
  if (differs(speed_of)) return "the fastest";
  return differs(size_of) ? "the smallest" : "the one with the highest mean";
}

std::optional<RuledOut> check_score(const ModelSummary& model) {
  const std::string& id = model.facts.model.id;
  if (!model.score) return RuledOut{id, "it has no score: " + model.no_score_reason, false};
  if (can_be_judged(model)) return std::nullopt;
  return RuledOut{id, fmt::format("fewer than {} distinct complete iterations", stats::kLeastIterationsForVerdict),
                  false};
}

// Takes the models that were ruled out from `models`.
void rule_out(const std::vector<RuledOut>& found, Models& models, Recommendation& result) {
  for (const RuledOut& out : found) {
    std::erase_if(models, [&](const ModelSummary* model) { return id_of(model) == out.model; });
    result.ruled_out.push_back(out);
  }
}

Models within_limits(const RunData& data, const CellTable& table, const Summary& summary, const Limits& limits,
                     Recommendation& result) {
  Models models;
  std::vector<RuledOut> found;
  for (const ModelSummary& model : summary.models) {
    models.push_back(&model);
    auto reason = check_score(model);
    if (!reason) reason = check_limits(model, limits);
    if (reason) found.push_back(*reason);
  }
  rule_out(found, models, result);
  if (limits.max_loss) rule_out(check_loss(data, table, summary, models, *limits.max_loss), models, result);
  return models;
}

// What the comparison of each model with the first of `ranked` says.
struct Field {
  Models undecided;
  Models equivalent;
  Models worse;
  int iterations_needed = 0;
  Comparison comparison;
};

std::string worse_text(const stats::PairComparison& pair, double margin) {
  const bool little = pair.decision.verdict == stats::Verdict::better_within_margin;
  return fmt::format("its score is lower than that of {}: {} points{}, Holm p {:.2g}{}", pair.b,
                     to_text(*pair.difference, pair.ci.interval),
                     pair.ci.interval ? fmt::format(" ({:g} % interval)", 100 * pair.ci.level) : "", *pair.p_holm,
                     little ? fmt::format(" (but by less than {} points)", to_points(margin)) : "");
}

// The comparison is made over the candidates alone: what the limits ruled out is not asked about. Who is first was read
// off the same scores, so that any two of them might have met here: all those pairs are corrected for.
Field compare_with_first(const RunData& data, const CellTable& table, const Summary& summary, const Models& ranked,
                         Recommendation& result) {
  Field field;
  if (ranked.size() < 2) return field;
  ComparisonRequest request{.baseline = id_of(ranked.front())};
  for (const ModelSummary* model : ranked) request.only.push_back(id_of(model));
  request.family_size = static_cast<int>(ranked.size() * (ranked.size() - 1) / 2);
  field.comparison = compare_models(data, table, summary, request);
  std::vector<RuledOut> worse;
  for (const stats::PairComparison& pair : field.comparison.pairs) {
    const auto model = std::find_if(ranked.begin(), ranked.end(), [&](const auto* m) { return id_of(m) == pair.a; });
    const stats::Decision& decision = pair.decision;
    if (decision.verdict == stats::Verdict::equivalent) {
      field.equivalent.push_back(*model);
    } else if (decision.better == stats::Side::b) {
      field.worse.push_back(*model);
      result.ruled_out.push_back({pair.a, worse_text(pair, field.comparison.margin), true});
    } else {
      field.undecided.push_back(*model);
      field.iterations_needed = std::max(field.iterations_needed, pair.n_needed.value_or(0));
    }
  }
  return field;
}

std::string how_to_go_on(const Summary& summary, const std::string& iterations) {
  if (!summary.facts.imported_from.empty()) return "measure more and import them together";
  return "run the same command again with " + iterations + ", which extends this run";
}

void say_next_for_score(const Field& field, const Summary& summary, Recommendation& result) {
  if (field.undecided.empty()) return;
  if (field.iterations_needed <= summary.facts.iterations) {
    result.next.push_back("more iterations can tell them apart: " + how_to_go_on(summary, "a higher --iterations"));
    return;
  }
  std::string text = fmt::format("about {} iterations of each model would find a difference of {} points: {}",
                                 field.iterations_needed, to_points(stats::kDefaultMargin),
                                 how_to_go_on(summary, fmt::format("--iterations {}", field.iterations_needed)));
  if (field.iterations_needed > kManyIterations) text += "; if that is too long, decide by speed or size";
  result.next.push_back(text);
}

void say_next_for_limits(Recommendation& result) {
  const bool speed = result.limits.min_tokens_per_s || result.limits.max_ttft_ms;
  for (const RuledOut& out : result.ruled_out) {
    if (out.shown || !speed || out.reason.find("not shown to be") == std::string::npos) continue;
    result.next.push_back(
        "the interval of a speed narrows with the number of server starts: run the same configuration again with more "
        "\"rounds\" and iterations");
    return;
  }
}

void say_next_for_loss(const Summary& summary, Recommendation& result) {
  for (const RuledOut& out : result.ruled_out) {
    if (out.reason.find("not shown to lose") == std::string::npos) continue;
    result.next.push_back(fmt::format("more than the {} iterations can show a smaller loss: {}",
                                      summary.facts.iterations, how_to_go_on(summary, "a higher --iterations")));
    return;
  }
}

void choose_good_enough(const Models& ranked, Recommendation& result) {
  const ModelSummary* chosen = *std::min_element(ranked.begin(), ranked.end(), is_handier);
  result.model = id_of(chosen);
  result.decided = true;
  result.statement =
      fmt::format("{}: shown to lose at most {} points against the best of the run{}.", score_text(chosen),
                  to_points(*result.limits.max_loss),
                  ranked.size() > 1 ? fmt::format(", and of those that are {}", what_won(ranked, chosen)) : "");
}

void choose_by_score(const Models& ranked, const Field& field, Recommendation& result) {
  const ModelSummary* best = ranked.front();
  result.model = id_of(best);
  result.decided = field.undecided.empty();
  for (const ModelSummary* model : field.undecided) result.not_told_apart.push_back(id_of(model));
  if (ranked.size() == 1) {
    result.statement = fmt::format("{}: {}.", score_text(best),
                                   result.ruled_out.empty() ? "the only model, so there is nothing to choose between"
                                                            : "the only one that is left");
  } else if (!field.undecided.empty()) {
    result.statement =
        fmt::format("The data cannot tell. {} has the highest mean, but is no proven winner: not told from {}.",
                    score_text(best), list(field.undecided, score_text));
  } else if (!field.equivalent.empty()) {
    Models alike{best};
    alike.insert(alike.end(), field.equivalent.begin(), field.equivalent.end());
    const ModelSummary* chosen = *std::min_element(alike.begin(), alike.end(), is_handier);
    result.model = id_of(chosen);
    result.statement =
        fmt::format("{}: {} of those that are equivalent within {} points to the highest mean, {}.", score_text(chosen),
                    what_won(alike, chosen), to_points(field.comparison.margin), score_text(best));
    for (const ModelSummary* model : alike) {
      if (model != chosen) result.not_told_apart.push_back(id_of(model));
    }
  } else {
    result.statement = fmt::format("{}: a higher score than {}.", score_text(best), list(field.worse, score_text));
  }
}

void sort_as_in_run(const Summary& summary, Recommendation& result) {
  const auto position = [&](const RuledOut& out) {
    return std::find_if(summary.models.begin(), summary.models.end(),
                        [&](const ModelSummary& model) { return model.facts.model.id == out.model; });
  };
  std::stable_sort(result.ruled_out.begin(), result.ruled_out.end(),
                   [&](const RuledOut& a, const RuledOut& b) { return position(a) < position(b); });
}

const ModelSummary& find(const Summary& summary, const std::string& id) {
  return *std::find_if(summary.models.begin(), summary.models.end(),
                       [&](const ModelSummary& model) { return model.facts.model.id == id; });
}

void choose(const RunData& data, const CellTable& table, const Summary& summary, Models candidates,
            Recommendation& result) {
  std::stable_sort(candidates.begin(), candidates.end(), ranks_before);
  if (result.limits.max_loss) {
    choose_good_enough(candidates, result);
    result.picks = make_picks(candidates, {});
  } else {
    const Field field = compare_with_first(data, table, summary, candidates, result);
    choose_by_score(candidates, field, result);
    say_next_for_score(field, summary, result);
    Models eligible{candidates.front()};
    for (const Models* group : {&field.undecided, &field.equivalent}) {
      eligible.insert(eligible.end(), group->begin(), group->end());
    }
    result.picks = make_picks(eligible, field.worse);
  }
  // With one choice left among those good enough, the others are ruled out by it.
  for (const ModelSummary* model : candidates) {
    const bool named = std::any_of(result.ruled_out.begin(), result.ruled_out.end(),
                                   [&](const RuledOut& out) { return out.model == id_of(model); });
    if (named || id_of(model) == result.model || !result.decided) continue;
    result.ruled_out.push_back(
        {id_of(model),
         fmt::format("good enough too, but {} is {}", result.model, what_won(candidates, &find(summary, result.model))),
         true});
  }
  result.serve_command = find(summary, result.model).facts.serve_command;
}

}  // namespace

std::optional<double> speed_of(const ModelSummary* model) {
  if (!model->probe.tokens_per_s) return std::nullopt;
  return model->probe.tokens_per_s->value;
}

std::optional<std::uint64_t> size_of(const ModelSummary* model) {
  if (!model->facts.gguf || model->facts.gguf->file_bytes == 0) return std::nullopt;
  return model->facts.gguf->file_bytes;
}

std::string score_text(const ModelSummary* model) { return fmt::format("{} {}", id_of(model), to_text(*model->score)); }

std::string list(const Models& models, std::string (*text)(const ModelSummary*)) {
  std::string result;
  for (const ModelSummary* model : models) result += (result.empty() ? "" : ", ") + text(model);
  return result;
}

bool is_handier(const ModelSummary* a, const ModelSummary* b) {
  if (speed_of(a).value_or(0) != speed_of(b).value_or(0)) return speed_of(a).value_or(0) > speed_of(b).value_or(0);
  if (size_of(a) != size_of(b)) return size_of(a).value_or(~0ULL) < size_of(b).value_or(~0ULL);
  return a->score->mean > b->score->mean;
}

Recommendation recommend(const RunData& data, const Summary& summary, const Limits& limits) {
  return recommend(data, CellTable(data), summary, limits);
}

Recommendation recommend(const RunData& data, const CellTable& table, const Summary& summary, const Limits& limits) {
  Recommendation result;
  result.limits = limits;
  result.refusal = why_nothing(summary);
  if (!result.refusal.empty()) return result;
  const Models candidates = within_limits(data, table, summary, limits, result);
  if (candidates.empty()) {
    const bool shown =
        std::all_of(result.ruled_out.begin(), result.ruled_out.end(), [](const RuledOut& out) { return out.shown; });
    result.decided = shown;
    result.refusal = shown ? "no model meets the limits" : "no model is shown to meet the limits";
  } else {
    choose(data, table, summary, candidates, result);
  }
  say_next_for_limits(result);
  if (limits.max_loss) say_next_for_loss(summary, result);
  sort_as_in_run(summary, result);
  return result;
}

}  // namespace quantladder::report
