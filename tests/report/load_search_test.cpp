#include "quantladder/report/load_search.h"

#include <gtest/gtest.h>

#include <random>

#include "load_fixture.h"

namespace quantladder::report {
namespace {

using core::LoadMode;
using core::LoadSearch;
using core::ServiceLevel;

// A model of which the share of requests that are served well at each level is known.
struct Model {
  std::vector<double> shares;
  int requests = 30;  // of an episode
  unsigned seed = 1;
};

struct Searched {
  FoundLoad found;
  int steps = 0;
  std::vector<std::string> measured;  // in their order
};

// Measures whatever the search asks for next, until it asks for nothing.
Searched search(const Model& model, const LoadSearch& asked, const ServiceLevel& service = {}) {
  std::mt19937 chance(model.seed);
  const auto places = core::items_of(asked);
  MeasuredItems measured;
  Searched searched{.found = find_load(asked, service, measured)};
  while (searched.found.next && searched.steps < 1000) {
    const auto place = std::find(places.begin(), places.end(), searched.found.next->item) - places.begin();
    auto& episodes = measured[static_cast<int>(place)];
    EXPECT_LT(static_cast<int>(episodes.size()), searched.found.next->episodes) << "it asks for what is there";
    std::binomial_distribution<int> good(model.requests, model.shares.at(static_cast<std::size_t>(place)));
    while (static_cast<int>(episodes.size()) < searched.found.next->episodes)
      episodes.push_back({good(chance), model.requests});
    searched.measured.push_back(to_string(searched.found.next->item));
    searched.found = find_load(asked, service, measured);
    ++searched.steps;
  }
  return searched;
}

std::string name(const std::optional<core::LoadItem>& item) { return item ? to_string(*item) : "none"; }

TEST(SearchForAgents, DoublesUntilOneFailsAndThenHalves) {
  const auto [found, steps, measured] = search({{1, 1, 1, 1, 1, 0, 0, 0, 0, 0}, 100}, {.most = 10});
  EXPECT_EQ(measured, (std::vector<std::string>{"sustained@1", "sustained@2", "sustained@4", "sustained@8",
                                                "sustained@6", "sustained@5"}));
  EXPECT_EQ(name(found.best), "sustained@5");
  EXPECT_EQ(name(found.shown), "sustained@5");
  EXPECT_EQ(name(found.refuted), "sustained@6");
}

TEST(SearchForAgents, RepeatsNearTheEdgeUntilBothSidesAreShown) {
  const auto [found, steps, measured] = search({{1, 1, 0.995, 0.80, 0.3, 0.1, 0, 0}, 10}, {.most = 8, .episodes = 96});
  EXPECT_EQ(name(found.best), "sustained@3");
  EXPECT_EQ(name(found.shown), "sustained@3");
  EXPECT_EQ(name(found.refuted), "sustained@4");
  EXPECT_GT(found.find(*found.shown)->seen, core::kFirstLook);
  EXPECT_EQ(found.find({LoadMode::sustained, 1})->seen, core::kFirstLook) << "far from the edge one look is enough";
}

TEST(SearchForAgents, EndsWithAllThatThereAre) {
  const auto found = search({{1, 1, 1}, 100}, {.most = 3}).found;
  EXPECT_EQ(name(found.shown), "sustained@3");
  EXPECT_EQ(name(found.refuted), "none");
}

TEST(SearchForAgents, FindsThatNotEvenOneIsServed) {
  const auto found = search({{0.2, 0.1}, 100}, {.most = 2}).found;
  EXPECT_EQ(name(found.best), "none");
  EXPECT_EQ(name(found.shown), "none");
  EXPECT_EQ(name(found.refuted), "sustained@1");
}

TEST(SearchForAgents, LeavesUndecidedWhatItsEpisodesCannotShow) {
  const auto found = search({{1, 1, 0}, 3}, {.most = 3, .episodes = 6}).found;
  EXPECT_EQ(name(found.best), "sustained@2");
  EXPECT_EQ(name(found.shown), "none") << "18 requests without a miss show no 95 %";
  EXPECT_EQ(found.find(*found.best)->verdict, ServedWell::undecided);
  EXPECT_EQ(found.find(*found.best)->seen, 6);
}

TEST(SearchForAgents, GoesOnWithMoreEpisodesWhereItsLooksWereUsedUp) {
  MeasuredItems measured{{0, {{10, 10}, {10, 10}, {10, 10}}}};
  EXPECT_FALSE(find_load({.most = 1, .episodes = 3}, {}, measured).next);
  const auto next = find_load({.most = 1, .episodes = 24}, {}, measured).next;
  ASSERT_TRUE(next);
  EXPECT_EQ(next->episodes, 6);
}

TEST(SearchForAgents, TakesRequestsThatDependOnTheirEpisodeForFewer) {
  // 59 of 60 in all: the interval for independent requests would be well above 60 %.
  const ServiceLevel service{.percent = 60};
  const MeasuredItems even{{0, {{20, 20}, {20, 20}, {19, 20}}}};
  EXPECT_EQ(find_load({.most = 1}, service, even).items.front().verdict, ServedWell::served);
  // 48 of 60, and one episode was bad as a whole.
  const MeasuredItems uneven{{0, {{20, 20}, {20, 20}, {8, 20}}}};
  EXPECT_EQ(find_load({.most = 1}, service, uneven).items.front().verdict, ServedWell::open);
}

TEST(SearchForRates, DoublesTheRateUntilItFails) {
  std::vector<double> shares(9, 1.0);
  shares[7] = shares[8] = 0;
  const auto [found, steps, measured] = search({shares, 200}, {.mode = LoadMode::poisson, .most = 1});
  EXPECT_EQ(measured, (std::vector<std::string>{"poisson@0.0625", "poisson@0.125", "poisson@0.25", "poisson@0.5",
                                                "poisson@1", "poisson@0.7071"}));
  EXPECT_EQ(name(found.shown), "poisson@0.5");
}

// Whatever the truth is, hardly any search claims a level that is not served, or refutes one that is.
TEST(SearchForAgents, ErrsSeldom) {
  constexpr int kSearches = 400;
  int wrong = 0;
  int steps = 0;
  for (unsigned seed = 1; seed <= kSearches; ++seed) {
    std::mt19937 chance(seed);
    Model model{.requests = 12, .seed = seed};
    double share = 1;
    for (int level = 0; level < 16; ++level) {
      model.shares.push_back(share);
      share -= std::uniform_real_distribution<double>(0, 0.03)(chance);
    }
    const Searched searched = search(model, {.most = 16});
    ASSERT_FALSE(searched.found.next) << "it ends";
    steps = std::max(steps, searched.steps);
    const auto truth = [&](const core::LoadItem& item) {
      return model.shares[static_cast<std::size_t>(item.level - 1)];
    };
    wrong += searched.found.shown && truth(*searched.found.shown) < 0.95;
    wrong += searched.found.refuted && truth(*searched.found.refuted) >= 0.95;
  }
  EXPECT_LE(wrong, kSearches / 20) << "of " << kSearches;
  RecordProperty("wrong", wrong);
  EXPECT_LE(steps, 16 * 4) << "no item has more than four looks";
}

TEST(FoundLoads, AreOfTheRunsRecords) {
  RunData data = fixture::load_run({"sustained@1"}, 3);
  data.manifest.suites.front().search = LoadSearch{.most = 8};
  data.manifest.models.front().model.server.parallel = 2;
  const auto exchange = fixture::answered(0, 1, 1, 200, 50, 20);
  for (int i = 1; i <= 3; ++i) fixture::add_episode(data, "sustained@1", i, {exchange}, 200);
  const auto found = found_loads(data);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().search.most, 2) << "the model has two slots, and nothing is to wait for one";
  ASSERT_EQ(found.front().items.size(), 1U);
  EXPECT_EQ(found.front().items.front().requests(), 3);
  EXPECT_EQ(found.front().items.front().good(), 3);
  EXPECT_EQ(name(found.front().next->item), "sustained@2");
  data.manifest.suites.front().search->queue = true;
  EXPECT_EQ(found_loads(data).front().search.most, 8);
}

TEST(LeastRequests, IsWhatOneLookTakesWithoutAMiss) {
  const ServiceLevel service;
  const int n = least_requests(service);
  EXPECT_GE(stats::wilson(n, n, 0.975)->lo, service.share());
  EXPECT_LT(stats::wilson(n - 1, n - 1, 0.975)->lo, service.share());
}

}  // namespace
}  // namespace quantladder::report
