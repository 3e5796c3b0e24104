// Advises which model to run under the user's limits, says why not the others, and what to run next.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/report/comparison.h"

namespace quantladder::report {

// The user will not go without these; what is not set is no limit.
struct Limits {
  std::map<std::string, double, std::less<>>
      bounds;                      // by id of the measure: at least, where higher is better; else at most
  std::optional<double> max_loss;  // points, against the best of the run
};

// What a configuration calls a limit: "max_kld", "min_tg", "max_size_gib".
std::string limit_key(const Measure& measure);

// Returns limits from numbers by such keys and "max_loss". Throws core::Error(usage) for a key that is none, naming
// those that there are, and for a number that is not above 0.
Limits limits_of(const std::map<std::string, double>& numbers);

// The advice on one model.
enum class Standing { recommended, not_told_apart, worse, outside_limit, no_verdict, not_measured };

}  // namespace quantladder::report

namespace quantladder::core {
struct StandingRow {
  report::Standing value;
  std::string_view id;
  std::string_view words;  // in reports
  bool is_final;           // more data would not change it, or need not
};
template <>
inline constexpr std::array<StandingRow, 6> kIds<report::Standing>{
    {{report::Standing::recommended, "recommended", "Recommended", true},
     {report::Standing::not_told_apart, "not_told_apart", "Not told apart", false},
     {report::Standing::worse, "worse", "Worse", true},
     {report::Standing::outside_limit, "outside_limit", "Outside a limit", true},
     {report::Standing::no_verdict, "no_verdict", "No verdict", false},
     {report::Standing::not_measured, "not_measured", "Not measured", false}}};
}  // namespace quantladder::core

namespace quantladder::report {

// The finding about one model.
struct Finding {
  Standing standing = Standing::no_verdict;
  std::string reason;    // a sentence that begins after the model's name: "scored 3.0 points less than b."
  std::string evidence;  // the statistics behind it: "95 % interval -5.0 to -1.0, Holm p 0.01"; empty: none
  std::string next;      // what to run to learn more of it; empty: nothing helps
};

struct ModelAdvice : Finding {
  std::string model;
};

struct Advice {
  Limits limits;
  std::string model;                // the one to run; empty: none, or undecided
  bool decided = false;             // false: the data cannot tell, or not yet
  std::string statement;            // why it is this one, or who cannot be told apart; empty with a refusal
  std::string refusal;              // why no model can be recommended; empty otherwise
  std::vector<ModelAdvice> models;  // in the run's order
  std::vector<std::string> next;    // what to run to learn more
};

// Advises on finished values; `declared`: the comparison of the run's scores with its baseline, absent below two
// models. A limit is met when the whole interval is on its right side, not when the mean is. Memory has no interval:
// the largest peak of all server starts counts. `max_loss` is shown by non-inferiority to every other model of the run,
// whichever is truly the best: the largest p of these counts (Holm over the models tested). Every model that meets the
// limits and is shown to lose no more is recommended, and the smallest file among them is named first. Without
// `max_loss`, a model is recommended only where each other one is shown to be worse or equivalent; else the advice is
// "undecided". Models that were not asked the same are not ranked. In a run without points the limits alone decide.
Advice advise(const CellTable& table, const Summary& summary, const std::optional<Comparison>& declared,
              const Limits& limits);

}  // namespace quantladder::report
