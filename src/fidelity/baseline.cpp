#include "quantladder/fidelity/baseline.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "quantladder/core/error.h"
#include "quantladder/store/baseline_json.h"

namespace quantladder::fidelity {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kCompactBytes = 16 + 5 * (kTop + kDrawn);
constexpr int kFormat = 1;  // of KEY.bin: another one is another key

// A compact row as it lies on disk: scale, minimum, tail mass, the scored token's code, then id (3 bytes) and code (2
// bytes) of each kept token.
using CompactBytes = std::array<char, kCompactBytes>;

void put_tokens(char* to, std::span<const KeptToken> tokens) {
  for (const KeptToken& kept : tokens) {
    std::memcpy(to, &kept.token, 3);
    std::memcpy(to + 3, &kept.code, 2);
    to += 5;
  }
}

void take_tokens(const char* from, std::span<KeptToken> tokens) {
  for (KeptToken& kept : tokens) {
    kept.token = 0;
    std::memcpy(&kept.token, from, 3);
    std::memcpy(&kept.code, from + 3, 2);
    from += 5;
  }
}

CompactBytes to_bytes(const CompactRow& row) {
  CompactBytes bytes{};
  std::memcpy(bytes.data(), &row.scale, 4);
  std::memcpy(bytes.data() + 4, &row.min_log_prob, 4);
  std::memcpy(bytes.data() + 8, &row.tail_mass, 4);
  std::memcpy(bytes.data() + 12, &row.scored_code, 2);
  put_tokens(bytes.data() + 16, row.top);
  put_tokens(bytes.data() + 16 + 5 * kTop, row.drawn);
  return bytes;
}

CompactRow from_bytes(const CompactBytes& bytes) {
  CompactRow row;
  std::memcpy(&row.scale, bytes.data(), 4);
  std::memcpy(&row.min_log_prob, bytes.data() + 4, 4);
  std::memcpy(&row.tail_mass, bytes.data() + 8, 4);
  std::memcpy(&row.scored_code, bytes.data() + 12, 2);
  take_tokens(bytes.data() + 16, row.top);
  take_tokens(bytes.data() + 16 + 5 * kTop, row.drawn);
  return row;
}

std::uint64_t row_bytes(core::BaselineForm form, int vocabulary) {
  return form == core::BaselineForm::compact ? kCompactBytes : 8 + 2 * static_cast<std::uint64_t>(vocabulary);
}

fs::path data_file(const fs::path& folder, const std::string& key) { return folder / (key + ".bin"); }
fs::path facts_file(const fs::path& folder, const std::string& key) { return folder / (key + ".json"); }

bool is_whole(const fs::path& data, const core::Baseline& facts) {
  std::error_code error;
  const auto bytes = fs::file_size(data, error);
  return !error && bytes == facts.used.bytes && sys::sha256_file(data) == facts.sha256;
}

void remove_quietly(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

std::uint64_t size_of(const fs::path& file) {
  std::error_code error;
  const auto bytes = fs::file_size(file, error);
  return error ? 0 : bytes;
}

fs::file_time_type time_of(const fs::path& file) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  return error ? fs::file_time_type::min() : time;
}

}  // namespace

std::string BaselineKey::hash() const {
  std::string all =
      fmt::format("{} {} {} {} {} {} {}\n", kFormat, gguf_sha256, text_sha256, program, ctx, chunks, core::to_id(form));
  for (const std::string& argument : arguments) all += argument + "\n";
  return sys::sha256_hex(all).substr(0, 32);
}

fs::path rendered_folder() { return sys::cache_folder() / "rendered"; }

fs::path baselines_folder() { return sys::cache_folder() / "baselines"; }

std::uint64_t baseline_bytes(core::BaselineForm form, int vocabulary, int ctx, int chunks) {
  const auto all = static_cast<std::uint64_t>(chunks);
  return all * (4 * static_cast<std::uint64_t>(ctx) +
                static_cast<std::uint64_t>(scored_positions(ctx)) * row_bytes(form, vocabulary));
}

core::BaselineForm choose_form(int vocabulary, int ctx, int chunks, std::uint64_t most_full) {
  using core::BaselineForm;
  const std::uint64_t full = baseline_bytes(BaselineForm::full, vocabulary, ctx, chunks);
  const bool small = full <= most_full || row_bytes(BaselineForm::full, vocabulary) <= kCompactBytes;
  return small ? BaselineForm::full : BaselineForm::compact;
}

BaselineWriter::BaselineWriter(const fs::path& folder, const BaselineKey& key)
    : folder_(folder), key_(key.hash()), form_(key.form), part_(folder / fmt::format("{}.{}.part", key_, getpid())) {
  out_.open(part_, std::ios::binary | std::ios::trunc);
  if (!out_) fail();
}

BaselineWriter::~BaselineWriter() { remove_quietly(part_); }

void BaselineWriter::fail() const {
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("{}: cannot be written ({}); make room there, or name another cache with "
                                "QUANTLADDER_CACHE",
                                part_.string(), std::strerror(errno)));
}

void BaselineWriter::write(const void* data, std::size_t size) {
  out_.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
  if (!out_) fail();
  hash_.add(data, size);
  bytes_ += size;
}

void BaselineWriter::begin(const StreamHead& head) {
  head_ = head;
  write(head.tokens.data(), 4 * head.tokens.size());
}

void BaselineWriter::add(int chunk, int row, const Row& values) {
  const std::int32_t token = head_.scored_token(chunk, row);
  if (form_ == core::BaselineForm::full) {
    const std::array<float, 2> range{static_cast<float>(values.scale), static_cast<float>(values.min_log_prob)};
    write(range.data(), 8);
    write(values.codes.data(), 2 * values.codes.size());
    own_.push_back(compare(values, values, token));
    return;
  }
  const CompactRow compact = make_compact(values, token, own_.size());
  const CompactBytes bytes = to_bytes(compact);
  write(bytes.data(), bytes.size());
  own_.push_back(compare(compact, values, token));
}

core::Baseline BaselineWriter::finish(core::Baseline facts) {
  out_.flush();
  out_.close();
  if (!out_) fail();
  facts.used.key = key_;
  facts.used.form = form_;
  facts.used.bytes = bytes_;
  facts.used.made_at = sys::utc_now();
  facts.sha256 = hash_.hex();
  facts.ctx = head_.ctx;
  facts.vocabulary = head_.vocabulary;
  facts.chunks = head_.chunks;
  facts.per_chunk = summarise(own_, head_.rows_per_chunk(), form_).per_chunk;
  std::error_code error;
  fs::rename(part_, data_file(folder_, key_), error);
  if (error) fail();
  sys::replace_file(facts_file(folder_, key_), store::to_json(facts));
  return facts;
}

BaselineReader::BaselineReader(const fs::path& folder, core::Baseline facts)
    : facts_(std::move(facts)),
      file_(data_file(folder, facts_.used.key)),
      in_(file_, std::ios::binary),
      codes_(static_cast<std::size_t>(facts_.vocabulary)) {
  head_ = {facts_.ctx, facts_.vocabulary, facts_.chunks, {}};
  head_.tokens.resize(static_cast<std::size_t>(head_.ctx) * static_cast<std::size_t>(head_.chunks));
  read(head_.tokens.data(), 4 * head_.tokens.size());
}

void BaselineReader::read(void* data, std::size_t size) {
  in_.read(static_cast<char*>(data), static_cast<std::streamsize>(size));
  if (in_) return;
  throw core::Error(
      core::ErrorKind::environment,
      fmt::format(
          "{}: the baseline was removed or cut while it was used; run the same command again, which makes it again",
          file_.string()));
}

std::string BaselineReader::find_mismatch(const StreamHead& model) const {
  const std::string& name = facts_.used.model;
  if (model.vocabulary != head_.vocabulary)
    return fmt::format("its vocabulary has {} tokens, that of the baseline {} has {}: they cannot be compared",
                       model.vocabulary, name, head_.vocabulary);
  if (model.ctx != head_.ctx || model.chunks != head_.chunks)
    return fmt::format("the text gave {} chunks of {} tokens, with the baseline {} {} of {}: their tokenizers differ",
                       model.chunks, model.ctx, name, head_.chunks, head_.ctx);
  const auto [own, other] = std::mismatch(model.tokens.begin(), model.tokens.end(), head_.tokens.begin());
  if (own == model.tokens.end()) return "";
  return fmt::format("token {} of the text is {}, with the baseline {} it is {}: their tokenizers differ",
                     own - model.tokens.begin() + 1, *own, name, *other);
}

Position BaselineReader::compare_next(const Row& model) {
  const int per_chunk = head_.rows_per_chunk();
  const std::int32_t token = head_.scored_token(row_ / per_chunk, row_ % per_chunk);
  ++row_;
  if (facts_.used.form == core::BaselineForm::compact) {
    CompactBytes bytes{};
    read(bytes.data(), bytes.size());
    return compare(from_bytes(bytes), model, token);
  }
  std::array<float, 2> range{};
  read(range.data(), 8);
  read(codes_.data(), 2 * codes_.size());
  return compare(Row{range[0], range[1], codes_}, model, token);
}

std::optional<core::Baseline> find_baseline(const fs::path& folder, const std::string& key, std::string& damage) {
  const fs::path said = facts_file(folder, key);
  const fs::path data = data_file(folder, key);
  const auto text = sys::read_file_if_exists(said);
  if (!text) return std::nullopt;
  auto facts = store::parse_baseline(*text);
  if (facts && facts->used.key == key && is_whole(data, *facts)) {
    std::error_code ignored;
    fs::last_write_time(said, fs::file_time_type::clock::now(), ignored);
    return facts;
  }
  damage = fmt::format("{}: the baseline is damaged (it is not what was written), and is not used", data.string());
  remove_quietly(said);
  remove_quietly(data);
  return std::nullopt;
}

// The ending of what sys::replace_file had begun when its process was killed.
constexpr const char* kBegun = ".tmp";

std::vector<CacheEntry> list_cache(const fs::path& baselines, const fs::path& rendered) {
  std::vector<CacheEntry> entries;
  std::error_code none;
  for (const auto& file : fs::directory_iterator(rendered, none)) {
    const fs::path& path = file.path();
    const bool whole = path.extension() == ".txt";
    if (whole || path.extension() == kBegun)
      entries.push_back({.file = path, .is_leftover = !whole, .bytes = size_of(path), .used = time_of(path)});
  }
  for (const auto& file : fs::directory_iterator(baselines, none)) {
    const fs::path& path = file.path();
    const std::string key = path.stem().string();
    // Nothing else that lies there is ours.
    const std::string ending = path.extension();
    if (ending != ".json" && ending != ".bin" && ending != ".part" && ending != kBegun) continue;
    if (ending == ".bin" && fs::exists(facts_file(baselines, key))) continue;
    CacheEntry entry{.file = path, .bytes = size_of(path), .used = time_of(path)};
    if (ending == ".json") {
      entry.baseline = store::parse_baseline(sys::read_file(path));
      entry.bytes += size_of(data_file(baselines, key));
    }
    entry.is_leftover = !entry.baseline;
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.used > b.used; });
  return entries;
}

bool remove_entry(const CacheEntry& entry) {
  std::string key = entry.file.filename().string();
  key.erase(0, key.find_first_not_of('.'));
  key.resize(std::min(key.size(), key.find('.')));
  const auto lock = sys::FileLock::acquire(entry.file.parent_path() / (key + ".lock"));
  if (!lock) return false;
  remove_quietly(entry.file);
  if (entry.file.extension() == ".json") remove_quietly(fs::path(entry.file).replace_extension(".bin"));
  return true;
}

}  // namespace quantladder::fidelity
