#include "sys/child_streams.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "quantladder/core/error.h"

namespace quantladder::sys {
namespace {

using core::Error;
using core::ErrorKind;

Fd open_or_throw(const std::string& path, int flags) {
  Fd fd(open(path.c_str(), flags | O_CLOEXEC, 0644));
  if (!fd.valid())
    throw Error(ErrorKind::environment, fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  return fd;
}

}  // namespace

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw Error(ErrorKind::environment, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  return {Fd(ends[0]), Fd(ends[1])};
}

Streams open_streams(const SpawnOptions& options) {
  Streams streams;
  streams.null = open_or_throw("/dev/null", O_RDWR);
  if (!options.output_file.empty()) {
    streams.file = open_or_throw(options.output_file, O_WRONLY | O_APPEND | O_CREAT);
  }
  if (options.capture_stdout) streams.out = make_pipe();
  if (options.capture_stderr) streams.err = make_pipe();
  return streams;
}

std::vector<std::pair<int, int>> descriptor_map(const SpawnOptions& options, const Streams& streams) {
  const int sink = streams.file.valid() ? streams.file.get() : streams.null.get();
  std::vector<std::pair<int, int>> map{{streams.null.get(), 0},
                                       {streams.out.write.valid() ? streams.out.write.get() : sink, 1},
                                       {streams.err.write.valid() ? streams.err.write.get() : sink, 2}};
  map.insert(map.end(), options.inherit.begin(), options.inherit.end());
  return map;
}

}  // namespace quantladder::sys
