#include "quantladder/report/published_load.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "corrected_radar.h"
#include "load_turns.h"
#include "quantladder/core/lists.h"
#include "quantladder/stats/binomial.h"
#include "quantladder/stats/describe.h"

namespace quantladder::report {
namespace {

using core::Episode;
using core::Exchange;
using SentOnce = std::vector<MeasuredEpisode>;  // of one level

template <class Get>
std::optional<double> median_over(const SentOnce& episodes, Get get) {
  std::vector<double> values;
  for (const MeasuredEpisode& each : episodes) {
    if (const std::optional<double> value = get(each)) values.push_back(*value);
  }
  return stats::median(values);
}

// The published client wrote rates with one decimal and computed on with these; of its files they are at hand.
std::optional<double> published_rate(const Exchange* exchange) {
  if (exchange != nullptr && exchange->words_per_s) return exchange->words_per_s;
  if (exchange == nullptr || !exchange->is_answered() || !(exchange->generation.total_ms > 0)) return std::nullopt;
  const double rate = 1000.0 * static_cast<double>(core::count_words(*exchange)) / exchange->generation.total_ms;
  return std::round(10 * rate) / 10;
}

std::optional<double> ttft_of(const Exchange* exchange) {
  return exchange == nullptr ? std::nullopt : exchange->generation.time_to_first_token_ms();
}

const Exchange* find_side(const Episode& episode, int agent, const std::string& task) {
  const auto found = std::find_if(episode.exchanges.begin(), episode.exchanges.end(),
                                  [&](const Exchange& each) { return each.agent == agent && each.task == task; });
  return found == episode.exchanges.end() ? nullptr : &*found;
}

// An answer that did not come lacks its keywords; whether its task has a rule is known from the others.
void count_right(const SentOnce& episodes, int agent, PublishedSide& side) {
  int asked = 0;
  int ruled = 0;
  for (const MeasuredEpisode& each : episodes) {
    const Exchange* exchange = find_side(*each.episode, agent, side.task);
    if (exchange == nullptr) continue;
    ++asked;
    if (!exchange->keywords) continue;
    ++ruled;
    side.right.k += exchange->keywords->passes();
    for (const std::string& word : exchange->keywords->missing) core::add_once(side.missing, word);
  }
  if (ruled == 0) return;
  side.right.n = asked;
  side.right.interval = stats::wilson(side.right.k, side.right.n);
}

std::vector<PublishedSide> side_of(const SentOnce& episodes) {
  std::map<std::pair<int, std::string>, PublishedSide> found;
  for (const MeasuredEpisode& each : episodes) {
    for (const Exchange& exchange : each.episode->exchanges) {
      if (!exchange.is_primary()) found[{exchange.agent, exchange.task}].task = exchange.task;
    }
  }
  std::vector<PublishedSide> result;
  for (auto& [key, side] : found) {
    const auto of_this = [&agent = key.first, &task = key.second](const MeasuredEpisode& each) {
      return find_side(*each.episode, agent, task);
    };
    side.ttft_ms = median_over(episodes, [&](const auto& each) { return ttft_of(of_this(each)); });
    side.words_per_s = median_over(episodes, [&](const auto& each) { return published_rate(of_this(each)); });
    side.total_ms = median_over(episodes, [&](const auto& each) -> std::optional<double> {
      const Exchange* exchange = of_this(each);
      if (exchange == nullptr || !exchange->is_answered()) return std::nullopt;
      return exchange->generation.total_ms;
    });
    count_right(episodes, key.first, side);
    result.push_back(std::move(side));
  }
  return result;
}

std::optional<double> words_of_all(const MeasuredEpisode& each) {
  std::int64_t words = 0;
  for (const Exchange& exchange : each.episode->exchanges) words += core::count_words(exchange);
  return static_cast<double>(words);
}

int turns_in(const SentOnce& episodes) {
  int most = 0;
  for (const MeasuredEpisode& each : episodes) {
    for (const Exchange* turn : each.episode->primary()) most = std::max(most, turn->turn);
  }
  return most;
}

PublishedLevel publish_level(const std::string& suite, const std::string& model, int number, const SentOnce& episodes) {
  PublishedLevel level{.model = model, .suite = suite, .level = number};
  level.episodes = static_cast<int>(episodes.size());
  level.total_ms = median_over(episodes, [](const auto& each) { return std::optional(each.episode->window_ms); });
  level.ttft_ms = median_over(episodes, [](const auto& each) { return ttft_of(find_turn(*each.episode, 1)); });
  for (int turn = 1; turn <= turns_in(episodes); ++turn) {
    level.words_per_s.push_back(
        median_over(episodes, [&](const auto& each) { return published_rate(find_turn(*each.episode, turn)); }));
  }
  level.words = median_over(episodes, words_of_all);
  level.side = side_of(episodes);
  return level;
}

std::optional<double> percent_more(const std::optional<double>& loaded, const std::optional<double>& alone) {
  if (!loaded || !alone || !(*alone > 0)) return std::nullopt;
  return 100 * (*loaded / *alone - 1);
}

// A meter of VRAM, or a person, told the peak; resident memory is none of it.
std::optional<double> vram_mb(const MeasuredEpisode& each) {
  const core::MemoryUse& memory = each.record->memory;
  if (!memory.peak_bytes || !memory.source) return std::nullopt;
  if (core::kind_of(*memory.source) == core::MemoryKind::resident) return std::nullopt;
  return static_cast<double>(*memory.peak_bytes) / 1e6;
}

std::optional<double> share_right(const std::vector<PublishedSide>& side) {
  double right = 0;
  double all = 0;
  for (const PublishedSide& each : side) {
    right += each.right.k;
    all += each.right.n;
  }
  return all > 0 ? std::optional(right / all) : std::nullopt;
}

PublishedRadar make_radar_of(const PublishedLevel* alone, const PublishedLevel* loaded, const SentOnce& episodes) {
  PublishedRadar radar;
  RadarInput& input = radar.input;
  if (alone != nullptr) {
    input.ttft_ms = alone->ttft_ms;
    if (!alone->words_per_s.empty()) input.words_per_s = alone->words_per_s.back();
  }
  if (loaded != nullptr) {
    input.loaded_ttft_ms = loaded->ttft_ms;
    input.loaded_total_ms = loaded->total_ms;
    input.loaded_words = loaded->words;
    input.side_right = share_right(loaded->side);
  }
  input.vram_mb = median_over(episodes, vram_mb);
  radar.axes = published_axes(input);
  if (alone == nullptr || loaded == nullptr) radar.axes[1].reset();  // nothing stands in for a whole level
  return radar;
}

using LevelsOfModel = std::map<int, SentOnce>;

std::map<std::pair<std::string, std::string>, LevelsOfModel> episodes_sent_once(const CellTable& table) {
  std::map<std::pair<std::string, std::string>, LevelsOfModel> found;  // by suite and model
  for (const TableCell& cell : table.cells()) {
    const auto* episode = std::get_if<Episode>(&cell.counted->payload);
    if (episode == nullptr || episode->outcome != core::Outcome::measured) continue;
    if (episode->item.mode != core::LoadMode::once) continue;
    found[{cell.suite, cell.model}][episode->item.level].push_back({cell.iteration, cell.counted, episode});
  }
  return found;
}

int highest_level(const core::SuiteFacts& suite) {
  int highest = 0;
  for (const core::ItemFacts& item : suite.items) {
    const auto load = core::parse_load_item(item.id);
    if (load && load->mode == core::LoadMode::once) highest = std::max(highest, load->level);
  }
  return highest;
}

void publish_model(const core::SuiteFacts& suite, const std::string& model, const LevelsOfModel& levels,
                   PublishedLoad& published) {
  std::vector<PublishedLevel> rows;
  for (const auto& [number, episodes] : levels) rows.push_back(publish_level(suite.id, model, number, episodes));
  const auto at = [&](int level) -> PublishedLevel* {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.level == level; });
    return row == rows.end() ? nullptr : &*row;
  };
  const PublishedLevel* alone = at(1);
  for (PublishedLevel& row : rows) {
    if (row.level == 1 || alone == nullptr) continue;
    row.ttft_change = percent_more(row.ttft_ms, alone->ttft_ms);
    row.total_change = percent_more(row.total_ms, alone->total_ms);
  }
  if (const int highest = highest_level(suite); highest > 1) {
    const auto loaded = levels.find(highest);
    PublishedRadar radar = make_radar_of(alone, at(highest), loaded == levels.end() ? SentOnce() : loaded->second);
    radar.model = model;
    radar.suite = suite.id;
    radar.level = highest;
    published.radars.push_back(std::move(radar));
  }
  std::move(rows.begin(), rows.end(), std::back_inserter(published.levels));
}

}  // namespace

PublishedLoad publish_load(const CellTable& table) {
  PublishedLoad published;
  const core::Manifest& run = table.data().manifest;
  const auto episodes = episodes_sent_once(table);
  for (const core::SuiteFacts& suite : run.suites) {
    if (suite.kind != core::SuiteKind::load) continue;
    for (const core::ModelFacts& model : run.models) {
      const auto found = episodes.find({suite.id, model.model.id});
      if (found != episodes.end()) publish_model(suite, model.model.id, found->second, published);
    }
  }
  published.corrected = correct_radars(table);
  return published;
}

}  // namespace quantladder::report
