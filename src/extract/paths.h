// Finds paths of files in a line of a reply, and says whether the line names one and which are safe to write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "extract/language.h"

namespace quantladder::extract {

// A path in a line is the first word that ends with the language's extension. It is empty when there is none.
struct PathInLine {
  std::string_view path;
  std::string_view lead;  // of the line, before the path
  std::string_view tail;  // and behind it
};
PathInLine find_path(std::string_view line, const Language& language);
std::string_view path_in(std::string_view text, const Language& language);

// Returns the line's path when it has no other one; the target of a link and the same path again do not count.
PathInLine only_path(std::string_view line, const Language& language);

// Returns the path that a heading names: its only one, or the first where a remark speaks of others ("core.py - uses
// retry.py").
PathInLine headed_path(std::string_view line, const Language& language);

// Returns the path of a line that is nothing but that path, decoration, at most a few words that announce it ("File
// 1:", "Datei:", "# [...]") and a remark that is set off behind it ("(revised)", "- the queue"). Any other line names
// none.
PathInLine find_label(std::string_view line, const Language& language);
std::string_view path_label(std::string_view line, const Language& language);

// The words beside a path tell what the code below is: "Usage of core.py" is no file, "import from core.py" may be one.
enum class Use { none, perhaps, certain };
Use use_in(std::string_view text);

bool sets_off_remark(std::string_view tail);  // tells whether a remark follows a path: "- how it runs", "(revised)"

// Returns the path with '/', without "./" and Markdown's "\_"; nullopt when it is absolute, leaves its folder, is
// hidden or has characters that no sober file name has.
std::optional<std::string> safe_path(std::string_view path);

// Returns the same of a path that a reply gives. It may be absolute, and then keeps its '/': it tells where the model
// thinks that the package lies, and is no place to write to.
std::optional<std::string> given_path(std::string_view path);

}  // namespace quantladder::extract
