#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <thread>
#include <utility>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::sys {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;

namespace {

int operation_of(FileLock::Kind kind) { return kind == FileLock::Kind::alone ? LOCK_EX : LOCK_SH; }

// nullopt: it would have to wait.
std::optional<int> open_and_lock(const fs::path& path, int operation) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) {
    throw Error(ErrorKind::environment, fmt::format("{}: cannot be opened: {}", path.string(), std::strerror(errno)));
  }
  int result = flock(fd, operation);
  while (result != 0 && errno == EINTR) result = flock(fd, operation);
  if (result == 0) return fd;
  const int number = errno;
  close(fd);
  if (number == EWOULDBLOCK) return std::nullopt;
  throw Error(ErrorKind::environment, fmt::format("{}: cannot be locked: {}", path.string(), std::strerror(number)));
}

}  // namespace

std::optional<FileLock> FileLock::acquire(const fs::path& path, Kind kind) {
  const auto fd = open_and_lock(path, operation_of(kind) | LOCK_NB);
  return fd ? std::optional(FileLock(*fd)) : std::nullopt;
}

FileLock FileLock::wait_for(const fs::path& path, Kind kind) {
  return FileLock(*open_and_lock(path, operation_of(kind)));
}

// flock cannot be told to stop, so it is asked again and again.
std::optional<FileLock> FileLock::wait_for(const fs::path& path, std::stop_token stop,
                                           const std::function<void()>& on_wait) {
  for (bool told = false;; told = true) {
    if (auto lock = acquire(path)) return lock;
    if (stop.stop_requested()) return std::nullopt;
    if (!told) on_wait();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

TempDir::TempDir(const std::string& prefix) {
  const char* root = std::getenv("TMPDIR");
  std::string name = fmt::format("{}/{}-XXXXXX", root != nullptr && *root != '\0' ? root : "/tmp", prefix);
  if (mkdtemp(name.data()) == nullptr) {
    throw Error(ErrorKind::environment,
                fmt::format("{}: cannot make a temporary folder: {}", name, std::strerror(errno)));
  }
  path_ = name;
}

TempDir::TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempDir::~TempDir() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

std::string utc_now() {
  const auto now = std::chrono::system_clock::now();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(ms / 1000)), ms % 1000);
}

namespace {
std::string variable(const std::string& path, const std::string& name) {
  if (const char* value = std::getenv(name.c_str())) return value;
  throw Error(ErrorKind::usage, fmt::format("{}: the environment variable {} is not set", path, name));
}
}  // namespace

std::string expand_path(const std::string& path) {
  std::string result;
  std::size_t at = 0;
  if (path == "~" || path.rfind("~/", 0) == 0) {
    result = variable(path, "HOME");
    at = 1;
  }
  while (at < path.size()) {
    const std::size_t end = path.compare(at, 2, "${") == 0 ? path.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      result += path[at++];
      continue;
    }
    result += variable(path, path.substr(at + 2, end - at - 2));
    at = end + 1;
  }
  return result;
}

std::uint64_t free_bytes(const fs::path& path) {
  std::error_code error;
  fs::path existing = fs::absolute(path);
  while (!fs::exists(existing, error) && existing.has_relative_path()) existing = existing.parent_path();
  const fs::space_info space = fs::space(existing, error);
  if (error) {
    throw Error(ErrorKind::environment,
                fmt::format("{}: free space cannot be read: {}", existing.string(), error.message()));
  }
  return space.available;
}

std::filesystem::path cache_folder() {
  const auto named = [](const char* variable) {
    const char* value = std::getenv(variable);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (auto own = named("QUANTLADDER_CACHE"); !own.empty()) return own;
  if (const auto xdg = named("XDG_CACHE_HOME"); !xdg.empty()) return xdg / "quantladder";
  return named("HOME") / ".cache/quantladder";
}

std::vector<std::filesystem::path> shipped_config_places(const std::string& name) {
  std::vector<std::filesystem::path> places;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) places.push_back(program.parent_path().parent_path() / "share/quantladder/configs" / name);
  for (const char* folder : {QUANTLADDER_SOURCE_CONFIGS, QUANTLADDER_INSTALLED_CONFIGS})
    places.push_back(std::filesystem::path(folder) / name);
  return places;
}

}  // namespace quantladder::sys
