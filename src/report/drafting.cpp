#include "quantladder/report/drafting.h"

#include <algorithm>
#include <array>

#include "same_model.h"

namespace quantladder::report {
namespace {

constexpr std::array<std::string_view, 3> kCompared{"task_tg", "tg", "score"};

std::string find_plain(const core::ModelFacts& drafted, const std::vector<core::ModelFacts>& models) {
  core::ServerSettings without = drafted.model.server;
  without.draft.reset();
  const auto found = std::find_if(models.begin(), models.end(), [&](const core::ModelFacts& other) {
    return other.model.server == without && other.model.most_in_flight() == drafted.model.most_in_flight() &&
           is_same_model(drafted, other);
  });
  return found == models.end() ? "" : found->model.id;
}

bool has_figure(const Summary& summary, const std::string& id, std::string_view measure) {
  const auto model = std::find_if(summary.models.begin(), summary.models.end(),
                                  [&](const ModelSummary& each) { return each.id() == id; });
  const auto figure = model->figures.find(measure);
  return figure != model->figures.end() && figure->second.value;
}

}  // namespace

std::vector<DraftedModel> find_drafting(const CellTable& table, const Summary& summary) {
  std::vector<DraftedModel> found;
  for (const ModelSummary& model : summary.models) {
    if (model.drafts.empty()) continue;
    DraftedModel& drafted = found.emplace_back();
    drafted.model = model.id();
    if (model.facts.model.server.draft) drafted.plain = find_plain(model.facts, summary.manifest.models);
    for (const std::string_view measure : kCompared) {
      if (drafted.plain.empty() || !has_figure(summary, drafted.model, measure) ||
          !has_figure(summary, drafted.plain, measure))
        continue;
      drafted.against_plain.push_back(compare_models(
          table, summary, {.metric = metric_of(measure), .baseline = drafted.plain, .candidate = drafted.model}));
    }
  }
  return found;
}

}  // namespace quantladder::report
