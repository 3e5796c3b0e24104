// Process trees and resident memory from /proc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace quantladder::sys {

struct ResidentStatus {
  std::uint64_t resident_bytes = 0;  // RssAnon + RssFile + RssShmem (VmRSS where the kernel doesn't split it)
  std::uint64_t peak_bytes = 0;      // VmHWM: the most since the process began; 0 when not given
};

// Reads the text of /proc/PID/status. nullopt for kernel threads and processes that have ended (no memory lines).
std::optional<ResidentStatus> parse_status(std::string_view text);

// Returns the parent in the text of /proc/PID/stat; 0 when it can't be read. The name in it may hold blanks and
// brackets.
int parse_parent(std::string_view stat);

int parent_of(const std::filesystem::path& proc, int pid);
// Returns whether `pid` is `ancestor` or a descendant of it.
bool descends_from(const std::filesystem::path& proc, int pid, int ancestor);
// Returns `root` and all its descendants, root first; empty when it doesn't exist.
std::vector<int> process_tree(const std::filesystem::path& proc, int root);

// Resident memory of a process tree over time. Between two readings it notices a peak that none of them met, because
// the kernel keeps a high-water mark per process. Pages that two processes share count twice.
class ResidentReader {
 public:
  explicit ResidentReader(std::filesystem::path proc) : proc_(std::move(proc)) {}
  // Returns nullopt when no such process exists.
  std::optional<std::uint64_t> read(int root);

 private:
  std::filesystem::path proc_;
  int root_ = 0;
  int reads_until_refresh_ = 0;
  std::vector<int> tree_;
  std::map<int, std::uint64_t> marks_;  // pid -> last high-water mark
};

}  // namespace quantladder::sys
