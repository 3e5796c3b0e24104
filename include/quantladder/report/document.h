// A report as a value: sections of text and tables, before it is Markdown or a terminal's lines.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "quantladder/report/chart.h"
#include "quantladder/report/report.h"
#include "quantladder/report/table.h"

namespace quantladder::report {

enum class Tone { plain, warning, error };

struct Paragraph {
  std::string text;
  Tone tone = Tone::plain;
};

struct Bullets {
  std::vector<std::string> items;
  Tone tone = Tone::plain;
  std::vector<std::string> fragments = {};  // of the page, where each item leads; empty: they lead nowhere
};

struct Code {
  std::vector<std::string> lines;  // printed as they are: never wrapped, so that they can be copied
};

using Block = std::variant<Paragraph, Bullets, Code, Table, Chart>;

struct Section {
  std::string title;
  std::vector<Block> blocks;
};

enum class Extent {
  brief,  // of a terminal: without what fills pages, such as the speeds of every single server start
  full,
  page,  // full, but for the answer and its table, which the page begins with
};

struct Document {
  std::string title;
  std::vector<Section> sections;
};

// The answer first, then what it rests on.
Document make_document(const Report& report, Extent extent);
// Puts each chart behind the first block of the section that it belongs to; into one of its own where there is none.
void add_charts(Document& document, const std::vector<Chart>& charts);
// The answer and the command lines alone.
Document make_advice(const Report& report);
// A comparison by itself: who, the table, the verdicts.
Document make_document(const Comparison& comparison);
// A model's file, whose facts have an anatomy; and two with their differences.
Document make_document(const std::string& name, const core::GgufFacts& file);
Document make_document(const std::string& name_a, const core::GgufFacts& a, const std::string& name_b,
                       const core::GgufFacts& b, const core::FileDifference& difference);

// "warning tied-embedding-low: REASON In token_embd.weight. What to do: ..."
std::string to_sentence(const core::Finding& finding);

}  // namespace quantladder::report
