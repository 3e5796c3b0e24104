#include <fmt/format.h>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::string heading(const std::string& use_case) {
  if (use_case == "best_score") return "Best score";
  if (use_case == "fastest") return "Fastest of these";
  if (use_case == "smallest") return "Smallest of these";
  return "If speed matters more than the score";
}

std::string why_this_one(const Recommendation& recommendation) {
  const Pick& best = recommendation.picks.front();
  if (best.not_told_apart.empty()) return fmt::format("Serves {} as it was measured:", recommendation.model);
  return fmt::format("Serves {} as it was measured (the highest mean, not a proven winner: see above):",
                     recommendation.model);
}

}  // namespace

Section recommendation_section(const Summary& summary) {
  const Recommendation& recommendation = summary.recommendation;
  if (!recommendation.refusal.empty()) {
    return {"Recommendations",
            {Paragraph{fmt::format("Nothing can be recommended: {}.", recommendation.refusal), Tone::warning}}};
  }
  std::vector<std::string> items;
  for (const Pick& pick : recommendation.picks) items.push_back(heading(pick.use_case) + ": " + pick.statement);
  Section section{"Recommendations", {Bullets{items}}};
  for (const std::string& remark : recommendation.remarks) section.blocks.push_back(Paragraph{remark});
  return section;
}

Section command_section(const Summary& summary) {
  const Recommendation& recommendation = summary.recommendation;
  if (recommendation.model.empty()) return {"Command", {}};
  if (recommendation.serve_command.empty()) {
    return {"Command",
            {Paragraph{recommendation.model + " was measured on a server that was already running: its command line is "
                                              "not known here."}}};
  }
  return {"Command", {Paragraph{why_this_one(recommendation)}, Code{to_command_lines(recommendation.serve_command)}}};
}

}  // namespace quantladder::report
