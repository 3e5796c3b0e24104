#include "quantladder/app/load_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "quantladder/app/results.h"
#include "quantladder/app/run_folder.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/core/error.h"

namespace quantladder::app {
namespace {

constexpr double kMostByDefault = 64;  // arrivals per second

[[noreturn]] void refuse(const bench::Experiment& experiment, const std::string& why) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: {}", experiment.source, why));
}

tasks::Suite suite_to_search(const Inputs& inputs, const std::string& id) {
  std::vector<std::string> ids;
  const tasks::Suite* found = nullptr;
  for (const tasks::Suite& suite : inputs.suites) {
    if (suite.kind != core::SuiteKind::load || (!id.empty() && suite.id != id)) continue;
    ids.push_back(suite.id);
    found = &suite;
  }
  if (ids.size() > 1)
    refuse(inputs.experiment,
           fmt::format("has several suites of kind load; choose one with --suite: {}", fmt::join(ids, ", ")));
  if (found == nullptr && !id.empty())
    refuse(inputs.experiment, fmt::format("has no suite of kind load that is called \"{}\"", id));
  if (found == nullptr)
    refuse(inputs.experiment, "has no suite of kind load; add one such as { \"suite\": \"agents\" } to \"suites\"");
  return *found;
}

core::LoadSearch search_of(const bench::Experiment& experiment, const FindAsked& asked) {
  core::LoadSearch search{.mode = asked.mode, .queue = asked.queue, .episodes = asked.episodes};
  const bool is_open = core::row_of(search.mode).is_open;
  int slots = 1;
  for (const bench::ModelConfig& config : experiment.models) slots = std::max(slots, config.model.server.parallel);
  search.most = asked.most.value_or(is_open ? kMostByDefault : search.queue ? core::kMostLoadLevel : slots);
  const double highest = is_open ? core::kMostArrivals : core::kMostLoadLevel;
  if (search.most > highest) refuse(experiment, fmt::format("--most must be at most {}", highest));
  if (!is_open && search.most != std::floor(search.most))
    refuse(experiment, fmt::format("--most {} is no number of agents", search.most));
  if (core::items_of(search).empty())
    refuse(experiment, fmt::format("--most must be at least {} arrivals per second", core::kLeastSearched));
  if (is_open || search.queue || search.most <= slots) return search;
  refuse(experiment, fmt::format("--most {} is above the {} that its models have: set \"parallel\" in \"server\", or "
                                 "give --queue to measure how requests wait for a slot",
                                 search.most, slots == 1 ? "one slot" : fmt::format("{} slots", slots)));
}

// The suite as one step needs it: with the items that the run has had so far.
void take_step(const report::NextMeasured& step, const core::SuiteFacts* so_far, tasks::Suite& suite) {
  std::set<core::LoadItem> items{step.item};
  if (so_far != nullptr) {
    for (const core::ItemFacts& item : so_far->items) items.insert(core::parse_load_item(item.id).value());
  }
  suite.load.items.assign(items.begin(), items.end());
  suite.iterations = step.episodes;
}

const report::FoundLoad* first_open(const std::vector<report::FoundLoad>& found, const bench::Selection& selection) {
  const auto open = std::find_if(found.begin(), found.end(),
                                 [&](const auto& each) { return each.next && selection.covers_model(each.model); });
  return open == found.end() ? nullptr : &*open;
}

bench::Selection cells_of_step(const report::FoundLoad& of, bench::Selection selection) {
  selection.models = {of.model};
  selection.items = {of.suite + "/" + to_string(of.next->item)};
  return selection;
}

// Of one run: goes from model to model, a step of each at a time.
class Searching {
 public:
  Searching(const Inputs& inputs, store::RunStore& store, const MeasureStep& measure, const Say& say)
      : inputs_(inputs), store_(store), measure_(measure), say_(say) {}

  bench::RunEnd run() {
    for (bool forward = true;; forward = !forward) {
      std::vector<report::FoundLoad> found = look();
      std::erase_if(found, [&](const report::FoundLoad& each) {
        return !each.next || given_up_.contains(each.model) || !inputs_.selection.covers_model(each.model);
      });
      if (found.empty()) return given_up_.empty() ? bench::RunEnd::complete : bench::RunEnd::incomplete;
      // What drifts with time hits the models alike.
      if (!forward) std::reverse(found.begin(), found.end());
      for (const report::FoundLoad& each : found) {
        if (step(each) == bench::RunEnd::interrupted) return bench::RunEnd::interrupted;
      }
    }
  }

 private:
  std::vector<report::FoundLoad> look() const { return report::found_loads(load_run_data(store_)); }

  bench::RunEnd step(const report::FoundLoad& of) {
    const std::string item = to_string(of.next->item);
    const report::SearchedItem* known = of.find(of.next->item);
    const std::size_t before = known == nullptr ? 0 : known->episodes.size();
    std::vector<tasks::Suite> suites = inputs_.suites;
    take_step(*of.next, store_.manifest()->find_suite(of.suite), suites.front());
    store_.update_manifest([&] {
      core::Manifest manifest = *store_.manifest();
      extend_suites(bench::describe_suites(suites), manifest);
      return manifest;
    });
    say_(fmt::format("{}: {}, up to episode {}", of.model, item, of.next->episodes));
    const bench::RunEnd end = measure_(suites, cells_of_step(of, inputs_.selection));
    if (end == bench::RunEnd::interrupted) return end;
    const auto found = look();
    const auto now = std::find_if(found.begin(), found.end(), [&](const auto& each) { return each.model == of.model; });
    const report::SearchedItem* measured = now->find(of.next->item);
    if (measured == nullptr || measured->episodes.size() <= before) {
      given_up_.insert(of.model);
      say_(
          fmt::format("warning: {}: no episode of {} came about, so its search ends here; the lines above say why, and "
                      "the same command tries again",
                      of.model, item));
    } else {
      say_(fmt::format("{}: {}: {}: {}", of.model, item, measured->share_in_words(),
                       core::row_of(measured->verdict).words));
    }
    return end;
  }

  const Inputs& inputs_;
  store::RunStore& store_;
  const MeasureStep& measure_;
  const Say& say_;
  std::set<std::string> given_up_;  // models whose episodes did not come about
};

}  // namespace

void make_search(const FindAsked& asked, Inputs& inputs) {
  tasks::Suite suite = suite_to_search(inputs, asked.suite);
  core::ServiceLevel& service = suite.load.slo;
  service.ttft_ms = asked.ttft_ms.value_or(service.ttft_ms);
  service.tokens_per_s = asked.tokens_per_s.value_or(service.tokens_per_s);
  service.percent = asked.percent.value_or(service.percent);
  suite.load.search = search_of(inputs.experiment, asked);
  suite.load.queue = asked.queue;
  suite.load.items = {core::items_of(*suite.load.search).front()};
  suite.iterations = std::min(core::kFirstLook, asked.episodes);
  suite.rounds = 1;
  inputs.suites = {std::move(suite)};
  inputs.selection.suites.clear();
  // A search of another suite, or of arrivals, is another run.
  inputs.experiment.name += "-find-" + inputs.suites.front().id;
  if (core::row_of(asked.mode).is_open) inputs.experiment.name += fmt::format("-{}", core::to_id(asked.mode));
}

std::optional<bench::Selection> take_next_step(const store::RunStore& store, core::Manifest manifest, Inputs& inputs) {
  if (!inputs.suites.front().load.search) return std::nullopt;
  extend_suites(bench::describe_suites(inputs.suites), manifest);
  const report::RunData data = make_run_data(manifest, store.records("", store::Detail::figures), {}, {});
  const auto found = report::found_loads(data);
  const report::FoundLoad* open = first_open(found, inputs.selection);
  if (open == nullptr) return std::nullopt;
  take_step(*open->next, manifest.find_suite(open->suite), inputs.suites.front());
  return cells_of_step(*open, inputs.selection);
}

bench::RunEnd measure_all(const Inputs& inputs, store::RunStore& store, const MeasureStep& measure, const Say& say) {
  if (!inputs.suites.front().load.search) return measure(inputs.suites, inputs.selection);
  return Searching(inputs, store, measure, say).run();
}

}  // namespace quantladder::app
