#include "judge/provided_folders.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>

namespace quantladder::judge {

namespace fs = std::filesystem;

bool ProvidedFolders::Entry::is_as(const Entry& other) const {
  return device == other.device && number == other.number && mode == other.mode && bytes == other.bytes &&
         changed.tv_sec == other.changed.tv_sec && changed.tv_nsec == other.changed.tv_nsec;
}

// What is not there has the number 0, as no file has.
ProvidedFolders::Entry ProvidedFolders::look_at(const fs::path& path) {
  Entry entry{.path = path};
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return entry;
  entry.device = status.st_dev;
  entry.number = status.st_ino;
  entry.mode = status.st_mode;
  if (S_ISDIR(status.st_mode)) return entry;
  entry.bytes = status.st_size;
  entry.changed = status.st_mtim;
  return entry;
}

void ProvidedFolders::add(const fs::path& folder, std::string remedy) {
  Folder found{.path = folder, .remedy = std::move(remedy), .entries = {look_at(folder)}};
  std::error_code unreadable;
  constexpr auto kSkipClosed = fs::directory_options::skip_permission_denied;
  for (const auto& each : fs::recursive_directory_iterator(folder, kSkipClosed, unreadable))
    found.entries.push_back(look_at(each.path()));
  folders_.push_back(std::move(found));
}

std::string ProvidedFolders::find_change() const {
  for (const Folder& folder : folders_) {
    for (const Entry& before : folder.entries) {
      const Entry now = look_at(before.path);
      if (now.is_as(before)) continue;
      const std::string what = before.path == folder.path ? "it" : before.path.string();
      return fmt::format("{}, which answers read, did not stay as it was found: {} {}; remedy: {}",
                         folder.path.string(), what, now.number == 0 ? "is gone" : "was changed", folder.remedy);
    }
  }
  return "";
}

}  // namespace quantladder::judge
