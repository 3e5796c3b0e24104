// Result files of lm-eval and inspect_ai as rows with the columns model, iteration and score_0_1. Internal, because it
// needs json.hpp.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace quantladder::store {

// Returns whether it is a row of `samples_*.jsonl`.
bool is_lm_eval_sample(const nlohmann::json& row);

// Returns one row per document. The file's folder is named for the model. Throws core::Error(usage) for documents with
// scores of several filters, and without a known metric.
std::vector<nlohmann::json> rows_of_lm_eval(const std::vector<nlohmann::json>& samples, const std::string& source);

// Returns one row per sample and epoch of a log; a sample that ended in an error has no score. Throws
// core::Error(usage) for a log without samples, and for several scorers.
std::vector<nlohmann::json> rows_of_inspect(const nlohmann::json& log, const std::string& source);

}  // namespace quantladder::store
