// A picture as marks, before it is SVG. Units are pixels of a picture that is shown at its own width; y grows
// downwards.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace quantladder::report {

enum class Anchor { start, middle, end };

// `role` says what a mark is for, in words of src/report/chart/palette.h: "grid", "interval lead". The palette gives it
// its colour. `tip` is what a reader sees who points at the mark; empty: nothing.
struct LineMark {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  std::string role;
};
struct RectMark {
  double x = 0, y = 0, width = 0, height = 0;  // neither of them below 0
  std::string role;
  std::string tip = {};
};
struct DotMark {
  double x = 0, y = 0, radius = 0;
  std::string role;
  std::string tip = {};
};
struct PathMark {
  std::string d;  // in SVG's words
  std::string role;
  std::string tip = {};
};
struct TextMark {
  double x = 0, y = 0;  // of its anchor, on the base line
  std::string text;
  std::string role;
  Anchor anchor = Anchor::start;
};
// The marks up to the next LinkEnd lead to a place in the page; in a file of their own they lead nowhere.
struct LinkStart {
  std::string fragment;  // without '#'
  std::string label;     // what is there; the tip of every mark in it that has none of its own
};
struct LinkEnd {};

// The marks up to the next GroupEnd are scaled, then moved. A group holds no group.
struct GroupStart {
  double x = 0, y = 0;
  double scale = 1;
};
struct GroupEnd {};

using Mark = std::variant<LineMark, RectMark, DotMark, PathMark, TextMark, LinkStart, LinkEnd, GroupStart, GroupEnd>;

struct Drawing {
  double width = 0;
  double height = 0;
  std::vector<Mark> marks;  // later ones lie above earlier ones
};

// Returns how wide a text is about, in a sans-serif font of this size; rather too much than too little.
double text_width(const std::string& text, double size);
// Returns the font size of a text with this role.
double text_size(const std::string& role);

}  // namespace quantladder::report
