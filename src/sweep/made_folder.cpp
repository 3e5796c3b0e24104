#include "sweep/made_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::sweep {
namespace {

namespace fs = std::filesystem;

fs::path facts_of(const fs::path& file) { return fs::path(file).replace_extension(".json"); }

fs::path lock_of(const fs::path& file) { return fs::path(file).replace_extension(".lock"); }
fs::path part_of(const fs::path& file) { return fs::path(file).replace_extension(fmt::format(".{}.part", getpid())); }

std::int64_t changed_at(const fs::path& file) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  return error ? 0 : time.time_since_epoch().count();
}

Facts read_facts(const fs::path& file) {
  return Facts::parse(sys::read_file_if_exists(facts_of(file)).value_or(""), nullptr, false);
}

// The bytes are hashed again only where the file was touched since.
bool is_whole(const fs::path& file, const Facts& facts) {
  if (!facts.is_object()) return false;
  std::error_code error;
  const auto bytes = fs::file_size(file, error);
  if (error || facts.value("bytes", Facts()) != bytes) return false;
  return facts.value("changed_at", Facts()) == changed_at(file) || facts.value("sha256", "") == sys::sha256_file(file);
}

// Of a header, which is as large as the whole file, only a part is there.
std::uint64_t bytes_on_disk(const fs::path& file) {
  struct stat status {};
  return stat(file.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_blocks) * 512 : 0;
}

void remove_quietly(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

bool is_there(const fs::path& file) {
  std::error_code none;
  return fs::exists(file, none);
}

// The facts go first: without them nothing counts.
void remove_made_files(const fs::path& file) {
  remove_quietly(facts_of(file));
  remove_quietly(header_of(file));
  remove_quietly(fs::path(file).replace_extension(".gguf"));
}

// A file beside its place, gone again unless it was kept.
struct Part {
  fs::path path;
  ~Part() { remove_quietly(path); }
};

void make_folder() {
  std::error_code error;
  fs::create_directories(made_folder(), error);
  if (!error) return;
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("{}: made files cannot be kept there ({}); name another cache with QUANTLADDER_CACHE",
                                made_folder().string(), error.message()));
}

}  // namespace

fs::path made_folder() { return fs::absolute(sys::cache_folder() / "made"); }

std::optional<Facts> find_made(const fs::path& file, const std::string& name, const Say& say) {
  std::error_code none;
  Facts facts = read_facts(file);
  if (!is_there(file) && is_there(header_of(file))) return std::nullopt;
  if (is_whole(file, facts)) {
    fs::last_write_time(facts_of(file), fs::file_time_type::clock::now(), none);
    return facts;
  }
  if (!is_there(facts_of(file))) return std::nullopt;
  if (say) say(fmt::format("{}: {} is not as it was made, and is made again", name, file.string()));
  return std::nullopt;
}

std::optional<Facts> find_let_go(const fs::path& file) {
  Facts facts = read_facts(file);
  if (is_there(file) || !is_there(header_of(file)) || !facts.is_object()) return std::nullopt;
  return facts;
}

fs::path header_of(const fs::path& file) { return fs::path(file).replace_extension(".header"); }

std::optional<sys::FileLock> hold_made(const fs::path& file) {
  make_folder();
  return sys::FileLock::acquire(lock_of(file), sys::FileLock::Kind::shared);
}

bool let_go_of(const fs::path& file, const std::function<std::uint64_t(const fs::path&)>& header_bytes) {
  const auto lock = sys::FileLock::acquire(lock_of(file));
  if (!lock) return false;
  if (!is_there(file)) return true;
  const Part part{part_of(file)};
  std::string header(header_bytes(file), '\0');
  std::ifstream whole(file, std::ios::binary);
  whole.read(header.data(), static_cast<std::streamsize>(header.size()));
  if (whole.gcount() != static_cast<std::streamsize>(header.size()))
    throw core::Error(core::ErrorKind::environment, file.string() + ": its header cannot be read, so the file stays");
  sys::write_file(part.path, header);
  fs::resize_file(part.path, fs::file_size(file));
  sys::keep_file(part.path, header_of(file));
  remove_quietly(file);
  return true;
}

Written make_once(const fs::path& file, const std::string& name, std::stop_token stop, const Say& say,
                  const std::function<Written(const fs::path& part)>& write) {
  make_folder();
  const auto lock =
      sys::FileLock::wait_for(lock_of(file), stop, [&] { say(name + ": waiting for another session that makes it"); });
  if (!lock) return {.made = {.stopped = true}};
  if (auto facts = find_made(file, name, say)) return {.facts = std::move(*facts)};
  const std::optional<Facts> before = find_let_go(file);
  if (!before) remove_made_files(file);
  const Part part{part_of(file)};
  Written written = write(part.path);
  if (written.made.stopped || !written.made.fault.empty()) return written;
  const std::string sha256 = sys::sha256_file(part.path);
  if (before && before->value("sha256", "") != sha256)
    return {
        .made = {.fault = "the same command made other bytes than the first time; remove " + facts_of(file).string()}};
  sys::keep_file(part.path, file);
  written.facts.update({{"bytes", fs::file_size(file)},
                        {"sha256", sha256},
                        {"changed_at", changed_at(file)},
                        {"made_at", sys::utc_now()}});
  sys::replace_file(facts_of(file), written.facts.dump(1) + "\n");
  return written;
}

std::vector<MadeEntry> list_made() {
  std::vector<MadeEntry> entries;
  std::error_code none;
  for (const auto& each : fs::directory_iterator(made_folder(), none)) {
    const fs::path& file = each.path();
    const bool is_header = file.extension() == ".header" && !is_there(fs::path(file).replace_extension(".gguf"));
    if (file.extension() != ".gguf" && file.extension() != ".part" && !is_header) continue;
    const Facts facts = read_facts(file);
    const bool whole = facts.is_object() && file.extension() != ".part";
    entries.push_back({.file = file,
                       .recipe = whole ? facts.value("recipe", "") : "",
                       .text = whole ? facts.value("text", "") : "",
                       .bytes = bytes_on_disk(file),
                       .used = fs::last_write_time(whole ? facts_of(file) : file, none)});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.used > b.used; });
  return entries;
}

bool remove_made(const MadeEntry& entry) {
  const std::string name = entry.file.filename().string();
  const auto lock = sys::FileLock::acquire(made_folder() / (name.substr(0, name.find('.')) + ".lock"));
  if (!lock) return false;
  if (entry.is_leftover()) {
    remove_quietly(entry.file);
  } else {
    remove_made_files(entry.file);
  }
  return true;
}

}  // namespace quantladder::sweep
