// Files: whole-file reads, durable writes, temporary folders, hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

struct evp_md_ctx_st;  // libcrypto's

namespace quantladder::sys {

// Returns the whole file; throws core::Error(environment) naming it when it can't be read.
std::string read_file(const std::filesystem::path& path);
// Reads one that the user named: when it is not there or a folder, that is core::Error(usage).
std::string read_named_file(const std::filesystem::path& path);
std::optional<std::string> read_file_if_exists(const std::filesystem::path& path);

// Writes durably: temporary file in the same folder, fsync, rename over `path`, fsync of the folder. Parent folders are
// made. Throws core::Error(environment) ("disk full" named as such); never leaves a half file under the final name.
void replace_file(const std::filesystem::path& path, std::string_view content);

// Writes likewise what `fill` appends, piece by piece: no more of it is held in memory than a buffer. When `fill`
// throws, `path` stays as it was.
using Append = std::function<void(std::string_view)>;
void replace_file(const std::filesystem::path& path, const std::function<void(const Append&)>& fill);

// Returns why a file of this name could not be written, in the words of the error; empty: it could. Parent folders are
// made.
std::string why_not_writable(const std::filesystem::path& path);

// Writes as replace_file does, but never overwrites: returns false when `path` exists already (nothing is changed
// then).
[[nodiscard]] bool create_file(const std::filesystem::path& path, std::string_view content);

// Makes a file that somebody else has written durable, and gives it its final name in the same folder. Throws
// core::Error(environment).
void keep_file(const std::filesystem::path& written, const std::filesystem::path& name);

// Writes without durability: for artifacts that can be made again.
void write_file(const std::filesystem::path& path, std::string_view content);

// An advisory lock held for the object's life (flock). acquire() returns nothing when another process holds it.
class FileLock {
 public:
  enum class Kind { alone, shared };  // shared ones are held beside each other, but not beside one that is alone
  // nullopt: another process holds one that this one may not be held beside.
  static std::optional<FileLock> acquire(const std::filesystem::path& path, Kind kind = Kind::alone);
  // Waits until nobody holds one that this one may not be held beside.
  static FileLock wait_for(const std::filesystem::path& path, Kind kind = Kind::alone);
  // Likewise; `on_wait` is told once that somebody else holds it. nullopt: `stop` ended the wait.
  static std::optional<FileLock> wait_for(const std::filesystem::path& path, std::stop_token stop,
                                          const std::function<void()>& on_wait);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

// A folder of our own under $TMPDIR, removed with everything in it.
class TempDir {
 public:
  explicit TempDir(const std::string& prefix = "quantladder");
  TempDir(TempDir&& other) noexcept;
  TempDir& operator=(TempDir&&) = delete;
  ~TempDir();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The hash of what is added, piece by piece.
class Sha256 {
 public:
  Sha256();
  void add(const void* data, std::size_t size);
  std::string hex();  // of all that was added; nothing can be added afterwards

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};
std::string sha256_hex(std::string_view data);
std::string sha256_file(const std::filesystem::path& path);  // streamed

// $QUANTLADDER_CACHE, else $XDG_CACHE_HOME/quantladder, else ~/.cache/quantladder.
std::filesystem::path cache_folder();

// Returns where a file of the project's configurations may lie, the first choice first: an installed tree that was
// moved as a whole still finds its own.
std::vector<std::filesystem::path> shipped_config_places(const std::string& name);

// Returns UTC now as "2026-11-21T08:30:00.123Z".
std::string utc_now();

// Returns `path` with `~` and ${NAME} expanded; throws core::Error(usage) for an unset variable.
std::string expand_path(const std::string& path);

// Returns the bytes free for this user on the file system of `path` (or its nearest existing parent).
std::uint64_t free_bytes(const std::filesystem::path& path);

}  // namespace quantladder::sys
