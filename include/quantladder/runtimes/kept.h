// What is made once for a runtime and kept: warm caches of compilers, packages of a suite.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "quantladder/core/error.h"
#include "quantladder/runtimes/table.h"
#include "quantladder/sys/files.h"

namespace quantladder::runtimes {

// Returns "runtimes" in sys::cache_folder(). Root's sandboxes run as other users: where these may not enter that
// folder, as in /root, it is /var/cache/quantladder/runtimes.
std::filesystem::path kept_folder();

// The place is at fault, and not what was to be made there. The message leaves the remedy to remedy().
class PlaceError : public core::Error {
 public:
  PlaceError(const std::string& message, std::string remedy)
      : core::Error(core::ErrorKind::environment, message), remedy_(std::move(remedy)) {}
  const std::string& remedy() const { return remedy_; }

 private:
  std::string remedy_;
};

// Throws PlaceError where the users of root's sandboxes may not enter `folder`, or a folder on the way to it.
void check_open(const std::filesystem::path& folder);

// Keeps a folder from remove_kept() of every process as long as it lives.
struct InUse {
  std::optional<sys::FileLock> lock;  // nullopt: the place takes none, as one that is read-only
};
// Waits where another process makes or removes it. nullopt: it is not there.
std::optional<InUse> use(const std::filesystem::path& folder);

// Makes `folder` by `fill`, which gets a new folder beside it, unless it is there. Only one process does so at a time,
// and a half-made one never has the final name; what is made can be read by every user, as can new folders on the way
// to it. `on_start` is told before anything is filled. Throws PlaceError, and what `fill` throws.
InUse keep(const std::filesystem::path& folder, const std::function<void(const std::filesystem::path& half)>& fill,
           const std::function<void()>& on_start);

// Returns the folder of a row's warm cache for this program and version.
std::filesystem::path cache_of(const RuntimeRow& row, const std::filesystem::path& program, const std::string& version);

// Compiles what answers commonly use, so that the cache holds it. It runs our own source and the user's own compiler,
// with the variables that answers will find and no others. Throws core::Error(environment) with the compiler's last
// line.
void fill_cache(const RuntimeRow& row, const std::filesystem::path& program, const std::filesystem::path& half);

// A folder that is kept, or what a killed process left of one.
struct KeptEntry {
  std::filesystem::path folder;
  std::uint64_t bytes = 0;
  std::filesystem::file_time_type used;
  bool is_leftover = false;
};
// Lists what is kept. A cache that QUANTLADDER_CACHE names, and that is closed to the sandbox, has nothing here.
std::vector<KeptEntry> list_kept();
bool remove_kept(const KeptEntry& entry);  // false: it is in use

}  // namespace quantladder::runtimes
