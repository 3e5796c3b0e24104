#include "sys/resident.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "sys/kernel_file.h"

namespace quantladder::sys {
namespace {

namespace fs = std::filesystem;

// Finding the children costs a walk over all of /proc, so it is done at every seventh reading: about once a second.
constexpr int kReadsPerWalk = 7;

std::multimap<int, int> children_by_parent(const fs::path& proc) {
  std::multimap<int, int> children;
  std::error_code error;
  for (fs::directory_iterator it(proc, error), end; !error && it != end; it.increment(error)) {
    const auto pid = whole_number(it->path().filename().string());
    if (pid) children.emplace(parent_of(proc, *pid), *pid);
  }
  return children;
}

}  // namespace

std::optional<ResidentStatus> parse_status(std::string_view text) {
  ResidentStatus status;
  const auto anonymous = kernel_kibibytes(text, "RssAnon:");
  const auto all = kernel_kibibytes(text, "VmRSS:");
  if (!anonymous && !all) return std::nullopt;
  status.resident_bytes = anonymous ? *anonymous + kernel_kibibytes(text, "RssFile:").value_or(0) +
                                          kernel_kibibytes(text, "RssShmem:").value_or(0)
                                    : *all;
  status.peak_bytes = kernel_kibibytes(text, "VmHWM:").value_or(0);
  return status;
}

int parse_parent(std::string_view stat) {
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string_view::npos || stat.size() < name_end + 5) return 0;
  int parent = 0;
  std::from_chars(stat.data() + name_end + 4, stat.data() + stat.size(), parent);  // ") S 123"
  return parent;
}

int parent_of(const fs::path& proc, int pid) {
  const auto stat = read_kernel_file(proc / std::to_string(pid) / "stat");
  return stat ? parse_parent(*stat) : 0;
}

bool descends_from(const fs::path& proc, int pid, int ancestor) {
  // Bounded, because the chain is read while it changes: a reused pid could close it to a ring.
  for (int steps = 0; pid > 0 && steps < 64; ++steps) {
    if (pid == ancestor) return true;
    pid = parent_of(proc, pid);
  }
  return false;
}

std::vector<int> process_tree(const fs::path& proc, int root) {
  std::error_code error;
  if (root <= 0 || !fs::exists(proc / std::to_string(root), error)) return {};
  const auto children = children_by_parent(proc);
  std::vector<int> tree{root};
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const auto [begin, end] = children.equal_range(tree[i]);
    for (auto it = begin; it != end; ++it) {
      if (std::find(tree.begin(), tree.end(), it->second) == tree.end()) tree.push_back(it->second);
    }
  }
  return tree;
}

std::optional<std::uint64_t> ResidentReader::read(int root) {
  if (root != root_) marks_.clear();
  if (root != root_ || reads_until_refresh_-- <= 0) {
    tree_ = process_tree(proc_, root);
    reads_until_refresh_ = kReadsPerWalk - 1;
    root_ = root;
  }
  std::optional<std::uint64_t> sum;
  for (const int pid : tree_) {
    const auto text = read_kernel_file(proc_ / std::to_string(pid) / "status");
    const auto status = text ? parse_status(*text) : std::nullopt;
    if (!status) continue;
    const auto mark = marks_.emplace(pid, 0).first;
    const bool risen = status->peak_bytes > mark->second;
    mark->second = std::max(mark->second, status->peak_bytes);
    sum = sum.value_or(0) + (risen ? std::max(status->peak_bytes, status->resident_bytes) : status->resident_bytes);
  }
  return sum;
}

}  // namespace quantladder::sys
