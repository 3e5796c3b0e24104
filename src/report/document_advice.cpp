#include <fmt/format.h>
#include <fmt/ranges.h>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::string heading(const Pick& pick) {
  if (pick.use_case == "fastest")
    return pick.not_told_apart.empty() ? "Fastest of these" : "Highest mean speed of these";
  if (pick.use_case == "smallest") return "Smallest of these";
  return "If speed matters more than the score";
}

std::string limits_text(const Limits& limits) {
  std::vector<std::string> parts;
  const auto add = [&](const std::optional<double>& limit, const std::string& text) {
    if (limit) parts.push_back(text);
  };
  const auto size = [](const std::optional<double>& bytes) {
    return to_size(static_cast<std::uint64_t>(bytes.value_or(0)));
  };
  add(limits.min_tokens_per_s, fmt::format("at least {} tokens/s", to_rate(limits.min_tokens_per_s)));
  add(limits.max_ttft_ms, fmt::format("at most {} ms to the first token", to_rate(limits.max_ttft_ms)));
  add(limits.max_vram_bytes, fmt::format("at most {} of VRAM", size(limits.max_vram_bytes)));
  add(limits.max_size_bytes, fmt::format("a file of at most {}", size(limits.max_size_bytes)));
  add(limits.max_loss, fmt::format("at most {} points lost", to_points(limits.max_loss.value_or(0))));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<std::string> reasons(const std::vector<RuledOut>& ruled_out) {
  std::vector<std::string> items;
  for (const RuledOut& out : ruled_out) items.push_back(out.model + ": " + out.reason);
  return items;
}

std::string why_this_one(const Recommendation& recommendation) {
  if (recommendation.decided) return fmt::format("Serves {} as it was measured:", recommendation.model);
  return fmt::format("Serves {} as it was measured (not a proven winner: see above):", recommendation.model);
}

}  // namespace

Section recommendation_section(const Summary& summary) {
  const Recommendation& recommendation = summary.recommendation;
  Section section{"Recommendation", {}};
  const std::string limits = limits_text(recommendation.limits);
  if (!limits.empty()) section.blocks.push_back(Paragraph{"Wanted: " + limits + "."});
  if (!recommendation.refusal.empty()) {
    section.blocks.push_back(
        Paragraph{fmt::format("Nothing can be recommended: {}.", recommendation.refusal), Tone::warning});
  } else {
    section.blocks.push_back(Paragraph{recommendation.statement});
  }
  std::vector<std::string> items;
  for (const Pick& pick : recommendation.picks) items.push_back(heading(pick) + ": " + pick.statement);
  if (!items.empty()) section.blocks.push_back(Bullets{items});
  if (!recommendation.ruled_out.empty()) {
    section.blocks.push_back(Paragraph{"Ruled out:"});
    section.blocks.push_back(Bullets{reasons(recommendation.ruled_out)});
  }
  for (const std::string& next : recommendation.next) section.blocks.push_back(Paragraph{"Next: " + next + "."});
  return section;
}

Document make_advice(const Summary& summary) {
  Document document{"quantladder: " + summary.facts.experiment, {recommendation_section(summary)}};
  if (Section command = command_section(summary); !command.blocks.empty())
    document.sections.push_back(std::move(command));
  return document;
}

Section command_section(const Summary& summary) {
  const Recommendation& recommendation = summary.recommendation;
  if (recommendation.model.empty()) return {"Command", {}};
  if (!summary.facts.imported_from.empty()) {
    return {"Command",
            {Paragraph{recommendation.model + " was not measured by this program: what served it is not known here."}}};
  }
  if (recommendation.serve_command.empty()) {
    return {"Command",
            {Paragraph{recommendation.model + " was measured on a server that was already running: its command line is "
                                              "not known here."}}};
  }
  return {"Command", {Paragraph{why_this_one(recommendation)}, Code{to_command_lines(recommendation.serve_command)}}};
}

}  // namespace quantladder::report
