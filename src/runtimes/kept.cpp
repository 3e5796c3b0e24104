#include "quantladder/runtimes/kept.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "quantladder/core/error.h"
#include "quantladder/runtimes/find.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"
#include "runtimes/last_line.h"

namespace quantladder::runtimes {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kFillLimit{20};
constexpr const char* kHalf = ".half";
constexpr const char* kLock = ".lock";
constexpr std::size_t kHashDigits = 12;

constexpr const char* kOtherCache = "name another cache with QUANTLADDER_CACHE";

fs::path with_suffix(const fs::path& folder, const char* suffix) { return folder.string() + suffix; }

constexpr fs::perms kReadable = fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read;
constexpr fs::perms kOpen = kReadable | fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;

// A folder that was there already keeps its mode: it is the user's.
void make_open(const fs::path& folder) {
  if (fs::is_directory(folder)) return;
  if (folder != folder.parent_path()) make_open(folder.parent_path());
  if (fs::create_directory(folder)) fs::permissions(folder, kOpen, fs::perm_options::add);
}

void let_everyone_read(const fs::path& folder) {
  fs::permissions(folder, kOpen, fs::perm_options::add);
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_symlink())
      fs::permissions(entry.path(), entry.is_directory() ? kOpen : kReadable, fs::perm_options::add);
  }
}

PlaceError cannot_make(const fs::path& folder, const fs::filesystem_error& error) {
  return {fmt::format("{}: cannot be made ({})", folder.string(), error.code().message()), kOtherCache};
}

void prepare_place(const fs::path& folder) {
  try {
    make_open(folder.parent_path());
  } catch (const fs::filesystem_error& error) {
    throw cannot_make(folder, error);
  }
}

std::uint64_t bytes_in(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code unreadable;
  for (const auto& entry : fs::recursive_directory_iterator(folder, unreadable)) {
    if (entry.is_regular_file(unreadable) && !entry.is_symlink(unreadable)) bytes += entry.file_size(unreadable);
  }
  return bytes;
}

bool ends_with(const fs::path& path, const char* suffix) { return path.filename().string().ends_with(suffix); }

// Those that are used last are kept longest.
void note_use(const fs::path& folder) {
  std::error_code read_only;
  fs::last_write_time(folder, fs::file_time_type::clock::now(), read_only);
}

sys::FileLock lock_of(const fs::path& folder) {
  try {
    return sys::FileLock::wait_for(with_suffix(folder, kLock));
  } catch (const core::Error& error) {
    throw PlaceError(error.what(), kOtherCache);
  }
}

bool is_there(const fs::path& folder) {
  std::error_code unreadable;
  return fs::is_directory(folder, unreadable);
}

void make(const fs::path& folder, const std::function<void(const fs::path& half)>& fill,
          const std::function<void()>& on_start) {
  const auto lock = lock_of(folder);
  if (is_there(folder)) return;  // another process made it meanwhile
  on_start();
  const fs::path half = with_suffix(folder, kHalf);
  std::error_code unreadable;
  try {
    fs::remove_all(half);
    fs::create_directories(half);
    fill(half);
    let_everyone_read(half);
    fs::rename(half, folder);
  } catch (const fs::filesystem_error& error) {
    fs::remove_all(half, unreadable);
    throw cannot_make(folder, error);
  } catch (...) {
    fs::remove_all(half, unreadable);
    throw;
  }
}

fs::path own_folder() { return fs::absolute(sys::cache_folder() / "runtimes"); }

}  // namespace

fs::path kept_folder() {
  const fs::path own = own_folder();
  return closed_folder(own).empty() ? own : fs::path("/var/cache/quantladder/runtimes");
}

void check_open(const fs::path& folder) {
  const fs::path closed = closed_folder(folder);
  if (closed.empty()) return;
  throw PlaceError(fmt::format("{}: the sandbox's user may not enter {}", folder.string(), closed.string()),
                   fmt::format("chmod o+rx {}, or {}", closed.string(), kOtherCache));
}

std::optional<InUse> use(const fs::path& folder) {
  if (!is_there(folder)) return std::nullopt;
  InUse in_use;
  try {
    in_use.lock.emplace(sys::FileLock::wait_for(with_suffix(folder, kLock), sys::FileLock::Kind::shared));
  } catch (const core::Error&) {  // the place takes no lock from this user
  }
  if (!is_there(folder)) return std::nullopt;  // it was being removed
  note_use(folder);
  return in_use;
}

InUse keep(const fs::path& folder, const std::function<void(const fs::path& half)>& fill,
           const std::function<void()>& on_start) {
  if (!is_there(folder)) prepare_place(folder);
  check_open(folder);
  while (true) {
    if (std::optional<InUse> in_use = use(folder)) return std::move(*in_use);
    make(folder, fill, on_start);
  }
}

fs::path cache_of(const RuntimeRow& row, const fs::path& program, const std::string& version) {
  std::string decides = program.string() + '\n' + row.cache->text + '\n';
  for (const auto& [name, value] : row.env) decides += fmt::format("{}={}\n", name, value);
  for (const std::string& argument : row.cache->fill) decides += argument + '\n';
  return kept_folder() / fmt::format("{}-{}-{}", row.name, version, sys::sha256_hex(decides).substr(0, kHashDigits));
}

void fill_cache(const RuntimeRow& row, const fs::path& program, const fs::path& half) {
  const sys::TempDir work("quantladder-warm");
  const fs::path source = work.path() / row.cache->file;
  sys::write_file(source, row.cache->text);
  sys::SpawnOptions options;
  options.argv = {program.string()};
  for (const std::string& argument : row.cache->fill)
    options.argv.push_back(argument == "{file}" ? source.string() : argument);
  options.env = {"PATH=" + program.parent_path().string() + ":/usr/bin:/bin", "HOME=" + work.path().string(),
                 row.cache->variable + "=" + half.string()};
  for (const auto& [name, value] : row.env) options.env->push_back(name + "=" + value);
  options.working_dir = work.path().string();
  const sys::RunResult result = sys::run_program(options, {.timeout = kFillLimit});
  if (result.status.success()) return;
  const std::string said = last_line_of(result.err);
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("{}: compiles nothing for the cache of {} ({})", program.string(), row.title,
                                said.empty() ? to_string(result.status) : said));
}

std::vector<KeptEntry> list_kept() {
  // The folder that stands in for a closed one serves other caches as well: a cache that is named does not list it.
  if (std::getenv("QUANTLADDER_CACHE") != nullptr && kept_folder() != own_folder()) return {};
  std::vector<KeptEntry> entries;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(kept_folder(), unreadable)) {
    if (!entry.is_directory(unreadable)) continue;
    entries.push_back({.folder = entry.path(),
                       .bytes = bytes_in(entry.path()),
                       .used = entry.last_write_time(unreadable),
                       .is_leftover = ends_with(entry.path(), kHalf)});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.folder < b.folder; });
  return entries;
}

bool remove_kept(const KeptEntry& entry) {
  std::string name = entry.folder.string();
  if (entry.is_leftover) name.resize(name.size() - std::string_view(kHalf).size());
  const auto lock = sys::FileLock::acquire(name + kLock);
  if (!lock) return false;
  // A removal that is killed leaves a leftover, and never half of what is kept under its name.
  const fs::path half = name + kHalf;
  std::error_code failed;
  if (!entry.is_leftover) {
    fs::remove_all(half, failed);
    fs::rename(entry.folder, half, failed);
  }
  return !failed && fs::remove_all(half, failed) != static_cast<std::uintmax_t>(-1);
}

}  // namespace quantladder::runtimes
