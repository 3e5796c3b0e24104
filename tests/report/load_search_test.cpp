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
  bool by_episode = false;  // an episode is good, or half of it is bad
};

int draw_good(const Model& model, double share, std::mt19937& chance) {
  if (model.by_episode) {
    const bool is_bad = std::bernoulli_distribution(std::min(1.0, 2 * (1 - share)))(chance);
    return std::binomial_distribution<int>(model.requests, is_bad ? 0.5 : 1)(chance);
  }
  return std::binomial_distribution<int>(model.requests, share)(chance);
}

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
    const double share = model.shares.at(static_cast<std::size_t>(place));
    while (static_cast<int>(episodes.size()) < searched.found.next->episodes)
      episodes.push_back({draw_good(model, share, chance), model.requests});
    searched.measured.push_back(to_string(searched.found.next->item));
    searched.found = find_load(asked, service, measured);
    ++searched.steps;
  }
  return searched;
}

std::vector<std::string> first(std::size_t n, const std::vector<std::string>& all) {
  return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(n, all.size()))};
}

std::string name(const std::optional<core::LoadItem>& item) { return item ? to_string(*item) : "none"; }

TEST(SearchForAgents, DoublesUntilOneFailsAndThenHalves) {
  const auto [found, steps, measured] = search({{1, 1, 1, 1, 1, 0, 0, 0, 0, 0}, 100}, {.most = 10});
  EXPECT_EQ(first(6, measured), (std::vector<std::string>{"sustained@1", "sustained@2", "sustained@4", "sustained@8",
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
  const ServiceLevel service{.percent = 60};
  const auto verdict = [&](const std::vector<stats::Cluster>& episodes) {
    return find_load({.most = 1}, service, {{0, episodes}}).items.front().verdict;
  };
  // 108 of 120 in all, but for the order.
  EXPECT_EQ(verdict(std::vector<stats::Cluster>(12, {9, 10})), ServedWell::served);
  std::vector<stats::Cluster> uneven(12, {10, 10});
  uneven[0] = {0, 10};
  uneven[3] = {8, 10};
  EXPECT_EQ(verdict(uneven), ServedWell::open);
}

TEST(SearchForAgents, LooksOnlyAtTheEpisodesOfItsLooks) {
  const MeasuredItems measured{{0, {{10, 10}, {10, 10}, {10, 10}, {0, 10}, {0, 10}}}};
  const FoundLoad found = find_load({.most = 1}, {}, measured);
  EXPECT_EQ(found.items.front().seen, 3);
  EXPECT_EQ(found.items.front().good(), 30);
  EXPECT_EQ(name(found.best), "sustained@1") << "the further ones are for the next look";
  EXPECT_EQ(found.next->episodes, 6);
}

TEST(SearchForAgents, EndsWhereNoAnswerHasARate) {
  const FoundLoad found = find_load({.most = 4}, {}, {{0, {{0, 0}, {0, 0}, {0, 0}}}});
  EXPECT_FALSE(found.next);
  EXPECT_FALSE(found.best);
}

TEST(SearchForRates, DoublesTheRateUntilItFails) {
  std::vector<double> shares(9, 1.0);
  shares[7] = shares[8] = 0;
  const auto [found, steps, measured] = search({shares, 200}, {.mode = LoadMode::poisson, .most = 1});
  EXPECT_EQ(first(6, measured), (std::vector<std::string>{"poisson@0.0625", "poisson@0.125", "poisson@0.25",
                                                          "poisson@0.5", "poisson@1", "poisson@0.7071"}));
  EXPECT_EQ(name(found.shown), "poisson@0.5");
}

// Shares of the levels that fall from 1 by chance.
std::vector<double> falling(unsigned seed) {
  std::mt19937 chance(seed);
  std::vector<double> shares;
  for (double share = 1; shares.size() < 16; share -= std::uniform_real_distribution<double>(0, 0.03)(chance))
    shares.push_back(share);
  return shares;
}

// Whatever the truth is, hardly any search claims a level that is not served, or refutes one that is: with requests
// that are independent, and with episodes of which some are bad as a whole.
TEST(SearchForAgents, ErrsSeldom) {
  constexpr int kSearches = 300;
  for (const bool by_episode : {false, true}) {
    int wrong = 0;
    int steps = 0;
    for (unsigned seed = 1; seed <= kSearches; ++seed) {
      const Model model{falling(seed), 12, seed, by_episode};
      const Searched searched = search(model, {.most = 16});
      ASSERT_FALSE(searched.found.next) << "it ends";
      steps = std::max(steps, searched.steps);
      const auto truth = [&](const core::LoadItem& item) {
        return model.shares[static_cast<std::size_t>(item.level - 1)];
      };
      wrong += searched.found.shown && truth(*searched.found.shown) < 0.95;
      wrong += searched.found.refuted && truth(*searched.found.refuted) >= 0.95;
    }
    EXPECT_LE(wrong, kSearches / 20) << "of " << kSearches << (by_episode ? ", by episode" : "");
    EXPECT_LE(steps, 16 * 5) << "no item has more than five looks";
  }
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

TEST(FoundLoads, CountAnEpisodeWithoutAnAnswerInTimeAsNotServed) {
  RunData data = fixture::load_run({"sustained@1"}, 1);
  data.manifest.suites.front().search = LoadSearch{.most = 1};
  for (const auto outcome : {core::Outcome::infrastructure_deadline, core::Outcome::infrastructure_http_error}) {
    core::Exchange exchange = fixture::answered(0, 1, 1, 200, 50, 20);
    exchange.outcome = outcome;
    core::Record& record = fixture::add_episode(data, "sustained@1", 1, {exchange}, 200);
    record.attempt = static_cast<int>(data.records.size());
    std::get<core::Episode>(record.payload).outcome = outcome;
  }
  const FoundLoad found = found_loads(data).front();
  ASSERT_EQ(found.items.size(), 1U);
  EXPECT_EQ(found.items.front().requests(), 1) << "a lost connection tells nothing of the load";
  EXPECT_EQ(found.items.front().good(), 0);
}

TEST(LeastRequests, IsWhatOneLookTakesWithoutAMiss) {
  const ServiceLevel service;
  const int n = least_requests(service);
  EXPECT_GE(stats::wilson(n, n, 0.975)->lo, service.share());
  EXPECT_LT(stats::wilson(n - 1, n - 1, 0.975)->lo, service.share());
}

}  // namespace
}  // namespace quantladder::report
