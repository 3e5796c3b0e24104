#include "store/artifact_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "quantladder/sys/process.h"

namespace quantladder::store {
namespace {

constexpr const char* kPromptFile = "prompt.md";
constexpr const char* kAnswerFolder = "answer";
constexpr std::size_t kMostFileBytes = std::size_t{1} << 20;
constexpr std::size_t kMostAnswerBytes = std::size_t{8} << 20;
constexpr std::size_t kMostAnswerFiles = 1000;

// A model may name files so that one is a folder of the other. The judge has its say on that; here such a file is left
// out, because the reply is kept anyway and a copy of it must not stop the run.
void write_answer_file(const fs::path& path, const std::string& content) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error == std::errc::not_a_directory || error == std::errc::file_exists || fs::is_directory(path)) return;
  sys::write_file(path, content);
}

// Reads a regular file of at most `most` bytes; anything else has a line in `left_out`. A link is not followed, and a
// pipe is not waited for.
std::optional<std::string> read_bounded(const fs::path& path, const std::string& name, std::size_t most,
                                        std::vector<std::string>& left_out) {
  const auto leave_out = [&](const std::string& why) {
    left_out.push_back(fmt::format("{}: {}", name, why));
    return std::nullopt;
  };
  const sys::Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.valid() && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (!file.valid()) return leave_out(errno == ELOOP ? "is a link" : std::strerror(errno));
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return leave_out("is no regular file");
  std::string content(most + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = read(file.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return leave_out(std::strerror(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > most) return leave_out(fmt::format("is larger than {} KiB", most >> 10));
  content.resize(size);
  content.shrink_to_fit();
  return content;
}

// Whether a folder on the way from `run` to `folder` is a link: whoever made the run may have pointed it at a reader's
// own files.
bool leads_elsewhere(const fs::path& run, const fs::path& folder) {
  fs::path at = run;
  for (const fs::path& part : folder.lexically_relative(run)) {
    at /= part;
    std::error_code none;
    if (fs::is_symlink(fs::symlink_status(at, none))) return true;
  }
  return false;
}

// The files below `folder` in the order of their names, links to folders not followed. `more`: there are too many.
std::vector<fs::path> files_in(const fs::path& folder, bool& more) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(folder, error))) return files;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_directory(error) && !at->is_symlink(error)) continue;
    more = files.size() == kMostAnswerFiles;
    if (more) break;
    files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

void write_artifact_files(const fs::path& folder, const core::Record& record, const std::string& prompt,
                          const core::Answer& answer) {
  std::error_code ignored;
  fs::remove_all(folder / kAnswerFolder, ignored);
  sys::write_file(folder / kPromptFile, prompt);
  if (const core::Generation* generation = record.generation()) {
    sys::write_file(folder / "reply.md", generation->text);
    if (!generation->reasoning.empty()) sys::write_file(folder / "reasoning.md", generation->reasoning);
  }
  for (const auto& file : answer.files) write_answer_file(folder / kAnswerFolder / file.path, file.content);
  if (!record.judgements().empty()) sys::write_file(folder / "judge.log", record.judgement().log);
}

Artifacts read_artifact_files(const fs::path& run, const fs::path& folder) {
  Artifacts kept;
  if (leads_elsewhere(run, folder)) {
    kept.left_out.emplace_back("prompt and answer: their folder is a link");
    return kept;
  }
  if (auto prompt = read_bounded(folder / kPromptFile, kPromptFile, kMostFileBytes, kept.left_out))
    kept.prompt = std::move(*prompt);
  bool more = false;
  std::size_t bytes = 0;
  for (const fs::path& file : files_in(folder / kAnswerFolder, more)) {
    const std::string name = file.lexically_relative(folder / kAnswerFolder).generic_string();
    const std::size_t room = std::min(kMostFileBytes, kMostAnswerBytes - bytes);
    auto content = read_bounded(file, name, room, kept.left_out);
    if (!content) continue;
    bytes += content->size();
    kept.answer.push_back({name, std::move(*content)});
  }
  if (more) kept.left_out.push_back(fmt::format("more than {} files", kMostAnswerFiles));
  return kept;
}

}  // namespace quantladder::store
