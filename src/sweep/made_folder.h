// How files are kept in the folder of the cache: each FILE.gguf has FILE.json beside it, which says what it is and is
// written when the file is whole and checked, and FILE.lock while somebody makes it.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>

#include "quantladder/sweep/made_files.h"

namespace quantladder::sweep {

using Facts = nlohmann::ordered_json;  // an object
using Say = std::function<void(const std::string&)>;

// Returns what is known of a file that is as it was made, and notes that it was used; nullopt: there is none. Of one
// that was changed since `say` is told under `name`.
std::optional<Facts> find_made(const std::filesystem::path& file, const std::string& name, const Say& say);

// Returns what is known of a file that was let go; nullopt: none was, or it is there again.
std::optional<Facts> find_let_go(const std::filesystem::path& file);

// Its header, for which a file stands that is as large as it was and takes no room for the rest.
std::filesystem::path header_of(const std::filesystem::path& file);
// While it is held, nobody lets it go. nullopt: somebody makes it or lets it go just now.
std::optional<sys::FileLock> hold_made(const std::filesystem::path& file);
// Removes the file and keeps its first bytes, as many as `header_bytes` says. Returns whether it is gone: it stays
// where a session holds it. Throws core::Error(environment) where the header cannot be kept.
bool let_go_of(const std::filesystem::path& file,
               const std::function<std::uint64_t(const std::filesystem::path& file)>& header_bytes);

// What came of writing a file beside its place.
struct Written {
  Made made;
  Facts facts;  // that are kept with it; empty with a fault
};
// Makes the file unless it is there: waits for others that make it, has it written, and gives it its name when it is on
// disk. One that was let go must come out as it was. Returns its facts; whatever ends this process or the program
// leaves nothing that counts. Throws core::Error(environment) where the folder does not take it.
Written make_once(const std::filesystem::path& file, const std::string& name, std::stop_token stop, const Say& say,
                  const std::function<Written(const std::filesystem::path& part)>& write);

}  // namespace quantladder::sweep
