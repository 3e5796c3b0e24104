// The section on speculative decoding.
#include <fmt/format.h>

#include <algorithm>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

Value percent_of(const std::optional<stats::RatioOfSums>& share) {
  if (!share) return {};
  if (!share->interval) return 100 * share->value;
  return {100 * share->value, stats::Interval{100 * share->interval->lo, 100 * share->interval->hi}};
}

Table tallies_table(const Summary& summary) {
  Table table{{{"Model"},
               {"In"},
               {"Answers", Form::count},
               {"Drafted", Form::count},
               {"Accepted", Form::count},
               {"Acceptance %", Form::rate},
               {"Tokens/pass", Form::bits}},
              {}};
  for (const ModelSummary& model : summary.models) {
    for (const DraftTally& tally : model.drafts) {
      table.rows.push_back({model.id(), tally.where, tally.answers, tally.drafted, tally.accepted,
                            percent_of(tally.acceptance), tally.tokens_per_pass});
    }
  }
  return table;
}

// "1.32 times [1.25, 1.40] the tokens/s"
std::string ratio_text(const stats::PairComparison& pair) {
  if (!pair.difference) return "no ratio of tokens/s" + (pair.problem.empty() ? "" : " (" + pair.problem + ")");
  const auto ratio = [](double percent) { return fmt::format("{:.2f}", 1 + percent / 100); };
  const std::string value = ratio(*pair.difference) + " times";
  if (!pair.ci.interval) return value + " the tokens/s (no interval: " + pair.ci.reason + ")";
  return fmt::format("{} [{}, {}] the tokens/s", value, ratio(pair.ci.interval->lo), ratio(pair.ci.interval->hi));
}

std::string gain_text(const Comparison& comparison) {
  const stats::PairComparison& pair = comparison.pairs.front();
  const Measure& measure = *comparison.metric.measure;
  if (measure.of_tasks) return "score: " + verdict_text(comparison, pair);
  const std::string n = count_of(pair.n, "round");
  if (measure.id == "tg") return fmt::format("in the speed probe {} ({})", ratio_text(pair), n);
  return fmt::format("in tasks {} ({}; the mean over the same cells of both)", ratio_text(pair), n);
}

std::string sentence_of(const DraftedModel& drafted) {
  if (drafted.plain.empty()) {
    return drafted.model +
           ": no model of this run is the same without a draft, so what the draft is worth is not known";
  }
  std::string gains;
  for (const Comparison& comparison : drafted.against_plain) add_part(gains, gain_text(comparison), "; ");
  return fmt::format("{} against {}, the same without a draft: {}", drafted.model, drafted.plain,
                     gains.empty() ? "nothing was measured of both" : gains);
}

}  // namespace

Section drafting_section(const Summary& summary, const std::vector<DraftedModel>& drafting) {
  Section section{"Speculative decoding", {}};
  if (drafting.empty()) return section;
  section.blocks.emplace_back(Paragraph{
      "Drafted tokens, and those of them that the model accepted. Tokens/pass: tokens that one evaluation of the model "
      "yields, 1 without a draft. The text decides how much is accepted: the speed probe is one greedy text, and a "
      "served test goes on from random tokens. The interval is a bootstrap over the cells of tasks."});
  section.blocks.emplace_back(tallies_table(summary));
  Bullets gains;
  for (const DraftedModel& drafted : drafting) gains.items.push_back(sentence_of(drafted));
  section.blocks.emplace_back(std::move(gains));
  section.blocks.emplace_back(
      Paragraph{"Answers to one prompt with one seed may differ between the two: several tokens are computed at once, "
                "which rounds differently. A draft changes no probability, so fidelity is measured without it."});
  return section;
}

}  // namespace quantladder::report
