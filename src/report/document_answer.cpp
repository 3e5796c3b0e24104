// Writes what the reader came for: the first section of a report, and the command lines at its end.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "advise_parts.h"
#include "document_sections.h"
#include "load_answer.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::string limits_text(const Limits& limits) {
  std::string text;
  for (const Measure& measure : measures()) {
    const auto limit = limits.bounds.find(measure.id);
    if (limit != limits.bounds.end())
      add_part(text, fmt::format("{} {}", limit_in_words(measure, limit->second), measure.limit));
  }
  if (limits.max_loss) add_part(text, fmt::format("at most {} points lost", to_points(*limits.max_loss)));
  return text;
}

Paragraph headline(const Advice& advice) {
  if (!advice.refusal.empty()) return {fmt::format("No model can be recommended: {}.", advice.refusal), Tone::warning};
  if (advice.model.empty()) return {"Undecided: " + advice.statement, Tone::warning};
  return {fmt::format("Recommended: {}. {}", advice.model, advice.statement)};
}

// "Worse: b scored 24.4 points less than a. (95 % interval -33.0 to -13.4, Holm p 0.023)"
std::string line_of(const ModelAdvice& each) {
  return fmt::format("{}: {} {}{}", core::row_of(each.standing).words, each.model, each.reason,
                     each.evidence.empty() ? "" : " (" + each.evidence + ")");
}

std::string why_no_command(const core::Manifest& facts) {
  return !facts.imported ? "was measured on a server that was already running: its command line is not known here."
                         : "was not measured by this program: what served it is not known here.";
}

// "On the front of size, distance and speed, where no other file beats them: a, b. Beaten: c." Of a run without tasks.
std::string front_text(const Report& report) {
  if (!report.front || has_points(report.summary)) return "";
  std::array<std::string, core::kIds<FrontPlace>.size()> names;
  for (const FrontEntry& entry : report.front->entries)
    add_part(names[static_cast<std::size_t>(entry.place)], entry.model);
  const auto& [front, undecided, beaten] = names;
  std::string text =
      fmt::format("On the front of size{}, where no other file beats them: {}.",
                  report.front->speed.empty() ? " and distance" : ", distance and speed", or_missing(front));
  if (!undecided.empty()) text += fmt::format(" Undecided: {}.", undecided);
  if (!beaten.empty()) text += fmt::format(" Beaten: {}.", beaten);
  return text;
}

// What was measured of a run without points, which has no better answer until it is given limits.
std::vector<std::string> answers_without_points(const Report& report) {
  std::vector<std::string> answers;
  if (!report.advice.model.empty()) return answers;
  for (const std::string& text : {front_text(report), report.agents}) {
    if (!text.empty()) answers.push_back(text);
  }
  return answers;
}

// Says what the answer does not rest on; empty where every planned cell counts.
Paragraph missing_text(const Summary& summary) {
  const core::Manifest& run = summary.manifest;
  int missing = 0;
  for (const ModelSummary& model : summary.models) missing += model.missing_cells;
  if (summary.stopping && !summary.stopping->ended.empty()) {
    return {fmt::format("This run stopped early, {}: {} of {} planned cells were not needed.", summary.stopping->ended,
                        missing, run.planned_cells())};
  }
  if (run.imported.has_value()) {
    if (missing == 0) return {};
    return {fmt::format("{} has no row for {} of {} cells.", run.imported->source, missing, run.planned_cells())};
  }
  if (missing == 0 && summary.complete) return {};
  if (missing == 0) {
    return {"Some cells have no score yet: see \"Left out of the rates\".", Tone::warning};
  }
  return {fmt::format("This run is not complete: {} of {} planned cells have no record.", missing, run.planned_cells()),
          Tone::warning};
}

}  // namespace

std::string answer_sentence(const Report& report) {
  const auto answers = answers_without_points(report);
  return answers.empty() ? headline(report.advice).text : fmt::format("{}", fmt::join(answers, " "));
}

Section answer_section(const Report& report) {
  const Advice& advice = report.advice;
  Section section{"Answer", {}};
  const std::string limits = limits_text(advice.limits);
  if (!limits.empty()) section.blocks.push_back(Paragraph{"Wanted: " + limits + "."});
  for (const std::string& text : answers_without_points(report)) section.blocks.push_back(Paragraph{text});
  if (std::vector<std::string> kept = sentences_under_load(report.load); !has_points(report.summary) && !kept.empty())
    section.blocks.push_back(Bullets{std::move(kept)});
  Bullets searches;
  for (const FoundLoad& found : report.searches) searches.items.push_back(found_in_words(found));
  if (!searches.items.empty()) section.blocks.push_back(std::move(searches));
  section.blocks.push_back(headline(advice));
  if (const Paragraph missing = missing_text(report.summary); !missing.text.empty()) section.blocks.push_back(missing);
  Bullets models;
  for (const auto& standing : core::kIds<Standing>) {
    for (const ModelAdvice& each : advice.models) {
      if (each.standing == standing.value && !each.reason.empty()) models.items.push_back(line_of(each));
    }
  }
  if (!models.items.empty()) section.blocks.push_back(std::move(models));
  for (const std::string& next : advice.next) section.blocks.push_back(Paragraph{"Next: " + next + "."});
  return section;
}

// Gives the command of the recommended model or, while it is undecided, of each that is not told apart.
Section command_section(const Report& report) {
  Section section{"Command", {}};
  const Advice& advice = report.advice;
  for (std::size_t i = 0; i < advice.models.size(); ++i) {
    const std::string& id = advice.models[i].model;
    if (advice.model.empty() ? advice.models[i].standing != Standing::not_told_apart : advice.model != id) continue;
    const auto& command = report.summary.models[i].facts.serve_command;
    if (command.empty()) {
      section.blocks.push_back(Paragraph{fmt::format("{} {}", id, why_no_command(report.summary.manifest))});
    } else {
      section.blocks.push_back(Paragraph{fmt::format("Serves {} as it was measured:", id)});
      section.blocks.push_back(Code{to_command_lines(command)});
    }
    const auto& making = report.summary.models[i].facts.making;
    if (!making) continue;
    section.blocks.push_back(Paragraph{fmt::format("Makes {}:", id)});
    for (const auto& each : making->commands) section.blocks.push_back(Code{to_command_lines(each)});
  }
  return section;
}

Document make_advice(const Report& report) {
  Document document{"quantladder: " + report.summary.manifest.experiment, {answer_section(report)}};
  if (Section command = command_section(report); !command.blocks.empty())
    document.sections.push_back(std::move(command));
  return document;
}

}  // namespace quantladder::report
