#include "tasks/import/row_text.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <memory>

#include "quantladder/core/error.h"

namespace quantladder::tasks {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;

bool holds_rows(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.front() != '.' && (name.ends_with(".jsonl") || name.ends_with(".jsonl.gz"));
}

// Reads lines of a file, plain or compressed by gzip.
class LineFile {
 public:
  explicit LineFile(const fs::path& path) : path_(path), file_(gzopen(path.c_str(), "rb"), gzclose) {
    if (!file_) throw Error(ErrorKind::environment, fmt::format("{}: cannot be read", path.string()));
  }

  // Returns whether there was a further line; it comes without its end.
  bool next(std::string& line) {
    line.clear();
    ++number_;
    while (at_ < part_.size() || refill()) {
      const std::size_t end = std::min(part_.find('\n', at_), part_.size());
      line.append(part_, at_, end - at_);
      at_ = end + 1;
      if (end < part_.size()) return true;
      if (line.size() > kMostRowBytes) {
        throw Error(ErrorKind::usage,
                    fmt::format("{}: a line of more than {} MiB is not read", place(), kMostRowBytes >> 20));
      }
    }
    return !line.empty();
  }

  std::string place() const { return fmt::format("{}: line {}", path_.string(), number_); }

 private:
  bool refill() {
    part_.resize(1 << 18);
    const int got = gzread(file_.get(), part_.data(), static_cast<unsigned>(part_.size()));
    part_.resize(static_cast<std::size_t>(std::max(got, 0)));
    at_ = 0;
    if (got > 0) return true;
    int error = Z_OK;
    const std::string words = gzerror(file_.get(), &error);
    if (got == 0 && error == Z_OK) return false;
    throw Error(ErrorKind::usage, fmt::format("{}: cut off or damaged ({}); get the file again", place(), words));
  }

  fs::path path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
  std::string part_;  // of the file, read up to `at_`
  std::size_t at_ = 0;
  int number_ = 0;
};

// Python writes NaN and Infinity into JSON. The row is looked at as if they were null, and the tests read it as it is.
std::string without_infinities(const std::string& line) {
  std::string plain;
  bool in_text = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const std::string_view rest = std::string_view(line).substr(at);
    const auto is_next = [&](std::string_view word) { return !in_text && rest.starts_with(word); };
    const std::string_view word = is_next("NaN") ? "NaN" : is_next("-Infinity") ? "-Infinity" : "Infinity";
    if (is_next(word)) {
      plain += "null";
      at += word.size() - 1;
      continue;
    }
    if (line[at] == '"') in_text = !in_text;
    plain += line[at];
    if (in_text && line[at] == '\\' && at + 1 < line.size()) plain += line[++at];
  }
  return plain;
}

nlohmann::json parse_row(const std::string& line, const std::string& place) {
  try {
    return nlohmann::json::parse(line);
  } catch (const nlohmann::json::parse_error& error) {
    nlohmann::json row = nlohmann::json::parse(without_infinities(line), nullptr, false);
    if (!row.is_discarded()) return row;
    throw Error(ErrorKind::usage, fmt::format("{}: no JSON at byte {}; each line must be one JSON object, and a file "
                                              "may be compressed by gzip",
                                              place, error.byte));
  } catch (const nlohmann::json::out_of_range&) {
    throw Error(ErrorKind::usage, fmt::format("{}: a number in it is larger than any double", place));
  }
}

}  // namespace

std::vector<fs::path> row_files(const fs::path& source) {
  if (fs::is_regular_file(source)) return {source};
  if (!fs::is_directory(source)) throw Error(ErrorKind::usage, source.string() + ": no such file or folder");
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(source)) {
    if (entry.is_regular_file() && holds_rows(entry.path())) files.push_back(entry.path());
  }
  if (files.empty())
    throw Error(
        ErrorKind::usage,
        source.string() + ": no file *.jsonl or *.jsonl.gz in this folder; name one, or a folder that holds some");
  std::sort(files.begin(), files.end());
  return files;
}

void read_rows(const fs::path& source, const TakeRow& take, TaskDraft (*make)(Row& row)) {
  for (const fs::path& path : row_files(source)) {
    LineFile file(path);
    std::string line;
    while (file.next(line)) {
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      const std::string place = file.place();
      take(place, [&] {
        const nlohmann::json value = parse_row(line, place);
        Row row{sys::CheckedObject(value, place), line};
        return make(row);
      });
    }
  }
}

std::string inflated(const std::string& compressed) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> ended(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string text;
  char part[1 << 16];
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(part);
    stream.avail_out = sizeof part;
    state = inflate(&stream, Z_NO_FLUSH);
    text.append(part, sizeof part - stream.avail_out);
    if (text.size() > kMostRowBytes) {
      throw Error(ErrorKind::usage, fmt::format("more than {} MiB are not unpacked", kMostRowBytes >> 20));
    }
  }
  if (state != Z_STREAM_END) throw Error(ErrorKind::usage, "no whole zlib stream");
  return text;
}

}  // namespace quantladder::tasks
