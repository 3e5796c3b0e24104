#include "quantladder/app/pictures.h"

#include <fmt/format.h>

#include <chrono>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "rsvg-convert";
constexpr std::chrono::minutes kLongest{2};  // of one chart
constexpr std::size_t kMostBytes = 64 << 20;

}  // namespace

const char* const kPictureRemedy =
    "install librsvg2-bin (Debian, Ubuntu), librsvg2-tools (Fedora) or librsvg (Homebrew)";

std::optional<std::string> find_picture_program() { return sys::find_program(kProgram); }

std::vector<fs::path> draw_pictures(const std::vector<fs::path>& files) {
  const auto program = find_picture_program();
  if (!program)
    throw core::Error(core::ErrorKind::environment,
                      fmt::format("there is no {}, which draws charts as PNG; {}", kProgram, kPictureRemedy));
  std::vector<fs::path> drawn;
  for (const fs::path& file : files) {
    if (file.extension() != ".svg") continue;
    const sys::RunResult result = sys::run_program({*program, "--zoom", "2", file.string()}, kLongest, kMostBytes);
    if (result.end != sys::RunEnd::exited || !result.status.success() || !result.out.starts_with("\x89PNG"))
      throw core::Error(core::ErrorKind::environment,
                        fmt::format("{} could not draw {}: {}", kProgram, file.string(),
                                    result.err.empty() ? to_string(result.status) : result.err));
    drawn.push_back(fs::path(file).replace_extension(".png"));
    sys::replace_file(drawn.back(), result.out);
  }
  return drawn;
}

}  // namespace quantladder::app
