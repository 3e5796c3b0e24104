// The section on several agents that share a server.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

Value in_percent(const Share& share) {
  if (share.n == 0) return {};
  std::optional<stats::Interval> interval;
  if (share.interval) interval = stats::Interval{100 * share.interval->lo, 100 * share.interval->hi};
  return {100.0 * share.k / share.n, interval};
}

Value in_percent(const std::optional<double>& share) { return share ? Value(100 * *share) : Value(); }

Value count_text(int k, int n) { return n == 0 ? Value() : Value(fmt::format("{}/{}", k, n)); }

bool has_turns(const LoadedLevel& level) { return !level.turns.empty(); }

Value whole(const std::optional<double>& value) { return value ? Value(std::int64_t{std::llround(*value)}) : Value(); }

Table turns_table(const LoadReport& report) {
  Table table{{{"Model"},
               {"Level"},
               {"Turn", Form::count},
               {"n", Form::count},
               {"Outgrown", Form::count},
               {"TTFT", Form::duration},
               {"of it queue", Form::duration},
               {"Tokens/s", Form::rate},
               {"Total", Form::duration},
               {"Tokens", Form::count},
               {"In flight", Form::bits},
               {"Side work %", Form::score},
               {"Right"}},
              {}};
  for (const LoadedLevel& level : report.levels) {
    for (const LoadedTurn& turn : level.turns) {
      table.rows.push_back({level.model, level.item, turn.turn, turn.episodes, turn.truncated, turn.ttft_ms,
                            turn.queue_ms, turn.tokens_per_s, turn.total_ms, whole(turn.tokens), turn.in_flight,
                            in_percent(turn.least_loaded), count_text(turn.passed, turn.judged)});
    }
  }
  return table;
}

Table tokens_table(const LoadReport& report) {
  Table table{{{"Model"},
               {"Level"},
               {"Turn", Form::count},
               {"Prompt tokens/s", Form::rate},
               {"From the cache", Form::count},
               {"ITL p50", Form::duration},
               {"p90", Form::duration},
               {"p99", Form::duration},
               {"Tokens/event", Form::bits}},
              {}};
  for (const LoadedLevel& level : report.levels) {
    for (const LoadedTurn& turn : level.turns) {
      table.rows.push_back({level.model, level.item, turn.turn, turn.prompt_per_s, whole(turn.cached), turn.gap_p50_ms,
                            turn.gap_p90_ms, turn.gap_p99_ms, turn.event_tokens});
    }
  }
  return table;
}

Table levels_table(const LoadReport& report) {
  Table table{{{"Model"},
               {"Level"},
               {"Episodes", Form::count},
               {"Tokens/s of all", Form::rate},
               {"Served well %", Form::score},
               {"Served well/s", Form::bits},
               {"Side answers right"},
               {"By keywords"},
               {"Slots busy", Form::bits}},
              {}};
  for (const LoadedLevel& level : report.levels) {
    table.rows.push_back({level.model, level.item, level.episodes, level.tokens_per_s, in_percent(level.good),
                          level.good_per_s, count_text(level.side_right.k, level.side_right.n),
                          count_text(level.keywords_right.k, level.keywords_right.n), level.slots_busy});
  }
  return table;
}

// What the machine and this program did meanwhile.
Table machine_table(const LoadReport& report) {
  Table table{{{"Model"},
               {"Level"},
               {"Requests", Form::count},
               {"Cut", Form::count},
               {"Memory, peak MiB", Form::rate},
               {"J/episode", Form::rate},
               {"Sent late", Form::duration},
               {"Read late", Form::duration},
               {"Client CPU %", Form::rate}},
              {}};
  for (const LoadedLevel& level : report.levels) {
    if (!has_turns(level)) continue;
    std::optional<double> cpu = level.cpu_share;
    if (cpu) *cpu *= 100;
    table.rows.push_back({level.model, level.item, level.requests, level.cut, level.peak_mib, level.energy_j,
                          level.late_ms, level.read_lag_ms, cpu});
  }
  return table;
}

Value ratio_of(const Degradation& each) {
  if (!each.why_not.empty()) return {"not compared: " + each.why_not};
  if (!each.ratio) return {};
  if (!each.interval) return {fmt::format("{:.2f} times", *each.ratio)};
  return {fmt::format("{:.2f} times [{:.2f}, {:.2f}]", *each.ratio, each.interval->lo, each.interval->hi)};
}

Table degradation_table(const LoadReport& report) {
  Table table{{{"Model"},
               {"Level"},
               {"Turn", Form::count},
               {"Figure"},
               {"Against level 1"},
               {"Pairs", Form::count},
               {"p", Form::p},
               {"p, Holm", Form::p}},
              {}};
  for (const LoadedLevel& level : report.levels) {
    for (const Degradation& each : level.degradation)
      table.rows.push_back(
          {level.model, level.item, each.turn, each.figure, ratio_of(each), each.pairs, each.p, each.p_holm});
  }
  return table;
}

// Episodes and requests that ended in another way than they should.
Bullets faults_of(const LoadReport& report) {
  Bullets faults;
  for (const LoadedLevel& level : report.levels) {
    std::string text;
    for (const auto& [outcome, n] : level.voided)
      add_part(text, fmt::format("{} void by {}", count_of(n, "attempt"), core::to_id(outcome)));
    for (const auto& [outcome, n] : level.outcomes) {
      if (core::is_infrastructure(outcome) || core::is_void(outcome))
        add_part(text, fmt::format("{} ended as {}", count_of(n, "request"), core::to_id(outcome)));
    }
    if (!text.empty()) faults.items.push_back(fmt::format("{}, {}: {}", level.model, level.item, text));
  }
  faults.tone = Tone::warning;
  return faults;
}

// Of each suite, where they do not ask for the same.
std::string service_text(const LoadReport& report) {
  std::map<std::string, std::string> asked;
  std::set<std::string> texts;
  for (const LoadedLevel& level : report.levels) {
    asked[level.suite] = fmt::format("a first token within {} of its due time and {} tokens/s or more",
                                     to_duration(level.service.ttft_ms), level.service.tokens_per_s);
    texts.insert(asked[level.suite]);
  }
  if (texts.size() == 1) return fmt::format("Served well: {}.", *texts.begin());
  std::string text;
  for (const auto& [suite, words] : asked) add_part(text, fmt::format("{}: {}", suite, words), "; ");
  return fmt::format("Served well, of {}.", text);
}

// What a level means in each mode of the run.
std::string modes_text(const LoadReport& report) {
  const auto has = [&](auto is_it) {
    return std::any_of(report.levels.begin(), report.levels.end(), [&](const auto& each) { return is_it(each.load); });
  };
  std::string text;
  if (has([](const core::LoadItem& item) { return item.mode == core::LoadMode::once; }))
    add_part(
        text,
        "once@N: N conversations, the primary one included, are sent together, once; the primary's last turns may run "
        "with little beside them.",
        " ");
  if (has([](const core::LoadItem& item) { return item.mode == core::LoadMode::sustained; }))
    add_part(text,
             "sustained@N: N - 1 agents go from one conversation to the next beside the primary one, from before "
             "its first turn to the end of its last.",
             " ");
  if (has([](const core::LoadItem& item) { return item.is_open(); }))
    add_part(text,
             "poisson@R, constant@R: R conversations a second come, whether the server is done with earlier ones or "
             "not.",
             " ");
  return text;
}

constexpr const char* kServedNote =
    "Slow requests are cut more often than fast ones, so the share of \"sustained\" is rather too high. Tokens/s of "
    "all "
    "counts what arrived in the window, cut answers included, an event of which is taken to hold as many tokens as in "
    "the other answers. Side answers are right where they pass their hidden tests; by keywords is the published rule.";
constexpr const char* kDegradationNote =
    "Against level 1: the geometric mean of the ratios, paired by iteration, with the t interval of the logarithms, "
    "the exact sign-flip p, and Holm's over the levels of model, suite and mode for which this figure of this turn was "
    "compared. Total times are compared only where the answers have the same number of tokens within 5 %.";
constexpr const char* kTurnsNote =
    "The turns of the primary conversation, medians over the n episodes that have an answer. Outgrown: episodes whose "
    "history was too long for the context at this turn. TTFT counts from the moment at which the request was due; the "
    "queue is the part of it up to the response's headers. Tokens/s are by the server's clock. Side work: the share of "
    "the turn's time in which a side request was in flight, in the episode with least.";
constexpr const char* kMachineNote =
    "Meanwhile: memory of the server, and what this program itself may have added to a time: the worst from due to "
    "sent, and from arrival to read.";

void add_figures(Section& section, const LoadReport& report, Extent extent) {
  section.blocks.emplace_back(Paragraph{modes_text(report) + " " + service_text(report) +
                                        " The share is of the requests that were due in the window and not cut, with "
                                        "Wilson's interval, of as many requests as the spread between the episodes "
                                        "leaves; the rate is of those that ended in it."});
  add_with_words(section, kServedNote, levels_table(report));
  add_with_words(section, kDegradationNote, degradation_table(report));
  add_with_words(section, kTurnsNote, turns_table(report));
  if (extent == Extent::brief) return;
  add_with_words(section, "Their tokens: ITL is the time between two events with text.", tokens_table(report));
  add_with_words(section, kMachineNote, machine_table(report));
}

}  // namespace

Section load_section(const LoadReport& report, Extent extent) {
  Section section{"Several agents on one server", {}};
  if (report.levels.empty()) return section;
  if (std::any_of(report.levels.begin(), report.levels.end(), has_turns))
    add_figures(section, report, extent);
  else
    section.blocks.emplace_back(Paragraph{"No episode was measured."});
  if (Bullets faults = faults_of(report); !faults.items.empty()) section.blocks.emplace_back(std::move(faults));
  if (!report.doubts.empty()) section.blocks.emplace_back(Bullets{report.doubts, Tone::warning});
  return section;
}

}  // namespace quantladder::report
