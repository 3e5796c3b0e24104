#include "judge/sandbox.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "judge/runner_source.h"
#include "quantladder/core/error.h"

namespace quantladder::judge {
namespace {

constexpr int kFirstFileFd = 10;  // in the child; below are the report and bubblewrap's own

const std::vector<std::string>& environment() {
  static const std::vector<std::string> names{"PATH=/usr/bin:/bin",        "LANG=C.UTF-8",
                                              "PYTHONHASHSEED=0",  // sets iterate in one order for every judgement
                                              "PYTHONDONTWRITEBYTECODE=1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1",
                                              "MALLOC_ARENA_MAX=2"};  // or address space would go to empty arenas
  return names;
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

  void file(const std::string& path, const std::string& mode, std::string_view content) {
    add({"--perms", mode, "--file", std::to_string(pass(memory_file(content))), path});
  }

  void tmpfs(const std::string& path, int mib) { add({"--size", std::to_string(mib << 20), "--tmpfs", path}); }

  const std::string& text() const { return text_; }

 private:
  Launch& launch_;
  std::string text_;
};

void add_isolation(Options& options, const Sandbox& sandbox) {
  options.add({"--unshare-all", "--unshare-user", "--uid", "10001", "--gid", "10001", "--hostname", "box"});
  options.add({"--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"});
  if (sandbox.can_disable_userns) options.add({"--disable-userns"});
  for (const std::string& variable : environment()) {
    const std::size_t at = variable.find('=');
    options.add({"--setenv", variable.substr(0, at), variable.substr(at + 1)});
  }
  options.add({"--setenv", "HOME", "/box", "--setenv", "TMPDIR", "/tmp"});
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
  options.add({"--proc", "/proc", "--dev", "/dev"});
  options.tmpfs("/dev/shm", 16);
  options.tmpfs("/tmp", 64);
}

void add_files(Options& options, const LaunchFiles& files) {
  const Layout layout;
  options.tmpfs(layout.box, 64);
  for (const core::AnswerFile& file : files.box) options.file(layout.box + "/" + file.path, "0644", file.content);
  options.tmpfs(layout.tests, 16);
  for (const core::AnswerFile& file : files.tests) options.file(layout.tests + "/" + file.path, "0444", file.content);
  options.file(layout.runner, "0444", runner_source());
  options.add({"--remount-ro", layout.tests, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", layout.box});
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

Launch make_sandboxed_launch(const Sandbox& sandbox, const LaunchFiles& files, const CommandFor& command, unsigned slot,
                             int report_fd, int status_fd) {
  constexpr int kStatusFd = 4;
  constexpr int kArgsFd = 5;
  Launch launch;
  Options options(launch);
  add_isolation(options, sandbox);
  add_system(options, sandbox);
  add_files(options, files);
  options.add({"--json-status-fd", std::to_string(kStatusFd)});

  sys::Fd args = memory_file(options.text());
  launch.options.inherit.emplace_back(args.get(), kArgsFd);
  launch.options.inherit.emplace_back(report_fd, kReportFd);
  launch.options.inherit.emplace_back(status_fd, kStatusFd);
  launch.kept.push_back(std::move(args));
  launch.options.argv = {sandbox.bwrap, "--args", std::to_string(kArgsFd), "--"};
  for (const std::string& word : command(Layout())) launch.options.argv.push_back(word);
  launch.options.env.emplace();
  launch.options.working_dir = "/";
  if (geteuid() == 0) launch.options.run_as = kFirstUser + slot;
  return launch;
}

Launch make_bare_launch(const LaunchFiles& files, const CommandFor& command, int report_fd) {
  Launch launch;
  launch.folder.emplace("quantladder-judge");
  const std::string root = std::filesystem::canonical(launch.folder->path()).string();
  const Layout layout{root + "/box", root + "/tests", root + "/judge/runner.py"};
  std::filesystem::create_directories(layout.box);
  for (const core::AnswerFile& file : files.box) sys::write_file(layout.box + "/" + file.path, file.content);
  for (const core::AnswerFile& file : files.tests) sys::write_file(layout.tests + "/" + file.path, file.content);
  sys::write_file(layout.runner, runner_source());
  launch.options.argv = command(layout);
  launch.options.env = environment();
  launch.options.env->push_back("HOME=" + layout.box);
  launch.options.env->push_back("TMPDIR=" + layout.box);
  launch.options.working_dir = layout.box;
  launch.options.inherit.emplace_back(report_fd, kReportFd);
  return launch;
}

}  // namespace quantladder::judge
