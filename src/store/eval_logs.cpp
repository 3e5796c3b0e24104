#include "eval_logs.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "table_words.h"

namespace quantladder::store {
namespace {

using TableJson = nlohmann::json;

// The first of these that the rows hold is the metric of lm-eval's samples.
constexpr std::array kMetrics{"exact_match", "acc", "pass@1", "pass_at_1", "acc_norm", "em", "f1"};

// Two runs have a document in common only where its text is the same.
std::string document_of(const TableJson& sample) {
  const std::string label = "document " + sample["doc_id"].dump();
  const auto hash = sample.find("doc_hash");
  return hash != sample.end() && hash->is_string() ? label + " " + hash->get<std::string>().substr(0, 8) : label;
}

bool is_measured(const TableJson& sample, const char* metric) {
  const auto value = sample.find(metric);
  return value != sample.end() && (value->is_number() || value->is_boolean());
}

// inspect_ai counts correct, partly, incorrect and no answer so.
TableJson score_of_inspect(const TableJson& value) {
  static const std::map<std::string, double> letters{{"C", 1}, {"P", 0.5}, {"I", 0}, {"N", 0}};
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (!value.is_string()) return value;
  const auto letter = letters.find(value.get<std::string>());
  return letter == letters.end() ? value : TableJson(letter->second);
}

}  // namespace

bool is_lm_eval_sample(const TableJson& row) {
  return row.is_object() && row.contains("doc_id") && (row.contains("resps") || row.contains("target"));
}

std::vector<TableJson> rows_of_lm_eval(const std::vector<TableJson>& samples, const std::string& source) {
  const auto metric = std::find_if(kMetrics.begin(), kMetrics.end(), [&](const char* name) {
    return std::any_of(samples.begin(), samples.end(),
                       [&](const TableJson& sample) { return is_measured(sample, name); });
  });
  if (metric == kMetrics.end()) {
    refuse(source, fmt::format("these samples of lm-eval hold none of the metrics {}", fmt::join(kMetrics, ", ")));
  }
  std::string model = std::filesystem::absolute(source).parent_path().filename().string();
  if (model.empty()) model = "lm-eval";
  std::set<std::string> filters;
  std::vector<TableJson> rows;
  for (const TableJson& sample : samples) {
    if (!is_lm_eval_sample(sample)) refuse_row(source, rows.size() + 1, "no sample of lm-eval");
    if (const auto filter = sample.find("filter"); filter != sample.end()) filters.insert(filter->dump());
    const auto value = sample.find(*metric);
    TableJson score = value == sample.end() ? TableJson(nullptr) : *value;
    if (score.is_boolean()) score = score.get<bool>() ? 1 : 0;
    rows.push_back({{"model", model}, {"iteration", document_of(sample)}, {"score_0_1", score}});
  }
  if (filters.size() > 1) {
    refuse(source, fmt::format("these samples of lm-eval went through {} filters, so each document has several scores; "
                               "keep the rows of one \"filter\"",
                               filters.size()));
  }
  return rows;
}

std::vector<TableJson> rows_of_inspect(const TableJson& log, const std::string& source) {
  const TableJson& eval = log["eval"];
  if (!eval.is_object() || !eval.contains("model")) refuse(source, "this log of inspect_ai does not name its model");
  if (!log.contains("samples") || !log["samples"].is_array() || log["samples"].empty()) {
    refuse(source, "this log of inspect_ai holds no samples, only totals");
  }
  std::set<std::string> scorers;
  std::vector<TableJson> rows;
  for (const TableJson& sample : log["samples"]) {
    if (!sample.is_object() || !sample.contains("id")) {
      refuse_row(source, rows.size() + 1, "a sample of inspect_ai without its id");
    }
    const TableJson& id = sample["id"];
    const std::string label =
        (id.is_string() ? id.get<std::string>() : id.dump()) + " epoch " + sample.value("epoch", TableJson(1)).dump();
    TableJson score;
    const auto scores = sample.find("scores");
    if (scores != sample.end() && scores->is_object()) {
      for (const auto& [scorer, result] : scores->items()) {
        scorers.insert(scorer);
        if (result.is_object() && result.contains("value")) score = score_of_inspect(result["value"]);
      }
    }
    rows.push_back({{"model", eval["model"]}, {"iteration", label}, {"score_0_1", score}});
  }
  if (scorers.size() > 1) {
    refuse(source, fmt::format("each sample of this log of inspect_ai has the scores of {} scorers; give a table with "
                               "those of one",
                               scorers.size()));
  }
  return rows;
}

}  // namespace quantladder::store
