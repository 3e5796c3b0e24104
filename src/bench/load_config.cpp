#include "bench/load_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "bench/config_values.h"

namespace quantladder::bench {
namespace {

using core::LoadMode;

std::vector<int> read_levels(sys::CheckedObject& entry) {
  const nlohmann::json* value = entry.find("levels");
  if (value == nullptr) return {1, 2, 3};
  std::set<int> levels;
  const auto is_level = [](const auto& each) {
    return each.is_number_integer() && each >= 1 && each <= core::kMostLoadLevel;
  };
  if (!value->is_array() || value->empty() || !std::all_of(value->begin(), value->end(), is_level))
    entry.fail("levels", fmt::format("must list conversations in flight, each from 1 to {}", core::kMostLoadLevel));
  for (const auto& each : *value) {
    if (!levels.insert(each.get<int>()).second) entry.fail("levels", fmt::format("names {} twice", each.get<int>()));
  }
  return {levels.begin(), levels.end()};
}

std::vector<LoadMode> read_modes(sys::CheckedObject& entry) {
  std::vector<LoadMode> modes;
  for (const std::string& name : entry.strings("modes", {"once", "sustained"})) {
    const auto mode = core::parse_id<LoadMode>(name);
    if (!mode || core::row_of(*mode).is_open)
      entry.fail("modes", fmt::format("\"{}\" is neither \"once\" nor \"sustained\"; arrivals by a schedule are "
                                      "\"open\"",
                                      name));
    if (std::find(modes.begin(), modes.end(), *mode) != modes.end())
      entry.fail("modes", fmt::format("names {} twice", name));
    modes.push_back(*mode);
  }
  return modes;
}

void read_open(sys::CheckedObject& entry, tasks::LoadSuite& load) {
  if (!entry.has("open")) return;
  for (sys::CheckedObject& open : entry.objects("open")) {
    core::LoadItem item;
    const auto mode = open.optional_id<LoadMode>("arrivals").value_or(LoadMode::poisson);
    if (!core::row_of(mode).is_open) open.fail("arrivals", "must be \"poisson\" or \"constant\"");
    item.mode = mode;
    item.per_s = open.number("per_s");
    if (!(item.per_s > 0) || item.per_s > core::kMostArrivals)
      open.fail("per_s", fmt::format("must be more than 0 and at most {}", core::kMostArrivals));
    open.finish();
    const auto parsed = core::parse_load_item(to_string(item));
    if (!parsed) open.fail("per_s", "must be at least 0.000001");
    if (std::find(load.items.begin(), load.items.end(), *parsed) != load.items.end())
      open.fail("", fmt::format("{} is there already", to_string(item)));
    load.items.push_back(*parsed);
  }
}

void read_service_level(sys::CheckedObject& entry, core::ServiceLevel& level) {
  auto slo = entry.optional_object("slo");
  if (!slo) return;
  level.ttft_ms = positive(*slo, "ttft_ms", level.ttft_ms);
  level.tokens_per_s = positive(*slo, "tokens_per_s", level.tokens_per_s);
  level.percent = positive(*slo, "percent", level.percent);
  if (level.percent <= 1) slo->fail("percent", "is in percent: 95, not 0.95");
  if (level.percent >= 100)
    slo->fail("percent", "must be less than 100: no number of requests shows that all are served");
  slo->finish();
}

// Requests above the slots wait at the server: that is a measurement of queueing, and must be asked for.
void refuse_levels_above_slots(const sys::CheckedObject& entry, const Experiment& experiment,
                               const tasks::LoadSuite& load) {
  if (load.queue) return;
  for (const ModelConfig& config : experiment.models) {
    const int slots = config.model.server.parallel;
    if (slots >= load.most_in_flight()) continue;
    entry.fail("levels",
               fmt::format("level {} is above the {} of model {}: set \"parallel\": {} in its server, or \"queue\": "
                           "true to measure how requests queue",
                           load.most_in_flight(), slots == 1 ? "one slot" : fmt::format("{} slots", slots),
                           config.model.id, load.most_in_flight()));
  }
}

// The shortest prompt still takes some.
void refuse_answers_above_ctx(const sys::CheckedObject& entry, const Experiment& experiment,
                              const tasks::Suite& suite) {
  const auto refuse = [&](const char* key, int tokens, const std::string& what, const std::string& remedy) {
    for (const ModelConfig& config : experiment.models) {
      const int ctx = config.model.server.ctx;
      if (tokens < ctx) continue;
      entry.fail(key, fmt::format("{} {} tokens, and a slot of model {} has {}: set a larger \"ctx\" in its server, or "
                                  "{}",
                                  what, tokens, config.model.id, ctx, remedy));
    }
  };
  if (suite.load.fixed_tokens)
    return refuse("fixed_tokens", *suite.load.fixed_tokens, "every answer is to have", "fewer tokens here");
  const auto check = [&](const tasks::Conversation& each) {
    refuse("suite", each.max_tokens, fmt::format("an answer of conversation \"{}\" may have", each.id),
           fmt::format("a smaller \"max_tokens\" of it in {}", (suite.folder / "suite.json").string()));
  };
  check(suite.load.primary);
  for (const tasks::Conversation& each : suite.load.side) check(each);
}

// A stop word would end an answer before it has its length.
void refuse_stop_words_of_fixed(const sys::CheckedObject& entry, const Experiment& experiment,
                                const tasks::LoadSuite& load) {
  if (!load.fixed_tokens) return;
  for (const ModelConfig& config : experiment.models) {
    if (config.request.stop.empty()) continue;
    entry.fail("fixed_tokens", fmt::format("model {} has words in \"stop\", which end an answer before it has its "
                                           "length: leave them out, or \"fixed_tokens\"",
                                           config.model.id));
  }
}

void read_times(sys::CheckedObject& entry, tasks::LoadSuite& load) {
  load.lead_in_s = positive(entry, "lead_in_s", load.lead_in_s);
  if (load.lead_in_s > tasks::kMostLeadIn)
    entry.fail("lead_in_s", fmt::format("must be at most {}", tasks::kMostLeadIn));
  load.deadline_s = positive(entry, "deadline_s", load.deadline_s);
  load.schedule_s = positive(entry, "schedule_s", load.schedule_s);
  if (load.schedule_s > tasks::kMostSchedule)
    entry.fail("schedule_s", fmt::format("must be at most {}", tasks::kMostSchedule));
  if (load.schedule_s > load.deadline_s)
    entry.fail("schedule_s", fmt::format("is longer than an episode may take: \"deadline_s\" is {}", load.deadline_s));
  if (load.schedule_s <= load.lead_in_s)
    entry.fail("schedule_s", fmt::format("must be more than \"lead_in_s\", {}", load.lead_in_s));
}

}  // namespace

void read_load_keys(sys::CheckedObject& entry, const Experiment& experiment, tasks::Suite& suite) {
  tasks::LoadSuite& load = suite.load;
  load.items = tasks::make_load_items(read_levels(entry), read_modes(entry));
  read_open(entry, load);
  if (load.items.empty()) entry.fail("modes", "name at least one, or an entry of \"open\"");
  read_times(entry, load);
  load.cache = entry.optional_boolean("cache").value_or(load.cache);
  if (entry.has("fixed_tokens")) load.fixed_tokens = ranged_int(entry, "fixed_tokens", 1, 1, 1 << 20);
  load.queue = entry.optional_boolean("queue").value_or(load.queue);
  read_service_level(entry, load.slo);
  refuse_levels_above_slots(entry, experiment, load);
  refuse_answers_above_ctx(entry, experiment, suite);
  refuse_stop_words_of_fixed(entry, experiment, load);
}

std::string settings_of_load(const tasks::Suite& suite) {
  const tasks::LoadSuite& load = suite.load;
  nlohmann::ordered_json json{{"lead_in_s", load.lead_in_s}, {"schedule_s", load.schedule_s}, {"cache", load.cache}};
  if (load.fixed_tokens) json["fixed_tokens"] = *load.fixed_tokens;
  return json.dump();
}

}  // namespace quantladder::bench
