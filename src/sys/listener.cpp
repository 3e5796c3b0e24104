#include "quantladder/sys/listener.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "sys/kernel_file.h"
#include "sys/resident.h"

namespace quantladder::sys {
namespace {

namespace fs = std::filesystem;

// A line of net/tcp: "0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 ...", where 0A
// is "listens", the port is hexadecimal and 4711 the inode of the socket.
void add_listener(const std::string& line, int port, std::set<std::string>& sockets) {
  std::istringstream words(line);
  std::string ignored;
  std::string local;
  std::string state;
  std::string inode;
  words >> ignored >> local >> ignored >> state;
  for (int i = 0; i < 5; ++i) words >> ignored;
  words >> inode;
  const std::size_t colon = local.find(':');
  if (!words || state != "0A" || colon == std::string::npos) return;
  if (whole_number(std::string_view(local).substr(colon + 1), 16) == port) sockets.insert("socket:[" + inode + "]");
}

std::optional<std::set<std::string>> listening_sockets(const fs::path& proc, int port) {
  std::set<std::string> sockets;
  bool readable = false;
  for (const char* table : {"net/tcp", "net/tcp6"}) {
    std::ifstream file(proc / table);
    readable = readable || file.is_open();
    for (std::string line; std::getline(file, line);) add_listener(line, port, sockets);
  }
  if (!readable) return std::nullopt;
  return sockets;
}

// Returns nullopt when its files can't be seen.
std::optional<bool> holds(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code error;
  for (fs::directory_iterator it(process / "fd", error), end; !error && it != end; it.increment(error)) {
    std::error_code gone;
    if (sockets.count(fs::read_symlink(it->path(), gone).string()) != 0) return true;
  }
  if (error) return std::nullopt;
  return false;
}

}  // namespace

std::optional<bool> tree_listens(int root, int port, const std::string& proc_root) {
  const auto sockets = listening_sockets(proc_root, port);
  const auto tree = process_tree(proc_root, root);
  if (!sockets || tree.empty()) return std::nullopt;
  bool seen_all = true;
  for (const int pid : tree) {
    const auto held = holds(fs::path(proc_root) / std::to_string(pid), *sockets);
    if (held.value_or(false)) return true;
    seen_all = seen_all && held.has_value();
  }
  if (!seen_all) return std::nullopt;
  return false;
}

std::optional<int> port_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
  const std::string authority = url.substr(host, url.find('/', host) - host);
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  return whole_number(std::string_view(authority).substr(colon + 1));
}

}  // namespace quantladder::sys
