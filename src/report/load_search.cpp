#include "quantladder/report/load_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "load_level.h"
#include "quantladder/stats/distributions.h"

namespace quantladder::report {
namespace {

using core::LoadItem;
using Clusters = std::vector<stats::Cluster>;

double level_of_look(int look) { return 1 - stats::kDefaultAlpha / (look * (look + 1)); }

// Returns the episodes that look number `look` is at, from 1; nullopt: the search does not go so far.
std::optional<int> episodes_of_look(const core::LoadSearch& search, int look) {
  const int episodes = core::kFirstLook << (look - 1);
  return episodes <= search.episodes ? std::optional(episodes) : std::nullopt;
}

// Of the episodes that the newest look was at; of those before the first look all.
int sum_of(const SearchedItem& item, int stats::Cluster::*of) {
  const std::size_t seen = item.seen > 0 ? static_cast<std::size_t>(item.seen) : item.episodes.size();
  return std::accumulate(item.episodes.begin(), item.episodes.begin() + static_cast<std::ptrdiff_t>(seen), 0,
                         [&](int sum, const stats::Cluster& each) { return sum + each.*of; });
}

// Takes the looks in their order, up to the first one that decides.
void look_at(const core::LoadSearch& search, const core::ServiceLevel& service, SearchedItem& item) {
  for (int look = 1; const auto episodes = episodes_of_look(search, look); ++look) {
    if (static_cast<int>(item.episodes.size()) < *episodes) return;
    const Clusters seen(item.episodes.begin(), item.episodes.begin() + *episodes);
    item.seen = *episodes;
    item.interval = stats::wilson_of_clusters(seen, level_of_look(look));
    if (!item.interval) continue;
    if (item.interval->lo >= service.share()) item.verdict = ServedWell::served;
    if (item.interval->hi < service.share()) item.verdict = ServedWell::failed;
    if (item.verdict != ServedWell::open) return;
  }
  item.verdict = ServedWell::undecided;
}

// The items of one model by their place in the search.
class Search {
 public:
  Search(const core::LoadSearch& search, const core::ServiceLevel& service, const MeasuredItems& measured)
      : search_(search), places_(core::items_of(search)) {
    for (const auto& [place, episodes] : measured) {
      if (place >= count() || episodes.empty()) continue;
      SearchedItem item{.item = to_string(*at(place)), .load = *at(place), .episodes = episodes};
      look_at(search, service, item);
      items_.emplace(place, std::move(item));
    }
    for (const auto& [place, item] : items_) {
      if (item.seen == 0) continue;
      worse_ = place;
      if (item.requests() == 0 || item.good() < service.share() * item.requests()) break;
      best_ = place;
      worse_ = count();
      if (item.verdict == ServedWell::served) shown_ = place;
    }
    for (const auto& [place, item] : items_) {
      if (item.verdict == ServedWell::failed) refuted_ = std::min(refuted_.value_or(place), place);
    }
  }

  FoundLoad found() const {
    FoundLoad found{.search = search_, .best = at(best_), .shown = at(shown_), .next = next()};
    for (const auto& [place, item] : items_) found.items.push_back(item);
    if (refuted_) found.refuted = at(*refuted_);
    return found;
  }

 private:
  int count() const { return static_cast<int>(places_.size()); }
  std::optional<LoadItem> at(int place) const {
    return place < 0 ? std::nullopt : std::optional(places_.at(static_cast<std::size_t>(place)));
  }
  ServedWell verdict_at(int place) const {
    const auto found = items_.find(place);
    return found == items_.end() ? ServedWell::open : found->second.verdict;
  }
  // The item of twice the level, or twice the rate; the last one where there is none.
  int above(int place) const {
    if (place < 0) return 0;
    return std::min(row_of(search_.mode).is_open ? place + 2 : 2 * place + 1, count() - 1);
  }

  // First the edge, by the shares as they are; then more episodes on both of its sides, until each is shown.
  std::optional<NextMeasured> next() const {
    for (const auto& [place, item] : items_) {
      if (item.seen == 0) return to_next_look(place);  // an earlier session was stopped on the way to it
      if (item.requests() == 0) return std::nullopt;   // nobody counts its tokens
    }
    if (worse_ == count() && best_ + 1 < count()) return to_next_look(above(best_));
    if (worse_ - best_ > 1) return to_next_look((best_ + worse_) / 2);
    if (const auto place = open_below()) return to_next_look(*place);
    if (const auto place = open_above()) return to_next_look(*place);
    return std::nullopt;
  }
  // Between the highest item that is shown to be served and the best one: whatever may still be shown.
  std::optional<int> open_below() const {
    int undecided = best_ + 1;
    for (int place = best_; place > shown_; place = (shown_ + undecided) / 2) {
      if (verdict_at(place) == ServedWell::open) return place;
      if (undecided == place) return std::nullopt;
      undecided = place;
    }
    return std::nullopt;
  }
  // Likewise between the first one without the share and the lowest that is shown to fail.
  std::optional<int> open_above() const {
    int undecided = worse_ - 1;
    for (int place = worse_; place < refuted_.value_or(count());) {
      if (verdict_at(place) == ServedWell::open) return place;
      if (undecided == place) return std::nullopt;
      undecided = place;
      place = refuted_ ? (undecided + *refuted_ + 1) / 2 : above(undecided);
    }
    return std::nullopt;
  }
  NextMeasured to_next_look(int place) const {
    const auto found = items_.find(place);
    const int seen = found == items_.end() ? 0 : found->second.seen;
    return {*at(place), seen == 0 ? core::kFirstLook : 2 * seen};
  }

  core::LoadSearch search_;
  std::vector<LoadItem> places_;
  std::map<int, SearchedItem> items_;
  int best_ = -1;               // up to here all have the share
  int worse_ = 0;               // the first one behind it that was measured, which has not; the end: none
  int shown_ = -1;              // the highest that is shown to be served
  std::optional<int> refuted_;  // the lowest that is shown not to be
};

core::LoadSearch search_of_model(core::LoadSearch search, const core::Model& model) {
  const bool is_open = row_of(search.mode).is_open;
  if (!is_open && !search.queue) search.most = std::min<double>(search.most, model.server.parallel);
  return search;
}

// An episode whose primary conversation got no answer in time is void to every other figure. Here it counts, as one
// that was not served: only those that came through would show a level that is too much to be served.
bool tells_of_service(const core::Episode& episode) {
  using core::Outcome;
  return episode.outcome == Outcome::measured || episode.outcome == Outcome::infrastructure_deadline ||
         episode.outcome == Outcome::infrastructure_stall;
}

MeasuredItems measured_of(const CellTable& table, const std::string& model, const core::SuiteFacts& suite,
                          const core::LoadSearch& search) {
  const std::vector<LoadItem> places = core::items_of(search);
  MeasuredItems measured;
  for (const TableCell& cell : table.cells()) {
    if (cell.model != model || cell.suite != suite.id) continue;
    for (const core::Record* attempt : table.attempts(cell)) {
      const auto* episode = std::get_if<core::Episode>(&attempt->payload);
      if (episode == nullptr || !tells_of_service(*episode)) continue;
      const auto place = std::find(places.begin(), places.end(), episode->item);
      if (place == places.end()) continue;
      measured[static_cast<int>(place - places.begin())].push_back(served_well(*episode, *suite.service));
    }
  }
  return measured;
}

}  // namespace

int SearchedItem::good() const { return sum_of(*this, &stats::Cluster::successes); }

int SearchedItem::requests() const { return sum_of(*this, &stats::Cluster::trials); }

std::string SearchedItem::share_in_words() const {
  const std::string share = fmt::format("{} of {} requests", good(), requests());
  return interval ? fmt::format("{} [{:.1f}, {:.1f}] %", share, 100 * interval->lo, 100 * interval->hi) : share;
}

const SearchedItem* FoundLoad::find(const core::LoadItem& item) const {
  const auto found = std::find_if(items.begin(), items.end(), [&](const auto& each) { return each.load == item; });
  return found == items.end() ? nullptr : &*found;
}

bool FoundLoad::is_decided() const {
  const std::vector<LoadItem> places = core::items_of(search);
  const auto behind = best ? std::next(std::find(places.begin(), places.end(), *best)) : places.begin();
  const bool is_shown = !best || (shown && *shown == *best);
  const bool ends_there = behind == places.end() || (refuted && *refuted == *behind);
  return is_shown && ends_there && !places.empty();
}

FoundLoad find_load(const core::LoadSearch& search, const core::ServiceLevel& service, const MeasuredItems& measured) {
  FoundLoad found = Search(search, service, measured).found();
  found.service = service;
  return found;
}

std::vector<FoundLoad> found_loads(const CellTable& table) {
  std::vector<FoundLoad> all;
  for (const core::SuiteFacts& suite : table.data().manifest.suites) {
    if (!suite.search || !suite.service) continue;
    for (const core::ModelFacts& facts : table.data().manifest.models) {
      const core::LoadSearch search = search_of_model(*suite.search, facts.model);
      FoundLoad found = find_load(search, *suite.service, measured_of(table, facts.model.id, suite, search));
      found.model = facts.model.id;
      found.suite = suite.id;
      all.push_back(std::move(found));
    }
  }
  return all;
}

int least_requests(const core::ServiceLevel& service) {
  const double z = stats::normal_quantile(0.5 + level_of_look(1) / 2);
  return static_cast<int>(std::ceil(z * z * service.share() / (1 - service.share())));
}

}  // namespace quantladder::report
