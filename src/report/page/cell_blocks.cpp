#include "cell_blocks.h"

#include <fmt/format.h>

#include <map>

#include "cell_details.h"
#include "packed_block.h"
#include "quantladder/report/chart.h"
#include "report/escape.h"
#include "report/json_values.h"

namespace quantladder::report {
namespace {

// A block is closed behind so much of JSON: one click unpacks no more.
constexpr std::size_t kBlockBytes = 1 << 19;

using CellKey = std::pair<std::string, int>;  // name of the item, iteration

class BlockWriter {
 public:
  BlockWriter(const CellTable& cells, const ReadCell& read, const BlockLimits& limits, const Append& append)
      : cells_(cells), read_(read), limits_(limits), append_(append) {
    for (const TableCell& cell : cells.cells()) by_item_[{cell.name, cell.iteration}].push_back(&cell);
  }

  // Takes those cells that are scored passes, or those that are not.
  void write_cells(bool passes) {
    for (const TableCell& cell : cells_.cells()) {
      if ((cell.counted->outcome() == core::Outcome::pass) != passes) continue;
      if (cell.model != model_ || block_bytes_ > kBlockBytes) close();
      add(cell);
    }
    close();
  }

  LeftOut finish() {
    if (!prompts_.empty()) append_block("id=\"prompts\"", prompts_);
    return left_out_;
  }

 private:
  void add(const TableCell& cell) {
    const std::vector<KeptAttempt> attempts = read_ ? read_(cell) : std::vector<KeptAttempt>{};
    // How well the open block will pack is not known yet: it is taken for as large as it is.
    const bool fits = read_ && written_ + block_bytes_ + bytes_of(attempts) < limits_.max_bytes;
    if (read_ && !fits) ++(cell.counted->outcome() == core::Outcome::pass ? left_out_.passes : left_out_.others);
    const std::string prompt = fits ? keep_prompt(cell, attempts) : "";
    const CellPage page{.others = neighbours(cell),
                        .prompt = prompt,
                        .texts = fits ? CellTexts::all : CellTexts::left_out,
                        .places = limits_.places};
    Json details = cell_details(cell, attempts, page);
    if (block_.empty()) from_ = cell.iteration;
    model_ = cell.model;
    from_ = std::min(from_, cell.iteration);
    to_ = std::max(to_, cell.iteration);
    std::string text =
        Json(fragment_of(cell)).dump() + ":" + details.dump(-1, ' ', false, Json::error_handler_t::replace);
    block_bytes_ += text.size();
    block_ += (block_.empty() ? "" : ",") + text;
  }

  static std::uint64_t bytes_of(const std::vector<KeptAttempt>& attempts) {
    std::uint64_t bytes = 0;
    for (const KeptAttempt& each : attempts) {
      if (const auto* generation = each.record.generation())
        bytes += generation->text.size() + generation->reasoning.size();
      for (const core::AnswerFile& file : each.answer.files) bytes += file.content.size();
    }
    return bytes;
  }

  // The prompt of a task is the same in most cells: it is kept once.
  std::string keep_prompt(const TableCell& cell, const std::vector<KeptAttempt>& attempts) {
    for (const KeptAttempt& each : attempts) {
      if (each.record.attempt != cell.counted->attempt || each.prompt.empty()) continue;
      const std::string key = fmt::format("{}.{:.12}", cell.name, each.record.prompt_sha256());
      if (!prompts_.contains(key)) {
        prompts_[key] = to_block_text(each.prompt);
        written_ += each.prompt.size();
      }
      return key;
    }
    return "";
  }

  std::vector<Neighbour> neighbours(const TableCell& cell) const {
    std::vector<Neighbour> others;
    for (const TableCell* each : by_item_.at({cell.name, cell.iteration})) {
      if (each->model != cell.model)
        others.push_back({each->model, fragment_of(*each), std::string(core::to_id(each->counted->outcome()))});
    }
    return others;
  }

  void close() {
    if (!block_.empty())
      append_packed(
          fmt::format("data-model=\"{}\" data-from=\"{}\" data-to=\"{}\"", percent_encode(model_), from_, to_),
          "{" + block_ + "}");
    block_.clear();
    block_bytes_ = 0;
    to_ = 0;
  }
  void append_block(const std::string& attributes, const Json& json) {
    append_packed(attributes, json.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  void append_packed(const std::string& attributes, const std::string& json) {
    const std::string text =
        fmt::format("<script type=\"application/octet-stream\" {}>{}</script>\n", attributes, pack(json));
    written_ += text.size();
    append_(text);
  }

  const CellTable& cells_;
  const ReadCell& read_;
  const BlockLimits& limits_;
  const Append& append_;
  std::map<CellKey, std::vector<const TableCell*>> by_item_;
  Json prompts_ = Json::object();
  LeftOut left_out_;
  std::uint64_t written_ = 0;
  std::string block_;
  std::size_t block_bytes_ = 0;
  std::string model_;
  int from_ = 0;
  int to_ = 0;
};

}  // namespace

LeftOut write_cell_blocks(const CellTable& cells, const ReadCell& read, const BlockLimits& limits,
                          const Append& append) {
  BlockWriter writer(cells, read, limits, append);
  writer.write_cells(false);
  writer.write_cells(true);
  return writer.finish();
}

}  // namespace quantladder::report
