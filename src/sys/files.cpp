#include "quantladder/sys/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "quantladder/core/error.h"
#include "quantladder/sys/process.h"

namespace quantladder::sys {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* what, int number) {
  const bool full = number == ENOSPC || number == EDQUOT;
  throw core::Error(core::ErrorKind::environment, fmt::format("{}: cannot be {}: {}{}", path.string(), what,
                                                              full ? "disk full: " : "", std::strerror(number)));
}

void write_all(const Fd& file, const fs::path& path, std::string_view content) {
  while (!content.empty()) {
    const ssize_t put = write(file.get(), content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail(path, "written", errno);
    content.remove_prefix(static_cast<std::size_t>(put));
  }
}

fs::path folder_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

void make_parents(const fs::path& path) {
  std::error_code error;
  fs::create_directories(folder_of(path), error);
  if (error) fail(folder_of(path), "made", error.value());
}

// The entry itself must survive a power cut too, not only the content it points to.
void sync_folder(const fs::path& path) {
  const Fd folder(open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid() || (fsync(folder.get()) != 0 && errno != EINVAL)) fail(folder_of(path), "synced", errno);
}

// Gathers small pieces, so that each of them is no call of the system.
class Buffer {
 public:
  Buffer(const Fd& file, const fs::path& path) : file_(file), path_(path) {}
  void add(std::string_view piece) {
    if (waiting_.size() + piece.size() >= kEnough) flush();
    if (piece.size() >= kEnough)
      write_all(file_, path_, piece);
    else
      waiting_ += piece;
  }
  void flush() {
    write_all(file_, path_, waiting_);
    waiting_.clear();
  }

 private:
  static constexpr std::size_t kEnough = 65536;
  const Fd& file_;
  const fs::path& path_;
  std::string waiting_;
};

// A complete, synced file beside `path`, removed again unless it was given its final name.
class PendingFile {
 public:
  PendingFile(const fs::path& path, const std::function<void(const Append&)>& fill) : path_(temporary_name(path)) {
    const Fd file(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file.valid()) fail(path, "written", errno);
    try {
      Buffer buffer(file, path);
      fill([&](std::string_view piece) { buffer.add(piece); });
      buffer.flush();
      if (fsync(file.get()) != 0) fail(path, "synced", errno);
    } catch (...) {
      unlink(path_.c_str());
      throw;
    }
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;
  ~PendingFile() {
    if (!path_.empty()) unlink(path_.c_str());
  }

  void replace(const fs::path& path) {
    if (rename(path_.c_str(), path.c_str()) != 0) fail(path, "written", errno);
    path_.clear();
  }

  // NFS knows link but not RENAME_NOREPLACE, FAT the other way round.
  bool create(const fs::path& path) {
    if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
      path_.clear();
      return true;
    }
    if (errno != EEXIST && link(path_.c_str(), path.c_str()) == 0) return true;
    if (errno != EEXIST) fail(path, "created", errno);
    return false;
  }

 private:
  // Hidden and unique, so that readers of the folder skip it and a leftover of a killed process is in nobody's way.
  static fs::path temporary_name(const fs::path& path) {
    static std::atomic<unsigned> counter{0};
    return folder_of(path) / fmt::format(".{}.{}-{}.tmp", path.filename().string(), getpid(), ++counter);
  }

  fs::path path_;
};

}  // namespace

std::optional<std::string> read_file_if_exists(const fs::path& path) {
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid() && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (!file.valid()) fail(path, "read", errno);
  struct stat facts {};
  std::string content;
  if (fstat(file.get(), &facts) == 0 && S_ISREG(facts.st_mode)) {
    content.reserve(static_cast<std::size_t>(facts.st_size) + 1);
  }
  char block[65536];
  for (;;) {
    const ssize_t got = read(file.get(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "read", errno);
    if (got == 0) return content;
    content.append(block, static_cast<std::size_t>(got));
  }
}

std::string read_file(const fs::path& path) {
  auto content = read_file_if_exists(path);
  if (!content) fail(path, "read", ENOENT);
  return std::move(*content);
}

std::string read_named_file(const fs::path& path) {
  std::error_code unreadable;
  if (fs::is_directory(path, unreadable))
    throw core::Error(core::ErrorKind::usage, path.string() + ": a folder, not a file");
  if (auto content = read_file_if_exists(path)) return std::move(*content);
  throw core::Error(core::ErrorKind::usage, path.string() + ": no such file");
}

void replace_file(const fs::path& path, std::string_view content) {
  replace_file(path, [&](const Append& append) { append(content); });
}

void replace_file(const fs::path& path, const std::function<void(const Append&)>& fill) {
  make_parents(path);
  PendingFile pending(path, fill);
  pending.replace(path);
  sync_folder(path);
}

std::string why_not_writable(const fs::path& path) {
  try {
    make_parents(path);
    const PendingFile removed_again(path, [](const Append&) {});
    return "";
  } catch (const core::Error& error) {
    return error.what();
  }
}

bool create_file(const fs::path& path, std::string_view content) {
  make_parents(path);
  struct stat facts {};
  if (lstat(path.c_str(), &facts) == 0) return false;  // spares the write; the decision is create()'s
  PendingFile pending(path, [&](const Append& append) { append(content); });
  if (!pending.create(path)) return false;
  sync_folder(path);
  return true;
}

void keep_file(const fs::path& written, const fs::path& name) {
  const Fd file(open(written.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid() || fsync(file.get()) != 0) fail(written, "synced", errno);
  if (rename(written.c_str(), name.c_str()) != 0) fail(name, "written", errno);
  sync_folder(name);
}

void write_file(const fs::path& path, std::string_view content) {
  make_parents(path);
  const Fd file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file.valid()) fail(path, "written", errno);
  write_all(file, path, content);
}

}  // namespace quantladder::sys
