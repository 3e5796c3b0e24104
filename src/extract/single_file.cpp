// Chooses the block that is a single-file answer.
#include <algorithm>
#include <array>
#include <optional>

#include "extract/package.h"
#include "extract/which_block.h"
#include "quantladder/core/lists.h"

namespace quantladder::extract {
namespace {

using Names = std::vector<std::string>;

// The names that one block defines, in the terms of the task.
struct Definitions {
  std::vector<bool> entry_points;
  std::size_t count = 0;  // of all names defined by keyword
  bool is_code = false;
  bool all() const { return std::find(entry_points.begin(), entry_points.end(), false) == entry_points.end(); }
};

Definitions definitions_of(const Document& document, const Block& block, const Names& names, const Language& language) {
  Definitions found;
  found.entry_points.assign(names.size(), false);
  for_each_code_line(document.lines, block, language, [&](std::size_t, std::string_view line) {
    const std::string_view name = defined_name(line, language);
    found.is_code = found.is_code || starts_code(line, language);
    if (opens_definition(line, language)) ++found.count;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == name) found.entry_points[i] = true;
    }
  });
  return found;
}

struct Choice {
  std::vector<Block> blocks;   // in the reply's order; several: to be joined
  std::string_view kept_from;  // why a later block did not replace this one; empty when there is no such block
};

// Chooses the answer among the blocks that define every entry point; else several blocks, the last to define each.
Choice choose_by_entry_points(const Document& document, const std::vector<Block>& blocks, const Spec& spec,
                              const Language& language) {
  const Names& names = spec.entry_points;
  std::vector<Block> complete;
  std::vector<bool> missing(names.size(), true);
  Choice joined;
  for (std::size_t i = blocks.size(); i-- > 0;) {
    const Definitions found = definitions_of(document, blocks[i], names, language);
    if (found.all()) complete.push_back(blocks[i]);
    bool adds = false;
    for (std::size_t n = 0; n < names.size(); ++n) {
      if (!found.entry_points[n] || !missing[n]) continue;
      missing[n] = false;
      adds = true;
    }
    if (adds) joined.blocks.push_back(blocks[i]);
  }
  std::reverse(complete.begin(), complete.end());
  std::reverse(joined.blocks.begin(), joined.blocks.end());
  if (!complete.empty()) {
    const Chosen chosen = choose_complete(document, complete, spec, language);
    return {{complete[chosen.index]}, chosen.passed_over};
  }
  if (std::find(missing.begin(), missing.end(), true) != missing.end()) return {};
  return joined;
}

// Takes, without entry points, the block that defines the most, the later of two equals; with no definitions, the last
// code.
Choice choose_by_size(const Document& document, const std::vector<Block>& blocks, const Language& language) {
  std::optional<Block> best;
  std::size_t most = 0;
  for (const Block& block : blocks) {
    const Definitions found = definitions_of(document, block, {}, language);
    if (!found.is_code || found.count < most) continue;
    best = block;
    most = found.count;
  }
  return best ? Choice{{*best}} : Choice{};
}

Choice choose(const Document& document, const std::vector<Block>& blocks, const Spec& spec, const Language& language) {
  if (spec.entry_points.empty()) return choose_by_size(document, blocks, language);
  return choose_by_entry_points(document, blocks, spec, language);
}

std::string rule_of(const Choice& choice, const Spec& spec) {
  if (choice.blocks.size() > 1) return "fence.joined";
  if (!choice.kept_from.empty()) return "fence.before-" + std::string(choice.kept_from);
  // By Shape; of a closed block more is to be said.
  constexpr std::array<const char*, 4> kShapes{"", "fence.unclosed", "fence.missing-open", "whole-text"};
  const Block& block = choice.blocks.front();
  if (block.shape != Shape::closed) return kShapes[static_cast<std::size_t>(block.shape)];
  if (block.marking == Marking::unmarked) return "fence.unmarked";
  return spec.entry_points.empty() ? "fence.most-definitions" : "fence.last-defining";
}

core::Answer answer_of(const Document& document, const Choice& choice, const Spec& spec, const Language& language) {
  core::Answer answer;
  answer.rule = rule_of(choice, spec);
  core::AnswerFile file{spec.files.empty() ? "solution" + std::string(language.extension()) : spec.files.front(), ""};
  for (const Block& block : choice.blocks) {
    if (!file.content.empty()) file.content += "\n\n";
    file.content += content_of(document.lines, block, language);
  }
  answer.files.push_back(std::move(file));
  if (choice.blocks.size() > 1) {
    answer.notes.push_back("joined " + std::to_string(choice.blocks.size()) + " blocks: none defines all entry points");
  }
  return answer;
}

std::string join(const Names& names) {
  std::string text;
  for (const std::string& name : names) core::add_part(text, name);
  return text;
}

core::Answer why_none(const Document& document, std::size_t wanted, std::size_t unmarked, const Spec& spec) {
  const std::size_t others = document.blocks.size() - unmarked;
  const std::string sought = spec.entry_points.empty() ? "code" : "definition of " + join(spec.entry_points);
  if (wanted > 0) {
    return no_answer("none.entry-point",
                     "no " + sought + " in the reply's code blocks (" + std::to_string(wanted) + ")");
  }
  if (others > 0) {
    return no_answer("none.language", "no code block is " + spec.language + "; " + std::to_string(others) +
                                          " of another language left aside");
  }
  return no_answer("none.no-code", "no " + sought + " in the reply");
}

}  // namespace

core::Answer choose_file(const Document& document, const Spec& spec, const Language& language) {
  std::vector<Block> wanted;
  std::vector<Block> unmarked;
  std::vector<Block> both;
  for (const Block& block : document.blocks) {
    if (block.marking == Marking::other) continue;
    (block.marking == Marking::wanted ? wanted : unmarked).push_back(block);
    both.push_back(block);
  }
  // A block that is whole is better than pieces, a marked one better than an unmarked one, any fence better than none.
  Choice choice = choose(document, wanted, spec, language);
  if (choice.blocks.size() != 1) {
    const Choice other = choose(document, unmarked, spec, language);
    if (other.blocks.size() == 1) choice = other;
  }
  if (choice.blocks.empty()) choice = choose(document, both, spec, language);
  if (choice.blocks.empty()) choice = choose(document, unfenced_sections(document, language), spec, language);
  if (choice.blocks.empty() && document.blocks.empty()) {
    choice = choose(document, indented_sections(document, language), spec, language);
  }
  if (!choice.blocks.empty()) return answer_of(document, choice, spec, language);
  return why_none(document, both.size(), unmarked.size(), spec);
}

}  // namespace quantladder::extract
