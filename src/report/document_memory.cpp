#include <fmt/format.h>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr const char* kWhatItIs =
    "Weights and KV cache are predicted from the file's header and the settings, before a server is started. No header "
    "tells the compute buffers (here with those of the output): they are what the log of the model's first start told. "
    "The difference is what was measured above the sum of the three; the program itself, the vocabulary and a GPU's "
    "own context are in no prediction. ";

std::string signed_percent(double value) { return fmt::format("{:+.1f} %", value); }

Table memory_table(const Summary& summary) {
  Table table{{{"Model"},
               {"Weights", Form::size},
               {"KV cache", Form::size},
               {"Compute", Form::size},
               {"Predicted", Form::size},
               {"Log: weights", Form::size},
               {"Log: KV cache", Form::size},
               {"Measured", Form::size},
               {"Difference", Form::difference}},
              {}};
  for (const ModelSummary& model : summary.models) {
    if (!model.account) continue;
    const MemoryAccount& account = *model.account;
    const bool tells = account.need_not_known.empty();
    const auto difference = account.difference_percent();
    table.rows.push_back({model.id(), tells ? Value(account.need.weights_bytes) : Value(),
                          tells ? Value(account.need.kv_cache_bytes) : Value(), account.need.compute_bytes,
                          account.predicted(), account.log_weights, account.log_kv_cache, account.measured,
                          difference ? Value(*difference, {}, signed_percent(*difference)) : Value()});
  }
  return table;
}

std::string measured_note(const Summary& summary) {
  std::string repacked;
  bool device = false;
  for (const ModelSummary& model : summary.models) {
    if (!model.account) continue;
    if (model.account->repacked > 0) add_part(repacked, model.id() + " " + to_size(model.account->repacked));
    device = device || model.memory.kind == core::MemoryKind::device;
  }
  std::string text = "Measured is the largest peak over the server starts";
  if (!repacked.empty())
    text += fmt::format(
        ", without the weights that were repacked for the CPU ({}): resident memory counts these a second time, in the "
        "mapped file",
        repacked);
  if (device) text += ", without what the device held before the server was started";
  return text + ".";
}

std::vector<std::string> gaps_of(const ModelSummary& model) {
  std::vector<std::string> gaps;
  const MemoryAccount& account = *model.account;
  if (!account.need_not_known.empty())
    gaps.push_back(fmt::format("{}: its need of VRAM is not predicted: {}", model.id(), account.need_not_known));
  if (!account.need.no_cache_reason.empty())
    gaps.push_back(fmt::format("{}: its KV cache is not predicted: {}", model.id(), account.need.no_cache_reason));
  if (account.told_by == 0) gaps.push_back(fmt::format("{}: no log of its server tells of its buffers", model.id()));
  return gaps;
}

}  // namespace

Section memory_section(const Summary& summary) {
  Section section{"Memory", {}};
  Table table = memory_table(summary);
  if (table.rows.empty()) return section;
  section.blocks = {Paragraph{kWhatItIs + measured_note(summary)}, std::move(table)};
  Bullets gaps;
  for (const ModelSummary& model : summary.models) {
    if (!model.account) continue;
    for (std::string& gap : gaps_of(model)) gaps.items.push_back(std::move(gap));
  }
  if (!gaps.items.empty()) section.blocks.push_back(std::move(gaps));
  return section;
}

}  // namespace quantladder::report
