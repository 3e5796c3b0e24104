#include "cli/candidates_table.h"

#include <fmt/format.h>

#include "cli/terminal.h"
#include "quantladder/core/host.h"
#include "quantladder/report/document.h"
#include "quantladder/report/render.h"
#include "quantladder/sweep/made_files.h"
#include "quantladder/sweep/recipes.h"

namespace quantladder::cli {
namespace {

using report::Form;

double wall_seconds(const sweep::Plan& plan, double cpu_seconds) { return cpu_seconds / plan.settings.threads; }

std::string state_of(const sweep::Candidate& candidate) {
  if (!candidate.left_out.empty()) return "left out: " + candidate.left_out;
  if (candidate.is_made) return "made already";
  return candidate.is_to_be_made() ? "to be made" : "removed again; made for what is measured";
}

std::string duration_text(const sweep::Plan& plan, double cpu_seconds) {
  return report::to_text(report::Value(1000 * wall_seconds(plan, cpu_seconds)), Form::duration);
}

std::string one_at_a_time(const sweep::Plan& plan) {
  const double once = plan.cpu_seconds_of_all();
  return fmt::format(
      "One file at a time, the largest with {:.2f} GiB, in {}. Each is made up to {} times, in very roughly {} in all; "
      "keeping all of them takes {}.",
      core::to_gib(plan.largest_bytes()), sweep::made_folder().string(), plan.makings,
      duration_text(plan, plan.makings * once), duration_text(plan, once));
}

std::string totals(const sweep::Plan& plan) {
  if (plan.settings.keep == core::Keep::none) return one_at_a_time(plan);
  const std::uint64_t bytes = plan.bytes_to_make();
  if (bytes == 0) return "Nothing has to be made.";
  return fmt::format("To be made: {:.2f} GiB in {}, in very roughly {}.", core::to_gib(bytes),
                     sweep::made_folder().string(), duration_text(plan, plan.cpu_seconds_to_make()));
}

// What is made before all else.
std::string imatrix_text(const sweep::Plan& plan) {
  const sweep::Imatrix& imatrix = *plan.imatrix;
  std::string text = fmt::format("The importance matrix is made first, of {}, at most {} chunks of {} tokens",
                                 imatrix.origin.text, imatrix.chunks_at_most, *imatrix.origin.ctx);
  if (imatrix.cpu_seconds) {
    text += ", in very roughly " + duration_text(plan, *imatrix.cpu_seconds);
  }
  return text + ".";
}

nlohmann::ordered_json imatrix_json(const sweep::Plan& plan) {
  if (!plan.imatrix) return nullptr;
  const sweep::Imatrix& imatrix = *plan.imatrix;
  nlohmann::ordered_json json{{"file", imatrix.file.string()}, {"is_made", imatrix.is_made}};
  if (!imatrix.text) return json;
  json["text"] = imatrix.text->text;
  json["ctx"] = imatrix.text->ctx;
  json["chunks_at_most"] = imatrix.chunks_at_most;
  if (imatrix.cpu_seconds) json["estimate_s"] = wall_seconds(plan, *imatrix.cpu_seconds);
  return json;
}

}  // namespace

void print_candidates(const sweep::Plan& plan) {
  report::Table table{{{"Candidate"},
                       {"Recipe", Form::prose},
                       {"Size", Form::size},
                       {"Bits/weight", Form::bits},
                       {"State", Form::prose}},
                      {}};
  for (const sweep::Candidate& candidate : plan.candidates) {
    table.rows.push_back({candidate.recipe.id, sweep::in_words(candidate.recipe), candidate.bytes,
                          candidate.bits_per_weight, state_of(candidate)});
  }
  report::Section section{"Candidates of " + plan.settings.source, {table}};
  if (plan.has_imatrix_to_make()) section.blocks.emplace_back(report::Paragraph{imatrix_text(plan)});
  section.blocks.emplace_back(report::Paragraph{totals(plan)});
  for (const std::string& note : plan.notes) section.blocks.emplace_back(report::Paragraph{"Note: " + note + "."});
  fmt::print("{}", report::to_terminal(report::Document{"quantladder: sweep", {section}}, terminal_width(), colour()));
}

nlohmann::ordered_json candidates_json(const sweep::Plan& plan) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const sweep::Candidate& candidate : plan.candidates) {
    list.push_back({{"id", candidate.recipe.id},
                    {"recipe", sweep::in_words(candidate.recipe)},
                    {"bytes", candidate.bytes},
                    {"bits_per_weight", candidate.bits_per_weight},
                    {"estimate_s", wall_seconds(plan, candidate.cpu_seconds)},
                    {"left_out", candidate.left_out.empty() ? nlohmann::ordered_json()
                                                            : nlohmann::ordered_json(candidate.left_out)},
                    {"is_made", candidate.is_made},
                    {"is_to_be_made", candidate.is_to_be_made()},
                    {"file", candidate.file.string()}});
  }
  return {{"source", plan.settings.source},
          {"imatrix", imatrix_json(plan)},
          {"keep", core::to_id(plan.settings.keep)},
          {"bytes_to_make", plan.bytes_to_make()},
          {"makings_at_most", plan.makings},
          {"candidates", list},
          {"notes", plan.notes}};
}

}  // namespace quantladder::cli
