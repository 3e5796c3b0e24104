// Nights of one model as values.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "ladder_fixture.h"
#include "quantladder/report/history.h"

namespace quantladder::report::fixture {

// A run of model "a" on the given day of a year that begins in November, whose texts are its own.
inline RunData night_of(int day, const std::vector<int>& scores, double tokens_per_s = 50) {
  RunData data = empty_run(static_cast<int>(scores.size()));
  const int month = 10 + (day - 1) / 28;  // each has 28 days, which is near enough
  data.manifest.created_at =
      fmt::format("{}-{:02}-{:02}T08:00:00.000Z", 2026 + month / 12, month % 12 + 1, (day - 1) % 28 + 1);
  add_model(data, "a", 1000, scores, tokens_per_s);
  for (core::Record& record : data.records) record.answered().generation->text_sha256 += fmt::format("/{}", day);
  return data;
}

// Scores whose mean moves with nothing but the night.
inline std::vector<int> good(int day) {
  std::vector<int> scores;
  for (int i = 0; i < 15; ++i) scores.push_back((i * 7 + day * 3) % 5 == 0 ? 65 : 90);
  return scores;
}
inline std::vector<int> bad(int day) {
  std::vector<int> scores;
  for (int i = 0; i < 15; ++i) scores.push_back((i * 7 + day * 3) % 5 < 3 ? 40 : 65);
  return scores;
}

inline Night as_night(const RunData& data, const std::string& run) {
  const CellTable table(data);
  const Summary summary = make_summary(table);
  return make_night(table, summary, summary.models.front(), run);
}

inline std::vector<RunData> some_nights(int count, int bad_from = 100) {
  std::vector<RunData> runs;
  for (int day = 1; day <= count; ++day) runs.push_back(night_of(day, day < bad_from ? good(day) : bad(day)));
  return runs;
}

inline History history_of(const std::vector<RunData>& runs) {
  ModelNights all{"a", {}, {}};
  for (std::size_t i = 0; i < runs.size(); ++i) all.nights.push_back(as_night(runs[i], fmt::format("night-{}", i + 1)));
  return make_history(std::move(all));
}

// Nights with a change for the worse and one for the better, a cut, one that is not finished and one without a speed.
inline History eventful_history(int count = 24) {
  std::vector<RunData> runs;
  for (int day = 1; day <= count; ++day) {
    const bool is_bad = day > 8 && day <= 14;
    runs.push_back(night_of(day, is_bad ? bad(day) : good(day), 50 + day % 3));
    if (day >= 20) runs.back().manifest.suites.front().version = "2";
  }
  if (count > 3) {
    runs[2].complete = false;
    runs[2].records.resize(runs[2].records.size() - 25);
    runs[3].starts.clear();
  }
  return history_of(runs);
}

}  // namespace quantladder::report::fixture
