#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "advise_parts.h"
#include "quantladder/stats/score_interval.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::uint64_t size_of(const ModelSummary* model) { return model->facts.file_bytes().value_or(UINT64_MAX); }

bool is_declared(const std::optional<Comparison>& declared, const ModelSummary* first) {
  return declared && declared->pairs.front().b == id_of(first);
}

// The comparison is made over the candidates alone: what the limits ruled out is not asked about. Where the declared
// baseline came out first, its declared comparison is the answer. Where another one did, that was read off the same
// scores, any two of them might have met here, and all those pairs are corrected for. (Among equal models, one or the
// other names a loser in fewer than 5 % of runs; adding the declared verdict on the baseline to the latter would not.)
Comparison compare_with_first(const CellTable& table, const Summary& summary, const std::optional<Comparison>& declared,
                              const Models& ranked) {
  if (is_declared(declared, ranked.front())) return *declared;
  ComparisonRequest request{.baseline = id_of(ranked.front())};
  for (const ModelSummary* model : ranked) request.only.push_back(id_of(model));
  request.family_size = static_cast<int>(ranked.size() * (ranked.size() - 1) / 2);
  return compare_models(table, summary, request);
}

std::string evidence_of(const Comparison& comparison, const stats::PairComparison& pair) {
  std::string text;
  if (const auto& ci = pair.ci.interval)
    text = fmt::format("{:g} % interval {} to {}", 100 * pair.ci.level, to_text(ci->lo), to_text(ci->hi));
  if (pair.p_holm)
    add_part(text, fmt::format("{} {:.2g}", comparison.sequential ? "sequential p" : "Holm p", *pair.p_holm));
  return text;
}

// "scored 24.4 points less than b"
std::string difference_in_words(const stats::PairComparison& pair) {
  if (!pair.difference) return fmt::format("cannot be compared with {}", pair.b);
  if (*pair.difference == 0) return fmt::format("scored the same as {} on average", pair.b);
  return fmt::format("scored {} points {} than {}", to_text(std::abs(*pair.difference)),
                     *pair.difference < 0 ? "less" : "more", pair.b);
}

// Says what the comparison declared before the run, corrected for fewer pairs, has shown of a model that the stricter
// one here does not tell from the first.
std::string declared_in_words(const std::optional<Comparison>& declared, const std::string& model) {
  if (!declared) return "";
  const auto pair = std::find_if(declared->pairs.begin(), declared->pairs.end(),
                                 [&](const stats::PairComparison& each) { return each.a == model; });
  if (pair == declared->pairs.end() || pair->decision.verdict == stats::Verdict::undecided) return "";
  const char* found = pair->decision.better == stats::Side::a   ? "better than"
                      : pair->decision.better == stats::Side::b ? "worse than"
                                                                : "equivalent to";
  return fmt::format(" The comparison declared before the run finds it {} the baseline {}.", found, pair->b);
}

Finding finding_of(const Comparison& comparison, const stats::PairComparison& pair) {
  const std::string evidence = evidence_of(comparison, pair);
  const std::string margin = to_points(comparison.margin);
  if (pair.decision.verdict == stats::Verdict::equivalent)
    return {Standing::not_told_apart, fmt::format("is shown to be within {} points of {}.", margin, pair.b), evidence};
  if (pair.decision.better != stats::Side::b) {
    return {Standing::not_told_apart, difference_in_words(pair) + (pair.difference ? ", which may be chance." : "."),
            evidence};
  }
  const bool little = pair.decision.verdict == stats::Verdict::better_within_margin;
  return {Standing::worse,
          difference_in_words(pair) + (little ? fmt::format(", but by less than {} points.", margin) : "."), evidence};
}

std::string next_for_score(const Summary& summary, const Comparison& comparison, int needed) {
  if (needed <= summary.manifest.iterations) {
    std::string text = "more iterations may tell them apart: " + how_to_go_on(summary, "a higher --iterations");
    if (needed == 0 && summary.manifest.iterations < stats::kLeastIterationsForBootstrap) {
      text += fmt::format("; from {} on the report estimates how many it takes", stats::kLeastIterationsForBootstrap);
    }
    return text;
  }
  constexpr int kManyIterations = 200;
  return fmt::format(
      "about {} iterations of each model would find a difference of {} points with 80 % probability: {}{}", needed,
      to_points(comparison.margin), how_to_go_on(summary, fmt::format("--iterations {}", needed)),
      needed > kManyIterations ? "; if that is too long, decide by speed or size" : "");
}

}  // namespace

std::string scored(const ModelSummary* model) {
  return fmt::format("{} ({} points)", id_of(model), to_text(model->score->mean));
}

std::string in_words(const std::vector<std::string>& names) {
  if (names.size() < 2) return fmt::format("{}", fmt::join(names, ""));
  return fmt::format("{} and {}", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
}

std::vector<std::string> names_of(const Models& models, std::string (*name)(const ModelSummary*)) {
  std::vector<std::string> names;
  for (const ModelSummary* model : models) names.push_back(name(model));
  return names;
}

void recommend(const Models& models, const std::string& statement, Findings& findings, Advice& advice) {
  const ModelSummary* chosen = *std::min_element(models.begin(), models.end(),
                                                 [](const auto* a, const auto* b) { return size_of(a) < size_of(b); });
  for (const ModelSummary* model : models) {
    findings[model].standing = Standing::recommended;
    if (findings[model].reason.empty())
      findings[model].reason = fmt::format("scored {} points.", to_text(model->score->mean));
  }
  advice.model = id_of(chosen);
  advice.decided = true;
  advice.statement = statement;
  if (models.size() == 1) return;
  const bool smaller = std::all_of(models.begin(), models.end(), [&](const ModelSummary* model) {
    return model == chosen || (size_of(model) != UINT64_MAX && to_size(size_of(model)) != to_size(size_of(chosen)));
  });
  advice.statement += smaller ? fmt::format(" {} has the smallest file.", id_of(chosen)) : " Any of them will do.";
}

void choose_by_score(const CellTable& table, const Summary& summary, const std::optional<Comparison>& declared,
                     const Models& ranked, Findings& findings, Advice& advice) {
  const Comparison comparison = compare_with_first(table, summary, declared, ranked);
  Models open{ranked.front()};
  Models worse;
  bool equivalent = true;  // all that are not worse
  bool known = true;
  int needed = 0;
  for (const stats::PairComparison& pair : comparison.pairs) {
    const auto model = std::find_if(ranked.begin(), ranked.end(), [&](const auto* m) { return id_of(m) == pair.a; });
    if (model == ranked.end()) continue;
    Finding& finding = findings[*model] = finding_of(comparison, pair);
    (finding.standing == Standing::worse ? worse : open).push_back(*model);
    if (finding.standing == Standing::worse || pair.decision.verdict == stats::Verdict::equivalent) continue;
    equivalent = false;
    known = known && pair.n_needed_in_family;
    needed = std::max(needed, pair.n_needed_in_family.value_or(0));
  }
  const ModelSummary* best = ranked.front();
  if (open.size() == 1) {
    recommend(open, fmt::format("{} is better than {}.", scored(best), in_words(names_of(worse, scored))), findings,
              advice);
  } else if (equivalent) {
    const Models others(open.begin() + 1, open.end());
    recommend(open,
              fmt::format("{} {} shown to be within {} points of {}, which has the highest mean.",
                          in_words(names_of(others, scored)), others.size() == 1 ? "is" : "are",
                          to_points(comparison.margin), scored(best)),
              findings, advice);
  } else {
    findings[best] = {Standing::not_told_apart, "has the highest mean, but is not shown to be the best."};
    for (const ModelSummary* model : open) {
      if (!is_declared(declared, best)) findings[model].reason += declared_in_words(declared, id_of(model));
    }
    std::stable_sort(open.begin(), open.end(),
                     [](const auto* a, const auto* b) { return a->score->mean > b->score->mean; });
    advice.statement = fmt::format("{} cannot be told apart: {} may be the best.", in_words(names_of(open, scored)),
                                   open.size() == 2 ? "either" : "any of them");
    // A number that holds for some of them promises too much.
    findings[best].next = next_for_score(summary, comparison, known ? needed : 0);
  }
}

}  // namespace quantladder::report
