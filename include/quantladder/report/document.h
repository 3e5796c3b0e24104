// A report as a value: sections of text and tables, before it is Markdown or a terminal's lines.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

enum class Tone { plain, warning, error };

struct Paragraph {
  std::string text;
  Tone tone = Tone::plain;
};

struct Bullets {
  std::vector<std::string> items;
  Tone tone = Tone::plain;
};

struct Code {
  std::vector<std::string> lines;  // printed as they are: never wrapped, so that they can be copied
};

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
  bool wraps = false;  // free text: its lines may be broken to fit the terminal
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as columns
};

using Block = std::variant<Paragraph, Bullets, Code, Table>;

struct Section {
  std::string title;
  std::vector<Block> blocks;
};

// Terminals leave out what fills pages: the speeds of every single server start.
enum class Extent { brief, full };

struct Document {
  std::string title;
  std::vector<Section> sections;
};

Document make_document(const Summary& summary, Extent extent);
// The last two sections of a report alone: the recommendation and the command.
Document make_advice(const Summary& summary);
// A comparison by itself: who, the table, the verdicts.
Document make_document(const Comparison& comparison);

}  // namespace quantladder::report
