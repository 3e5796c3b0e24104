// The folders that answers are shown beside the system, as they were found.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace quantladder::judge {

// Tells whether what answers could read is still there. A failure after it changed may be the folder's and not the
// answer's. What is new in a folder does not count: it takes nothing from an answer.
class ProvidedFolders {
 public:
  // Looks at all that `folder` holds. `remedy`: what to do when it changes.
  void add(const std::filesystem::path& folder, std::string remedy);

  // Returns the first change, with the folder and the remedy, in one line; empty: there is none.
  std::string find_change() const;

 private:
  struct Entry {
    std::filesystem::path path;
    dev_t device = 0;
    ino_t number = 0;
    mode_t mode = 0;
    off_t bytes = 0;  // of a folder 0, as is its time: something new may be in it
    timespec changed{};

    bool is_as(const Entry& other) const;
  };
  struct Folder {
    std::filesystem::path path;
    std::string remedy;
    std::vector<Entry> entries;  // itself first
  };
  static Entry look_at(const std::filesystem::path& path);

  std::vector<Folder> folders_;
};

}  // namespace quantladder::judge
