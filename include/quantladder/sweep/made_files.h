// Files that llama-quantize and llama-imatrix made, kept in the cache under the hash of all that decides them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "quantladder/sweep/candidates.h"
#include "quantladder/sys/files.h"

namespace quantladder::sweep {

// In sys::cache_folder().
std::filesystem::path made_folder();

// Fills in where the candidate's file is or will be, and whether it is there. One that is not as it was made any more
// is removed, and `say` is told.
void look_up(const Plan& plan, Candidate& candidate, const std::function<void(const std::string&)>& say = {});

// A file of the cache: one that was made, the header of one that was let go, or what a session that was killed has
// left.
struct MadeEntry {
  std::filesystem::path file;
  std::string recipe;  // that it was made by; empty: no model's file
  std::string text;    // that it is the importance matrix of; empty: it is none
  std::uint64_t bytes = 0;
  std::filesystem::file_time_type used;  // last

  bool is_leftover() const { return recipe.empty() && text.empty(); }
};
// Returns them by the time of their last use, the newest first; none where there is no folder.
std::vector<MadeEntry> list_made();
// Returns whether it was removed: what a session is making just now stays.
bool remove_made(const MadeEntry& entry);

struct Made {
  std::string fault;  // one line; empty: the file is there
  bool stopped = false;
};
// Makes the plan's importance matrix, unless it is there, as make() makes a candidate. One that could not be made is
// not tried again.
Made make_imatrix(Plan& plan, std::stop_token stop, const std::function<void(const std::string&)>& say);
// Makes the candidate's file, unless it is there. Another session that makes the same one is waited for. The file is
// written beside its place, checked (header, types as planned, size, no error of lint), synced and renamed: whatever
// ends this process or the program leaves nothing that counts. Throws core::Error(environment) where the folder does
// not take it. An importance matrix that the candidate needs must be there.
Made make(const Plan& plan, Candidate& candidate, std::stop_token stop,
          const std::function<void(const std::string&)>& say);

// Holds the candidate's file: no session lets it go meanwhile. nullopt: it is not there.
std::optional<sys::FileLock> hold(Candidate& candidate);
// Removes the candidate's file, but for its header, unless a session holds it. Its facts stay known, and make() makes
// it again, byte by byte, or says that it could not.
void let_go(Candidate& candidate);

}  // namespace quantladder::sweep
