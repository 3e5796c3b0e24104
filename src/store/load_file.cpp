#include "load_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "quantladder/core/error.h"
#include "quantladder/sys/checked_json.h"

namespace quantladder::store {
namespace {

using core::Episode;
using core::Exchange;
using sys::CheckedObject;

constexpr const char* kLevelsKey = "concurrency_levels";
constexpr const char* kSlotsKey = "max_parallel_slots";
constexpr std::array kTellingKeys{kLevelsKey, kSlotsKey};  // no table of scores has them
constexpr double kMostMs = 1e9;                            // eleven days
constexpr std::int64_t kMostWords = 1'000'000'000;
constexpr double kRounding = 0.06;  // a rate has one decimal, and its time is rounded too

double time_of(CheckedObject& object, const char* key) {
  const double ms = object.number(key);
  if (!(ms >= 0) || ms > kMostMs) object.fail(key, fmt::format("expected 0 to {:.0f} ms, found {:g}", kMostMs, ms));
  return ms;
}

// Published files have null, or nothing, for an answer whose first token was not seen.
std::optional<double> time_if_known(CheckedObject& object, const char* key) {
  const nlohmann::json* found = object.find(key);
  if (found == nullptr || found->is_null()) return std::nullopt;
  return time_of(object, key);
}

std::int64_t whole_number(CheckedObject& object, const char* key, std::int64_t least, std::int64_t most) {
  const std::int64_t number = object.integer(key);
  if (number < least || number > most)
    object.fail(key, fmt::format("expected {} to {}, found {}", least, most, number));
  return number;
}

std::string text_of(CheckedObject& object, const char* key) {
  std::string text = object.string(key);
  if (text.empty()) object.fail(key, "expected a text that is not empty");
  return text;
}

// The published axes were computed from the stated rate, which is kept although it follows from the other figures.
double checked_rate(CheckedObject& object, const Exchange& exchange, LoadedModel& model) {
  const double rate = object.number("tokens_per_sec");
  if (!(rate >= 0)) object.fail("tokens_per_sec", fmt::format("expected 0 or more, found {:g}", rate));
  const double ms = exchange.generation.total_ms;
  const double computed = ms > 0 ? 1000.0 * static_cast<double>(*exchange.words) / ms : rate;
  if (std::abs(rate - computed) <= kRounding) return rate;
  model.contradictions.push_back(fmt::format("{}: {}: {} words in {} ms are {:.1f} a second, not {}", model.file,
                                             object.pointer_to("tokens_per_sec"), *exchange.words, ms, computed, rate));
  return rate;
}

Exchange parse_exchange(CheckedObject& object, LoadedModel& model) {
  Exchange exchange;
  exchange.task = text_of(object, "role");
  exchange.outcome = core::Outcome::measured;
  exchange.words = whole_number(object, "tokens_generated", 0, kMostWords);
  core::Generation& generation = exchange.generation;
  generation.finish = core::Finish::stop;
  generation.total_ms = time_of(object, "response_time_ms");
  generation.first_content_ms = time_if_known(object, "ttft_ms");
  if (generation.first_content_ms.value_or(0) > generation.total_ms)
    object.fail("ttft_ms", fmt::format("{:g} is beyond response_time_ms, {:g}", *generation.first_content_ms,
                                       generation.total_ms));
  generation.text = object.string("content_preview");
  generation.reasoning = object.optional_string("reasoning_preview").value_or("");
  exchange.words_per_s = checked_rate(object, exchange, model);
  return exchange;
}

// The turns came one after the other; what was between them is not told.
void add_primary(CheckedObject& level, LoadedModel& model, Episode& episode) {
  std::vector<CheckedObject> turns = level.objects("primary");
  if (turns.empty()) level.fail("primary", "expected at least one turn");
  double begin = 0;
  for (CheckedObject& object : turns) {
    Exchange turn = parse_exchange(object, model);
    turn.conversation = "primary";
    turn.turn = static_cast<int>(episode.exchanges.size()) + 1;
    const std::string role = fmt::format("primary_turn_{}", turn.turn);
    if (turn.task != role) object.fail("role", fmt::format("expected \"{}\", found \"{}\"", role, turn.task));
    turn.due_ms = turn.sent_ms = begin;
    begin += turn.generation.total_ms;
    turn.ended_ms = begin;
    object.finish();
    episode.exchanges.push_back(std::move(turn));
  }
}

void check_verified(CheckedObject& object, const Exchange& side, LoadedModel& model) {
  const auto verified = object.optional_boolean("verified");
  if (!verified) object.fail("verified", "expected true or false, found nothing");
  if (*verified == side.keywords->passes()) return;
  model.contradictions.push_back(fmt::format("{}: {}: it is {}, and {} keywords are missing", model.file,
                                             object.pointer_to("verified"), *verified, side.keywords->missing.size()));
}

void add_side(CheckedObject& level, LoadedModel& model, Episode& episode) {
  std::vector<CheckedObject> tasks = level.objects("side_tasks");
  const auto expected = static_cast<std::size_t>(episode.item.level - 1);
  if (tasks.size() != expected)
    level.fail("side_tasks", fmt::format("expected {} beside the primary one at level {}, found {}", expected,
                                         episode.item.level, tasks.size()));
  int agent = 0;
  for (CheckedObject& object : tasks) {
    Exchange side = parse_exchange(object, model);
    side.agent = ++agent;
    side.conversation = side.task;
    side.ended_ms = side.generation.total_ms;
    side.keywords =
        core::KeywordCheck{.found = object.strings("keywords_found"), .missing = object.strings("keywords_missing")};
    check_verified(object, side, model);
    object.finish();
    episode.exchanges.push_back(std::move(side));
  }
}

Episode parse_level(CheckedObject& object, LoadedModel& model) {
  Episode episode;
  episode.item.level = static_cast<int>(whole_number(object, "concurrency", 1, core::kMostLoadLevel));
  episode.outcome = core::Outcome::measured;
  episode.window_ms = time_of(object, "total_time_ms");
  if (!(episode.window_ms > 0)) object.fail("total_time_ms", "expected more than 0 ms");
  add_primary(object, model, episode);
  add_side(object, model, episode);
  object.finish();
  return episode;
}

}  // namespace

bool has_load_layout(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || text[begin] != '{') return false;
  // Either of the two, so that one that is missing or misspelt is told as such.
  return std::any_of(kTellingKeys.begin(), kTellingKeys.end(),
                     [&](const char* key) { return text.find(fmt::format("\"{}\"", key)) != std::string_view::npos; });
}

LoadedModel parse_load_file(const LoadFile& file) {
  const nlohmann::json json = sys::parse_json(file.text, file.name);
  CheckedObject object(json, file.name);
  LoadedModel model{.file = file.name, .name = text_of(object, "model"), .hardware = object.string("hardware")};
  object.integer("port");  // which says nothing of the figures
  const std::string started_at = text_of(object, "timestamp");
  const auto slots = static_cast<int>(whole_number(object, kSlotsKey, 1, core::kMostLoadLevel));
  int highest = 0;
  for (CheckedObject& level : object.objects(kLevelsKey)) {
    Episode episode = parse_level(level, model);
    if (highest >= episode.item.level)
      level.fail("concurrency", fmt::format("level {} comes after level {}; levels rise, and none is there twice",
                                            episode.item.level, highest));
    highest = episode.item.level;
    episode.started_at = started_at;
    episode.slots = slots;
    model.episodes.push_back(std::move(episode));
  }
  if (model.episodes.empty() || model.episodes.front().item.level != 1)
    object.fail(kLevelsKey, "level 1 is missing, which the others are compared with");
  object.finish();
  return model;
}

}  // namespace quantladder::store
