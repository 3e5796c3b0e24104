// A report as JSON for programs. Keys end in _ms, _bytes, _per_s, _j where a unit is needed; a figure that is not
// known is null, never 0; intervals are objects {lo, hi}; proportions are in [0, 1]. Text that is not UTF-8 is replaced
// by U+FFFD.
#pragma once

#include <string>

#include "quantladder/report/report.h"

namespace quantladder::report {

// summary.json:
//   schema 1, run_id, experiment, created_at, quantladder, complete, estimand
//   suite {id, version, title, points, prompts_sha256, tests_sha256, tasks [{id, title, points}]}
//   iterations_planned, rounds, baseline|null, judging, sandbox {tier, detail, unsafe}, host {...}, requests [],
//   servers
//   [] models [{id, provider, quant, approach, file|null, hf|null, endpoint|null, sha256|null, file_bytes,
//     bits_per_weight, parameters, architecture, file_type, serve_command [],
//     score {mean, sd, min, median, max, n, n_distinct,
//            ci {lo, hi, level, method, exact, fallback_reason|null, design_effect|null,
//                level_correlation|null, effective_n},
//            ci_percentile|null, ci_t|null} | null,
//     no_score_reason|null, iterations_complete, iterations_without_score,
//     iterations [{iteration, label|null, score|null, unscored_cells, missing_cells, repeats_iteration|null}],
//     perfect_runs {passed, trials, rate|null, wilson|null, exact|null},
//     tasks [{id, points, passed, trials, rate, wilson, exact, tests_passed, tests_total, n_distinct, pass_at_1,
//             pass_at_3, pass_at_5}],
//     outcomes {"pass": n, ... every id}, missing_cells,
//     speed_probe {tokens_per_s {mean, ci|null, starts}|null, prompt_tokens_per_s|null,
//                  ttft_ms {median, ci|null, coverage|null, p90|null}|null, probes, failed_probes, warm_up_requests,
//                  outliers, drift, starts [{number, round, probes, mean_tokens_per_s, median_tokens_per_s,
//                  median_ttft_ms, load_ms, peak_bytes, memory_source, end}]},
//     cells {cells, most_in_flight, mean_in_flight, median_tokens_per_s, median_ttft_ms, median_tokens, total_tokens,
//     total_ms}, memory {source|null, label|null, peak_bytes, lowest_peak_bytes, baseline_bytes, device_peak_bytes,
//             other_labels|null},
//     energy {total_j, no_total_reason|null, basis|null, solved, per_solved_j},
//     figures {the id of each measure that is known: {value, unit, ci|null}}}]
//   unscored_cells [{model, task, iteration, outcome, reason}]
//   repeated_cells [{model, task, iteration, outcomes [], counted, reason}], rejudged_cells [{..., before, now}],
//   judged_again, errors [], warnings [], doubts []
//   comparison: what `compare --json` prints, or null
//   recommendation {limits {the id of each limited measure: its bound, max_loss}, model|null,
//     decided, refusal|null, statement|null, models [{id, advice, reason|null, evidence|null}], next [],
//     serve_command []}
std::string to_json(const Report& report);

// What `recommend --json` prints: `recommendation` of the above.
std::string advice_json(const Report& report);

// What `compare --json` prints:
//   metric, value_unit, margin, family: comparisons that p is corrected for, sequential: p allows for looks,
//   models [{id, mean, sd, n, n_distinct, ci {lo, hi, level, method}|null}],
//   pairs [{a, b, unit, n, difference, better, ci {lo, hi, level, method}|null, p, p_holm, p_floor, tost_p,
//     tost_p_holm, mde, n_needed, verdict}]: a is the candidate, b the baseline, difference a - b (unit "percent": of
//     the ratio), better "a", "b" or null, verdict "better", "better_within_margin", "equivalent", "undecided"
//   simultaneous [{a, b, ci|null}]: intervals that hold together
//   mcnemar [{a, b, tasks [{id, only_a, only_b, p, p_holm}]}]: a diagnostic
//   unlike [], errors [], notes []
std::string to_json(const Comparison& comparison);

// <model>/iter_NN.json: one iteration of one model, every task of the suite, derived from the attempts that count.
//   schema 1, run_id, model, suite, iteration, complete, score|null, no_score_reason|null, points,
//   cells [{task, points_attainable, points|null, outcome|null, scored, reason, attempt|null, attempts, tests_passed,
//     tests_total, seed, finish, fault, in_flight, mean_in_flight, tokens, tokens_per_s, ttft_ms, first_byte_ms,
//     first_reasoning_ms, first_content_ms, total_ms, prompt_tokens, cache_tokens, text_sha256, rule, judge_ms,
//     while_generating, server_start, round, memory {source, peak_bytes, energy_j, mean_power_w}|null, doubts []}],
//   metrics {tokens, total_ms, median_tokens_per_s, median_ttft_ms, peak_bytes, memory_source, energy_j}
// A cell without a record has outcome null and only the first few keys; one without a generation lacks what comes from
// it. Energy is null where cells were in flight together: their sum would count the same joules twice.
std::string iteration_json(const CellTable& table, const std::string& model, int iteration);
std::string iteration_file(const std::string& model, int iteration);  // its path in a run's folder

}  // namespace quantladder::report
