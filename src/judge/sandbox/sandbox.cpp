#include "judge/sandbox/sandbox.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>

#include "quantladder/core/error.h"

namespace quantladder::judge {
namespace {

constexpr int kStatusFd = 4;
constexpr int kArgsFd = 5;
constexpr int kFirstFileFd = 10;
constexpr std::uint64_t kMib = 1 << 20;

// No program needs what lies there; the worker's bounded memory files are mounted over it before bubblewrap starts.
constexpr const char* kStaging = "/sys";

std::string search_path(const Provision& provision) {
  std::string folders;
  for (const auto& folder : provision.programs) folders += folder.string() + ":";
  return folders + "/usr/bin:/bin";
}

// Returns names and values; of two with one name the later one counts.
std::vector<std::pair<std::string, std::string>> environment(const Sandbox& sandbox, Role role) {
  const Provision provision = role == Role::worker ? sandbox.provision : Provision{};
  std::vector<std::pair<std::string, std::string>> variables{
      {"PATH", search_path(provision)}, {"LANG", "C.UTF-8"},
      {"PYTHONHASHSEED", "0"},  // sets iterate in one order for every judgement
      {"PYTHONDONTWRITEBYTECODE", "1"}, {"PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1"},
      {"MALLOC_ARENA_MAX", "2"}};  // or address space would go to empty arenas
  variables.insert(variables.end(), provision.env.begin(), provision.env.end());
  return variables;
}

// Collects bubblewrap's options and the descriptors that they name.
class Options {
 public:
  explicit Options(Launch& launch) : launch_(launch) {}

  void add(std::initializer_list<std::string> words) {
    for (const std::string& word : words) text_ += word + '\0';
  }

  int pass(sys::Fd fd) {
    const int number = kFirstFileFd + static_cast<int>(launch_.kept.size());
    launch_.options.inherit.emplace_back(fd.get(), number);
    launch_.kept.push_back(std::move(fd));
    return number;
  }

  void file(const std::string& path, std::string_view content) {
    add({"--perms", "0444", "--file", std::to_string(pass(memory_file(content))), path});
  }

  void tmpfs(const std::string& path, std::uint64_t mib) {
    add({"--size", std::to_string(mib * kMib), "--tmpfs", path});
  }

  const std::string& text() const { return text_; }

 private:
  Launch& launch_;
  std::string text_;
};

void add_isolation(Options& options, const Sandbox& sandbox, Role role, const std::string& home) {
  options.add({"--unshare-all", "--unshare-user", "--uid", "10001", "--gid", "10001", "--hostname", "box"});
  options.add({"--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"});
  if (sandbox.can_disable_userns) options.add({"--disable-userns"});
  options.add({"--setenv", "HOME", home, "--setenv", "TMPDIR", "/tmp"});
  for (const auto& [name, value] : environment(sandbox, role)) options.add({"--setenv", name, value});
}

void add_system(Options& options, const Sandbox& sandbox) {
  options.add({"--ro-bind", "/usr", "/usr"});
  for (const char* folder : {"/bin", "/sbin", "/lib", "/lib64"}) {
    std::error_code error;
    const auto target = std::filesystem::read_symlink(folder, error);
    if (!error) {
      options.add({"--symlink", target.string(), folder});
    } else if (std::filesystem::is_directory(folder, error)) {
      options.add({"--ro-bind", folder, folder});
    }
  }
  options.add({"--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"});
  options.add({"--ro-bind-try", "/etc/alternatives", "/etc/alternatives"});
  for (const std::string& prefix : sandbox.prefixes) options.add({"--ro-bind", prefix, prefix});
  // The loopback has its name, and no other name is looked for anywhere.
  options.file("/etc/hosts", "127.0.0.1 localhost\n");
  options.file("/etc/nsswitch.conf", "hosts: files\n");
  options.add({"--proc", "/proc", "--dev", "/dev"});
}

// Everything an answer can write to is one file system with a bound on bytes and on files.
void add_bounded_folders(Options& options, Launch& launch) {
  launch.options.private_tmpfs = sys::PrivateTmpfs{kStaging, 144 * kMib, 8192, {"box", "tmp", "shm"}};
  const std::string staging = kStaging;
  options.add({"--bind", staging + "/box", Layout().box, "--bind", staging + "/tmp", "/tmp"});
  options.add({"--bind", staging + "/shm", "/dev/shm"});
}

void add_folders(Options& options, Launch& launch, const Sandbox& sandbox, Role role) {
  if (role == Role::tester) {
    options.tmpfs("/tmp", 64);
    options.tmpfs(Layout().tests, 64);
  } else if (sandbox.bounds_files) {
    add_bounded_folders(options, launch);
  } else {
    options.tmpfs("/dev/shm", 16);
    options.tmpfs("/tmp", 64);
    options.tmpfs(Layout().box, 64);
  }
  if (role == Role::worker) {
    for (const std::string& folder : sandbox.site_packages) options.add({"--perms", "0555", "--tmpfs", folder});
    for (const std::string& folder : sandbox.site_packages) options.add({"--remount-ro", folder});
    // Last: a folder may lie below one of those that are new and empty here.
    for (const auto& folder : sandbox.provision.read_only) options.add({"--ro-bind", folder.string(), folder.string()});
  }
}

// Hands `put` the path under `folder` and the text of each of our files that `role` gets.
template <typename Put>
void for_each_own_file(const Sandbox& sandbox, Role role, const std::string& folder, Put put) {
  for (const OwnFile& file : sandbox.own_files) {
    if (file.role == role || !file.role) put(folder + "/" + std::string(file.name), file.text);
  }
}

void pass_channels(Launch& launch, const Channels& channels) {
  if (channels.output >= 0) {
    for (const int stream : {1, 2}) launch.options.inherit.emplace_back(channels.output, stream);
  }
  if (channels.channel >= 0) launch.options.inherit.emplace_back(channels.channel, kChannelFd);
}

}  // namespace

sys::Fd memory_file(std::string_view content) {
  sys::Fd file(memfd_create("quantladder", MFD_CLOEXEC));
  bool good = file.valid();
  while (good && !content.empty()) {
    const ssize_t put = write(file.get(), content.data(), content.size());
    good = put > 0;
    if (good) content.remove_prefix(static_cast<std::size_t>(put));
  }
  if (!good || lseek(file.get(), 0, SEEK_SET) != 0) {
    throw core::Error(core::ErrorKind::environment, fmt::format("cannot make a memory file: {}", std::strerror(errno)));
  }
  return file;
}

Launch make_sandboxed_launch(const Sandbox& sandbox, Role role, const CommandFor& command, unsigned slot,
                             const Channels& channels) {
  Launch launch;
  Options options(launch);
  const Layout layout;
  const std::string home = role == Role::worker ? layout.box : "/tmp";
  add_isolation(options, sandbox, role, home);
  add_system(options, sandbox);
  add_folders(options, launch, sandbox, role);
  for_each_own_file(sandbox, role, layout.split,
                    [&](const std::string& path, std::string_view text) { options.file(path, text); });
  options.add({"--remount-ro", "/dev", "--remount-ro", "/", "--chdir", home});
  const std::string filter = seccomp_filter();
  if (!filter.empty()) options.add({"--seccomp", std::to_string(options.pass(memory_file(filter)))});
  if (channels.status >= 0) {
    options.add({"--json-status-fd", std::to_string(kStatusFd)});
    launch.options.inherit.emplace_back(channels.status, kStatusFd);
  }
  sys::Fd args = memory_file(options.text());
  launch.options.inherit.emplace_back(args.get(), kArgsFd);
  launch.kept.push_back(std::move(args));
  pass_channels(launch, channels);
  launch.options.argv = {sandbox.bwrap, "--args", std::to_string(kArgsFd), "--"};
  for (const std::string& word : command(layout)) launch.options.argv.push_back(word);
  launch.options.env.emplace();
  launch.options.working_dir = "/";
  if (geteuid() == 0) launch.options.run_as = role == Role::tester ? kTesterUser : kFirstWorkerUser + slot;
  return launch;
}

Launch make_bare_launch(const Sandbox& sandbox, Role role, const CommandFor& command, const Channels& channels) {
  Launch launch;
  launch.folder.emplace("quantladder-judge");
  const std::string root = std::filesystem::canonical(launch.folder->path()).string();
  const Layout layout{root + "/split", root + "/box", root + "/tests"};
  for (const std::string& folder : {layout.split, layout.box, layout.tests, root + "/tmp"}) {
    std::filesystem::create_directories(folder);
  }
  for_each_own_file(sandbox, role, layout.split, sys::write_file);
  launch.options.argv = command(layout);
  std::map<std::string, std::string> variables{{"HOME", layout.box}, {"TMPDIR", root + "/tmp"}};
  for (const auto& [name, value] : environment(sandbox, role)) variables[name] = value;
  launch.options.env.emplace();
  for (const auto& [name, value] : variables) launch.options.env->push_back(fmt::format("{}={}", name, value));
  launch.options.working_dir = role == Role::worker ? layout.box : root + "/tmp";
  pass_channels(launch, channels);
  return launch;
}

}  // namespace quantladder::judge
