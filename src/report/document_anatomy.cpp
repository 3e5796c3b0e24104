// What a model's file is made of, as `inspect` shows it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "document_sections.h"
#include "quantladder/report/document.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr std::size_t kMostDiffering = 20;

std::string tensors_text(const std::vector<std::string>& tensors) {
  constexpr std::size_t kMostNamed = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(tensors.size(), kMostNamed); ++i) add_part(text, tensors[i]);
  if (tensors.size() > kMostNamed) text += fmt::format(" and {} more", tensors.size() - kMostNamed);
  return text;
}

Tone tone_of(core::Severity severity) {
  switch (severity) {
    case core::Severity::error:
      return Tone::error;
    case core::Severity::warning:
      return Tone::warning;
    case core::Severity::note:
      break;
  }
  return Tone::plain;
}

std::string verdict_of(const std::vector<core::Finding>& findings) {
  std::string text;
  for (auto row = core::kIds<core::Severity>.rbegin(); row != core::kIds<core::Severity>.rend(); ++row) {
    const auto count = std::count_if(findings.begin(), findings.end(),
                                     [&](const auto& finding) { return finding.severity == row->value; });
    if (count > 0) add_part(text, count_of(count, std::string(row->id)));
  }
  return text.empty() ? "Nothing odd was found." : "Found: " + text + ".";
}

Section findings_section(const std::vector<core::Finding>& findings) {
  Section section{"Findings", {}};
  for (const core::Finding& finding : findings) {
    section.blocks.emplace_back(Bullets{{to_sentence(finding)}, tone_of(finding.severity)});
  }
  return section;
}

std::string types_text(const core::WeightShare& share) {
  std::vector<std::pair<std::string, std::uint64_t>> types(share.types.begin(), share.types.end());
  std::stable_sort(types.begin(), types.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [type, weights] : types) {
    const double percent = 100.0 * static_cast<double>(weights) / static_cast<double>(share.weights);
    add_part(text, types.size() == 1 ? type : fmt::format("{} {:.0f} %", type, percent));
  }
  return text;
}

std::string vocabulary_text(const core::GgufFacts& file) {
  return file.tokenizer_sha256.empty()
             ? std::to_string(file.vocabulary)
             : fmt::format("{} tokens, hash {}", file.vocabulary, file.tokenizer_sha256.substr(0, 12));
}

std::string experts_text(const core::Anatomy& anatomy) {
  return anatomy.experts_used ? fmt::format("{} of {} used", *anatomy.experts_used, *anatomy.experts)
                              : fmt::format("{}", *anatomy.experts);
}

std::string parameters_text(std::uint64_t parameters) {
  const auto n = static_cast<double>(parameters);
  return n >= 1e9   ? fmt::format("{:.2f} B", n / 1e9)
         : n >= 1e6 ? fmt::format("{:.0f} M", n / 1e6)
                    : fmt::format("{:.0f}", n);
}

std::string imatrix_text(const core::Anatomy& anatomy) {
  if (!anatomy.imatrix) return "the file does not say";
  std::string text;
  if (anatomy.imatrix->entries) add_part(text, fmt::format("{} entries", *anatomy.imatrix->entries));
  if (anatomy.imatrix->chunks) add_part(text, fmt::format("{} chunks", *anatomy.imatrix->chunks));
  if (!anatomy.imatrix->dataset.empty()) add_part(text, "of " + anatomy.imatrix->dataset);
  add_part(text, anatomy.imatrix->file);
  return text;
}

Section file_section(const core::GgufFacts& file) {
  const core::Anatomy& anatomy = *file.anatomy;
  Table table{{{"Property"}, {"Value", Form::prose}}, {}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) table.rows.push_back({name, value});
  };
  add("Name", file.name);
  add("Architecture", file.architecture);
  add("Called", file.file_type);
  add("Size", to_size(file.file_bytes));
  add("Parameters", parameters_text(file.parameters));
  add("Bits per weight", fmt::format("{:.2f}", file.bits_per_weight()));
  if (anatomy.layers) add("Layers", std::to_string(*anatomy.layers));
  if (anatomy.experts) add("Experts", experts_text(anatomy));
  if (anatomy.mtp_layers) add("MTP layers", std::to_string(*anatomy.mtp_layers));
  if (file.context_length > 0) add("Context", fmt::format("{} tokens", file.context_length));
  add("Vocabulary", vocabulary_text(file));
  add("Output", anatomy.tied_output ? "the embedding" : "its own");
  add("Chat template", file.chat_template_sha256.empty() ? "none" : "hash " + file.chat_template_sha256.substr(0, 12));
  add("Importance matrix", imatrix_text(anatomy));
  std::string types;
  for (const auto& [type, count] : file.tensor_types) add_part(types, fmt::format("{} {}", count, type));
  add("Tensors", types);
  return {"File", {table}};
}

Section roles_section(const core::Anatomy& anatomy) {
  if (anatomy.roles.empty()) return {"Bits per weight by role", {}};
  Table table{{{"Role"}, {"Weights %", Form::rate}, {"Bits/weight", Form::bits}, {"Types", Form::prose}}, {}};
  for (const core::RoleShare& each : anatomy.roles) {
    table.rows.push_back({std::string(core::to_id(each.role)),
                          100.0 * static_cast<double>(each.share.weights) / static_cast<double>(anatomy.all.weights),
                          each.share.bits(), types_text(each.share)});
  }
  return {"Bits per weight by role", {table}};
}

// Bars from the lowest to the highest layer; all in the middle where they are equal.
Section layers_section(const core::Anatomy& anatomy) {
  if (anatomy.by_layer.empty()) return {"Bits per weight by layer", {}};
  static constexpr std::array<const char*, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const auto [least, most] =
      std::minmax_element(anatomy.by_layer.begin(), anatomy.by_layer.end(),
                          [](const auto& a, const auto& b) { return a.share.bits() < b.share.bits(); });
  const double low = least->share.bits();
  const double span = most->share.bits() - low;
  std::string bars;
  for (const core::LayerShare& each : anatomy.by_layer) {
    bars +=
        span < 0.005 ? kBars[3] : kBars[static_cast<std::size_t>(std::lround(7 * (each.share.bits() - low) / span))];
  }
  return {"Bits per weight by layer",
          {Code{{bars}}, Paragraph{span < 0.005 ? fmt::format("{:.2f} in each layer.", low)
                                                : fmt::format("From {:.2f} to {:.2f}.", low, low + span)}}};
}

Table parts_table(const char* what, const std::vector<core::FileDifference::Part>& parts) {
  Table table{{{what}, {"A", Form::prose}, {"B", Form::prose}}, {}};
  for (std::size_t i = 0; i < std::min(parts.size(), kMostDiffering); ++i) {
    table.rows.push_back({parts[i].name, or_missing(parts[i].a), or_missing(parts[i].b)});
  }
  return table;
}

void add_parts(Section& section, const char* what, const std::vector<core::FileDifference::Part>& parts) {
  if (parts.empty()) return;
  section.blocks.emplace_back(parts_table(what, parts));
  if (parts.size() <= kMostDiffering) return;
  section.blocks.emplace_back(Paragraph{fmt::format("... and {} more: see --json.", parts.size() - kMostDiffering)});
}

Section difference_section(const core::FileDifference& difference) {
  Section section{"Difference", {}};
  std::string text = fmt::format("{} tensors have the same name, shape and type", difference.equal_types);
  if (difference.equal_data) text += fmt::format(", {} of them the same data", *difference.equal_data);
  section.blocks.emplace_back(Paragraph{text + "."});
  if (!difference.roles.empty()) {
    Table roles{{{"Role"}, {"A bits", Form::bits}, {"B bits", Form::bits}, {"A", Form::prose}, {"B", Form::prose}}, {}};
    for (const auto& each : difference.roles) {
      const auto bits = [](const core::WeightShare& share) {
        return share.weights > 0 ? Value(share.bits()) : Value();
      };
      roles.rows.push_back({std::string(core::to_id(each.role)), bits(each.a), bits(each.b),
                            or_missing(types_text(each.a)), or_missing(types_text(each.b))});
    }
    section.blocks.emplace_back(roles);
  }
  add_parts(section, "Tensor", difference.tensors);
  add_parts(section, "Metadata", difference.metadata);
  return section;
}

void add_file(Document& document, const std::string& prefix, const core::GgufFacts& file) {
  for (Section& section : std::vector<Section>{findings_section(file.anatomy->findings), file_section(file),
                                               roles_section(*file.anatomy), layers_section(*file.anatomy)}) {
    if (section.blocks.empty()) continue;
    section.title = prefix + section.title;
    document.sections.push_back(std::move(section));
  }
}

std::string headline(const core::GgufFacts& file) {
  const std::string words = file.anatomy->in_words();
  return (words.empty() ? "" : words + ". ") + verdict_of(file.anatomy->findings);
}

}  // namespace

std::vector<std::string> find_odd_files(std::span<const core::ModelFacts> models) {
  std::vector<std::string> lines;
  std::string with_notes;
  for (const core::ModelFacts& model : models) {
    if (!model.gguf || !model.gguf->anatomy) continue;
    bool has_note = false;
    for (const core::Finding& finding : model.gguf->anatomy->findings) {
      if (finding.severity == core::Severity::note) {
        has_note = true;
      } else {
        lines.push_back(to_line(fmt::format("{}: {}", model.model.id, to_sentence(finding))));
      }
    }
    if (has_note) add_part(with_notes, model.model.id);
  }
  if (!with_notes.empty()) lines.push_back("`quantladder inspect FILE` has notes on the files of " + with_notes);
  return lines;
}

Section odd_files_section(const Summary& summary) {
  std::vector<core::ModelFacts> models;
  for (const ModelSummary& model : summary.models) models.push_back(model.facts);
  auto lines = find_odd_files(models);
  if (lines.empty()) return {"Files", {}};
  return {"Files", {Bullets{std::move(lines)}}};
}

std::string to_sentence(const core::Finding& finding) {
  std::string text = fmt::format("{} {}: {}", core::to_id(finding.severity), finding.id, finding.reason);
  if (!finding.tensors.empty()) text += " In " + tensors_text(finding.tensors) + ".";
  if (!finding.remedy.empty()) text += fmt::format(" What to do: {}.", finding.remedy);
  return text;
}

Document make_document(const std::string& name, const core::GgufFacts& file) {
  Document document{name, {{"Answer", {Paragraph{headline(file)}}}}};
  add_file(document, "", file);
  return document;
}

Document make_document(const std::string& name_a, const core::GgufFacts& a, const std::string& name_b,
                       const core::GgufFacts& b, const core::FileDifference& difference) {
  Document document{fmt::format("A: {}, B: {}", name_a, name_b),
                    {{"Answer", {Paragraph{"A: " + headline(a)}, Paragraph{"B: " + headline(b)}}}}};
  if (!difference.findings.empty()) document.sections.push_back(findings_section(difference.findings));
  document.sections.push_back(difference_section(difference));
  add_file(document, "A: ", a);
  add_file(document, "B: ", b);
  return document;
}

}  // namespace quantladder::report
