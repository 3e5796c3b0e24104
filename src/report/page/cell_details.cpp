#include "cell_details.h"

#include <fmt/format.h>

#include "quantladder/core/printable.h"
#include "report/json_values.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

// A list of pairs that the page shows as a table.
class Facts {
 public:
  void add(const char* name, const std::string& text) {
    if (!text.empty()) rows_.push_back({name, to_line(text)});
  }
  void add_ms(const char* name, const std::optional<double>& ms) {
    if (ms) add(name, to_duration(*ms));
  }
  template <class T>
  void add_count(const char* name, const std::optional<T>& count) {
    if (count) add(name, fmt::format("{}", *count));
  }
  Json take() { return std::move(rows_); }

 private:
  Json rows_ = Json::array();
};

void add_clocks(Facts& facts, const core::Generation& generation) {
  if (const auto& server = generation.timings) {
    facts.add("Server's clock", fmt::format("prompt {} in {}, generation {} in {}", count_of(server->prompt_n, "token"),
                                            to_duration(server->prompt_ms), count_of(server->predicted_n, "token"),
                                            to_duration(server->predicted_ms)));
  }
  facts.add_ms("Client: first byte", generation.first_byte_ms);
  facts.add_ms("Client: first reasoning", generation.first_reasoning_ms);
  facts.add_ms("Client: first text", generation.first_content_ms);
  facts.add_ms("Client: whole reply", generation.total_ms);
  if (const auto gaps = generation.arrival_gaps())
    facts.add("Between two events", fmt::format("p50 {}, p90 {}, most {}, {} events", to_duration(gaps->p50_ms),
                                                to_duration(gaps->p90_ms), to_duration(gaps->max_ms), gaps->events));
}

void add_generation(Facts& facts, const core::Generation& generation) {
  facts.add_count("Tokens", generation.tokens());
  if (const auto rate = generation.tokens_per_s()) facts.add("Tokens/s", to_rate(*rate));
  facts.add_ms("Time to first token", generation.time_to_first_token_ms());
  add_clocks(facts, generation);
  facts.add_count("Tokens from a cache", generation.cached_tokens());
  facts.add("In flight", generation.mean_in_flight ? fmt::format("{} at most, {:.1f} on average", generation.in_flight,
                                                                 *generation.mean_in_flight)
                                                   : std::to_string(generation.in_flight));
  facts.add("Seed", std::to_string(generation.seed));
  facts.add("Ended by", std::string(core::to_id(generation.finish)));
  facts.add("Fault", generation.fault);
  for (const std::string& doubt : generation.doubts) facts.add("Doubt", doubt);
}

void add_judgement(Facts& facts, const core::Judgement& judgement) {
  if (judgement.tests_total > 0)
    facts.add("Hidden tests passed", fmt::format("{} of {}", judgement.tests_passed, judgement.tests_total));
  facts.add("Extracted by", judgement.rule);
  if (judgement.wall_ms > 0) facts.add("Tests took", to_duration(judgement.wall_ms));
  if (judgement.sandbox) facts.add("Sandbox", std::string(core::to_id(*judgement.sandbox)));
  for (const auto& [name, version] : judgement.runtimes) facts.add("Runtime", name + " " + version);
}

struct PayloadFacts {
  Facts& facts;
  const core::Record& record;

  void operator()(const core::Answered& answered) const {
    if (core::is_scored(record.outcome()))
      facts.add("Points", fmt::format("{} of {}", to_points(record.earned()), to_points(answered.points)));
    if (!record.judgements().empty()) add_judgement(facts, record.judgement());
    if (record.generation() != nullptr) add_generation(facts, *record.generation());
  }
  void operator()(const core::Timed& timed) const {
    std::string rates;
    for (const double rate : timed.tokens_per_s()) add_part(rates, to_rate(rate));
    facts.add("Tokens/s of each sample", rates);
  }
  void operator()(const core::Fidelity& fidelity) const {
    facts.add("Context", count_of(fidelity.ctx, "token"));
    facts.add("Chunks", std::to_string(fidelity.per_chunk.size()));
    if (fidelity.perplexity) facts.add("Perplexity", fmt::format("{:.4f}", fidelity.perplexity->value));
    if (fidelity.baseline) facts.add("Compared with", fidelity.baseline->model);
  }
  void operator()(const core::Episode& episode) const {
    facts.add("Requests", std::to_string(episode.exchanges.size()));
    facts.add_ms("Window", episode.window_ms);
    facts.add("In flight, on average", fmt::format("{:.2f}", core::mean_in_flight(episode, 0, episode.window_ms)));
  }
};

Json facts_of(const core::Record& record) {
  Facts facts;
  std::visit(PayloadFacts{facts, record}, record.payload);
  if (record.server_start > 0) facts.add("Server start", std::to_string(record.server_start));
  facts.add("Round", std::to_string(record.round));
  if (record.memory.peak_bytes) facts.add("Memory, peak", to_size(*record.memory.peak_bytes));
  if (record.memory.energy_j) facts.add("Energy", to_text(*record.memory.energy_j) + " J");
  facts.add("Attempt that counts", std::to_string(record.attempt));
  return facts.take();
}

Json tests_of(const core::Record& record) {
  Json tests = Json::array();
  if (record.judgements().empty()) return tests;
  for (const core::TestResult& test : record.judgement().tests)
    tests.push_back({to_line(test.id), core::to_id(test.status)});
  return tests;
}

// Every attempt, and every verdict on it.
Json attempts_of(const std::vector<KeptAttempt>& attempts) {
  Json rows = Json::array();
  for (const KeptAttempt& each : attempts) {
    const core::Record& record = each.record;
    if (record.judgements().empty())
      rows.push_back({fmt::format("attempt {}", record.attempt), core::to_id(record.outcome()),
                      to_line(reason_of(record)), core::to_text(record.reason_for_attempt)});
    for (std::size_t i = 0; i < record.judgements().size(); ++i) {
      const core::Judgement& judgement = record.judgements()[i];
      rows.push_back({fmt::format("attempt {}, verdict {}", record.attempt, i + 1), core::to_id(judgement.outcome),
                      to_line(judgement.reason), to_line(judgement.judged_at)});
    }
  }
  return rows;
}

Json text_of(const std::string& title, std::string_view text, bool open) { return {title, to_block_text(text), open}; }

Json hidden_rows(Json rows, const Places& places) {
  for (Json& row : rows) {
    for (Json& text : row) text = hide_places(text.get<std::string>(), places);
  }
  return rows;
}

// "agent 1, S1, turn 1: pass"
std::string heading_of(const core::Exchange& exchange) {
  const std::string who = exchange.is_primary() ? "primary" : fmt::format("agent {}", exchange.agent);
  const std::string end = exchange.is_cut ? "cut" : std::string(core::to_id(exchange.outcome));
  const std::string preview = exchange.words ? fmt::format(", preview of an answer of {} words", *exchange.words) : "";
  return to_line(fmt::format("{}, {}, turn {}: {}{}", who, exchange.conversation, exchange.turn, end, preview));
}

Json texts_of(const KeptAttempt& kept, const Places& places) {
  Json texts = Json::array();
  if (const core::Generation* generation = kept.record.generation()) {
    texts.push_back(text_of("Reply", generation->text.empty() ? "(empty)" : generation->text, true));
    if (!generation->reasoning.empty()) texts.push_back(text_of("Reasoning", generation->reasoning, false));
  }
  if (const auto* episode = std::get_if<core::Episode>(&kept.record.payload)) {
    for (const core::Exchange& each : episode->exchanges)
      texts.push_back(
          text_of(heading_of(each), each.generation.text.empty() ? "(empty)" : each.generation.text, false));
  }
  for (const core::AnswerFile& file : kept.answer.files)
    texts.push_back(text_of("Judged: " + to_line(file.path), file.content, true));
  if (!kept.record.judgements().empty() && !kept.record.judgement().log.empty())
    texts.push_back(text_of("Judge's log", hide_places(kept.record.judgement().log, places), false));
  for (const std::string& line : kept.left_out) texts.push_back(text_of("Left out", hide_places(line, places), false));
  return texts;
}

}  // namespace

std::string to_block_text(std::string_view text) {
  const std::string valid = core::make_valid_utf8(std::string(text));
  std::string clean;
  clean.reserve(valid.size());
  for (std::size_t i = 0; i < valid.size();) {
    const core::Character next = core::character_at(valid, i);
    if (next.code == '\n' || next.code == '\t')
      clean += static_cast<char>(next.code);
    else if (core::is_control(next.code))
      clean += "\xEF\xBF\xBD";
    else
      clean.append(valid, i, next.length);
    i += next.length;
  }
  return clean;
}

Json cell_details(const TableCell& cell, const std::vector<KeptAttempt>& attempts, const CellPage& page) {
  const core::Record& record = *cell.counted;
  const auto counted = std::find_if(attempts.begin(), attempts.end(),
                                    [&](const KeptAttempt& each) { return each.record.attempt == record.attempt; });
  const auto other = [](const Neighbour& each) { return Json{to_line(each.model), each.fragment, each.outcome}; };
  Json json = object(field("title", to_line(to_string(cell)) + ": " + std::string(core::to_id(record.outcome()))),
                     field("reason", hide_places(to_line(reason_of(record)), page.places)),
                     field("facts", hidden_rows(facts_of(record), page.places)),
                     field("tests", counted == attempts.end() ? tests_of(record) : tests_of(counted->record)),
                     field("attempts", hidden_rows(attempts_of(attempts), page.places)), field("texts", Json::array()),
                     field("prompt", page.prompt), field("others", list(page.others, other)));
  if (page.texts == CellTexts::left_out)
    json["texts"].push_back(
        text_of("Left out", "This page does not have the texts; the run's folder has them, below artifacts.", true));
  else if (counted != attempts.end())
    json["texts"] = texts_of(*counted, page.places);
  return json;
}

}  // namespace quantladder::report
