#include "json_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "quantladder/core/error.h"
#include "quantladder/core/printable.h"
#include "store/json_fields.h"

namespace quantladder::store {
namespace {

[[noreturn]] void refuse(const std::string& source, const std::string& what) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: {}", source, what));
}

[[noreturn]] void refuse_row(const std::string& source, int row, const std::string& what) {
  refuse(source, fmt::format("row {}: {}", row, what));
}

std::string in_small_letters(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Python writes NaN, which JSON does not know: here as null, a value that is missing.
std::string without_nan(std::string_view text) {
  std::string result;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!in_string && text.substr(at, 3) == "NaN") {
      result += "null";
      at += 2;
      continue;
    }
    if (in_string && text[at] == '\\' && at + 1 < text.size())
      result += text[at++];
    else if (text[at] == '"')
      in_string = !in_string;
    result += text[at];
  }
  return result;
}

std::string field_of(const Json& value, const std::string& key, int row, const std::string& source) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_structured()) refuse_row(source, row, fmt::format("\"{}\" is no single value", core::printable(key)));
  return value.dump();
}

sys::CsvTable table_of(const std::vector<Json>& rows, const std::string& source) {
  sys::CsvTable table{source, {}, {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    if (!rows[i].is_object()) refuse_row(source, number, "this is no object with the columns as keys");
    sys::CsvRow row{number, std::vector<std::string>(table.columns.size())};
    for (const auto& [key, value] : rows[i].items()) {
      const std::string name = in_small_letters(key);
      if (name == "index" || name == "level_0") continue;
      int column = table.column(name);
      if (column < 0) {
        column = static_cast<int>(table.columns.size());
        table.columns.push_back(name);
        row.fields.emplace_back();
      }
      row.fields[static_cast<std::size_t>(column)] = field_of(value, key, number, source);
    }
    table.rows.push_back(std::move(row));
  }
  for (sys::CsvRow& row : table.rows) row.fields.resize(table.columns.size());
  return table;
}

// Of lm-eval's samples: the first of these that the rows hold.
constexpr std::array kMetrics{"exact_match", "acc", "pass@1", "pass_at_1", "acc_norm", "em", "f1"};

bool is_lm_eval_sample(const Json& row) {
  return row.is_object() && row.contains("doc_id") && (row.contains("resps") || row.contains("target"));
}

// Two runs have a document in common only where its text is the same.
std::string document_of(const Json& sample) {
  const std::string label = "document " + sample["doc_id"].dump();
  const auto hash = sample.find("doc_hash");
  return hash != sample.end() && hash->is_string() ? label + " " + hash->get<std::string>().substr(0, 8) : label;
}

// The folder is named for the model; one row per document, or per document and filter.
std::vector<Json> rows_of_lm_eval(const std::vector<Json>& samples, const std::string& source) {
  const auto metric = std::find_if(kMetrics.begin(), kMetrics.end(), [&](const char* name) {
    return samples.front().contains(name) && (samples.front()[name].is_number() || samples.front()[name].is_boolean());
  });
  if (metric == kMetrics.end()) {
    refuse(source, "these samples of lm-eval hold none of the metrics exact_match, acc, pass@1, acc_norm, em, f1");
  }
  std::string model = std::filesystem::absolute(source).parent_path().filename().string();
  if (model.empty()) model = "lm-eval";
  std::set<std::string> filters;
  std::vector<Json> rows;
  for (const Json& sample : samples) {
    if (!is_lm_eval_sample(sample)) refuse_row(source, static_cast<int>(rows.size()) + 1, "no sample of lm-eval");
    if (const auto filter = sample.find("filter"); filter != sample.end()) filters.insert(filter->dump());
    const auto value = sample.find(*metric);
    Json score = value == sample.end() ? Json(nullptr) : *value;
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

// As inspect_ai counts: correct, partly, incorrect, no answer.
Json score_of_inspect(const Json& value) {
  static const std::map<std::string, double> kLetters{{"C", 1}, {"P", 0.5}, {"I", 0}, {"N", 0}};
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (!value.is_string()) return value;
  const auto letter = kLetters.find(value.get<std::string>());
  return letter == kLetters.end() ? value : Json(letter->second);
}

// One row per sample and epoch; a sample that ended in an error has no scores.
std::vector<Json> rows_of_inspect(const Json& log, const std::string& source) {
  const Json& eval = log["eval"];
  if (!eval.is_object() || !eval.contains("model")) refuse(source, "this log of inspect_ai does not name its model");
  if (!log.contains("samples") || !log["samples"].is_array() || log["samples"].empty()) {
    refuse(source, "this log of inspect_ai holds no samples, only totals");
  }
  std::set<std::string> scorers;
  std::vector<Json> rows;
  for (const Json& sample : log["samples"]) {
    if (!sample.is_object() || !sample.contains("id")) {
      refuse_row(source, static_cast<int>(rows.size()) + 1, "a sample of inspect_ai without its id");
    }
    const Json& id = sample["id"];
    const std::string label =
        (id.is_string() ? id.get<std::string>() : id.dump()) + " epoch " + sample.value("epoch", Json(1)).dump();
    Json score;
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

std::vector<Json> rows_of_object(const Json& object, const std::string& source) {
  if (object.contains("eval") && object.contains("version")) return rows_of_inspect(object, source);
  if (object.contains("results") && object.contains("configs")) {
    refuse(source, "these are lm-eval's totals and hold no rows; give the samples_*.jsonl that --log_samples writes");
  }
  if (object.contains("data") && object["data"].is_array()) {
    return {object["data"].begin(), object["data"].end()};  // pandas' orient="table"
  }
  if (object.contains("model")) return {object};  // one row
  refuse(source, "this JSON is no table; give an array of objects with the columns as keys, or one object per line");
}

std::vector<Json> rows_of_lines(const std::string& text, const std::string& source) {
  std::vector<Json> rows;
  int number = 1;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    rows.push_back(Json::parse(line, nullptr, false));
    if (rows.back().is_discarded()) refuse(source, fmt::format("line {} is no whole JSON value", number));
  }
  return rows;
}

std::vector<Json> rows_of(const std::string& text, const std::string& source) {
  const Json whole = Json::parse(text, nullptr, false);
  if (whole.is_array()) return {whole.begin(), whole.end()};
  if (whole.is_object() && !is_lm_eval_sample(whole)) return rows_of_object(whole, source);
  return rows_of_lines(text, source);
}

}  // namespace

sys::CsvTable read_table(std::string_view bytes, const std::string& source) {
  const std::string text = sys::table_text(bytes, source);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || (text[first] != '{' && text[first] != '[')) return sys::parse_csv(text, source);
  std::vector<Json> rows = rows_of(without_nan(text), source);
  if (rows.empty()) refuse(source, "this JSON holds no row");
  if (is_lm_eval_sample(rows.front())) rows = rows_of_lm_eval(rows, source);
  return table_of(rows, source);
}

}  // namespace quantladder::store
