// What is posted tells nothing of its author's machine that was not measured: folders are named as anybody's.
#pragma once

#include <string>
#include <vector>

namespace quantladder::report {

struct Chart;
struct Document;
struct Section;

struct Places {
  std::string home;              // becomes "~"; empty: it is not known
  std::vector<std::string> own;  // what lies in these folders becomes relative; an inner one before an outer one
};

// Returns the text with its absolute paths renamed. One that lies nowhere known becomes "/path/to/NAME", unless it
// begins as on every machine ("/usr/", "/tmp/").
std::string hide_places(const std::string& text, const Places& places);

// Does so in every text, also in what a chart draws.
void hide_places(Chart& chart, const Places& places);
void hide_places(Section& section, const Places& places);
void hide_places(Document& document, const Places& places);

}  // namespace quantladder::report
