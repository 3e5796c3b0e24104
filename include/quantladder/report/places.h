// What is posted tells nothing of its author's machine that was not measured: folders are named as anybody's.
#pragma once

#include <string>
#include <vector>

namespace quantladder::report {

struct Document;

struct Places {
  std::string home;  // becomes "~"; empty: it is not known
  std::vector<std::string>
      own;  // folders of the run, its configuration and its user: what lies in them becomes relative
};

// Returns the text with the places' folders renamed, wherever a path begins with one.
std::string hide_places(const std::string& text, const Places& places);

// Does so in all texts of a document. In command lines each other absolute path becomes "/path/to/NAME".
void hide_places(Document& document, const Places& places);

}  // namespace quantladder::report
