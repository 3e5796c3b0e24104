#include "sweep/made_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::sweep {
namespace {

namespace fs = std::filesystem;

fs::path facts_of(const fs::path& file) { return fs::path(file).replace_extension(".json"); }

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

void remove_quietly(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
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
  if (is_whole(file, facts)) {
    fs::last_write_time(facts_of(file), fs::file_time_type::clock::now(), none);
    return facts;
  }
  if (!fs::exists(facts_of(file), none)) return std::nullopt;
  if (say) say(fmt::format("{}: {} is not as it was made, and is made again", name, file.string()));
  remove_quietly(facts_of(file));
  remove_quietly(file);
  return std::nullopt;
}

Written make_once(const fs::path& file, const std::string& name, std::stop_token stop, const Say& say,
                  const std::function<Written(const fs::path& part)>& write) {
  make_folder();
  const auto lock = sys::FileLock::wait_for(fs::path(file).replace_extension(".lock"), stop,
                                            [&] { say(name + ": waiting for another session that makes it"); });
  if (!lock) return {.made = {.stopped = true}};
  if (auto facts = find_made(file, name, say)) return {.facts = std::move(*facts)};
  const Part part{fs::path(file).replace_extension(fmt::format(".{}.part", getpid()))};
  Written written = write(part.path);
  if (written.made.stopped || !written.made.fault.empty()) return written;
  sys::keep_file(part.path, file);
  written.facts.update({{"bytes", fs::file_size(file)},
                        {"sha256", sys::sha256_file(file)},
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
    if (file.extension() != ".gguf" && file.extension() != ".part") continue;
    const Facts facts = read_facts(file);
    const bool whole = facts.is_object() && file.extension() == ".gguf";
    entries.push_back({.file = file,
                       .recipe = whole ? facts.value("recipe", "") : "",
                       .text = whole ? facts.value("text", "") : "",
                       .bytes = each.file_size(none),
                       .used = fs::last_write_time(whole ? facts_of(file) : file, none)});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.used > b.used; });
  return entries;
}

bool remove_made(const MadeEntry& entry) {
  const std::string name = entry.file.filename().string();
  const auto lock = sys::FileLock::acquire(made_folder() / (name.substr(0, name.find('.')) + ".lock"));
  if (!lock) return false;
  if (!entry.is_leftover()) remove_quietly(facts_of(entry.file));
  remove_quietly(entry.file);
  return true;
}

}  // namespace quantladder::sweep
