// Baselines on disk: the probabilities that one model gave to one text, kept so that others can be compared with them.
// Each is two files in the cache, named after its key: KEY.json says what it is, and is written when KEY.bin, which
// holds the tokens and the rows, is whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/fidelity.h"
#include "quantladder/fidelity/divergence.h"
#include "quantladder/fidelity/log_probs.h"
#include "quantladder/sys/files.h"

namespace quantladder::fidelity {

// Everything that decides the probabilities. Two baselines with the same key are the same.
struct BaselineKey {
  std::string gguf_sha256;
  std::string text_sha256;
  std::string program;                 // its hash and version
  std::vector<std::string> arguments;  // without paths
  int ctx = 0;
  int chunks = 0;
  core::BaselineForm form = core::BaselineForm::full;

  std::string hash() const;
};

// In sys::cache_folder().
std::filesystem::path baselines_folder();
// Beside it: texts that a chat template made of messages, and sections of texts.
std::filesystem::path rendered_folder();

// Returns the bytes that KEY.bin will have, where every chunk is there.
std::uint64_t baseline_bytes(core::BaselineForm form, int vocabulary, int ctx, int chunks);
// Returns the form for a baseline that may be full up to `most_full` bytes; what is smaller as a full one stays one.
core::BaselineForm choose_form(int vocabulary, int ctx, int chunks, std::uint64_t most_full);

// A baseline that is being written, under a name of its own until it is whole. Destroyed before finish(), it leaves
// nothing. All throw core::Error(environment) where the disk does not take it.
class BaselineWriter {
 public:
  BaselineWriter(const std::filesystem::path& folder, const BaselineKey& key);  // the folder is there
  ~BaselineWriter();
  BaselineWriter(const BaselineWriter&) = delete;
  BaselineWriter& operator=(const BaselineWriter&) = delete;

  void begin(const StreamHead& head);
  void add(int chunk, int row, const Row& values);
  // `facts`: with what is known beside the file itself.
  core::Baseline finish(core::Baseline facts);

 private:
  void write(const void* data, std::size_t size);
  [[noreturn]] void fail() const;

  std::filesystem::path folder_;
  std::string key_;
  core::BaselineForm form_;
  std::filesystem::path part_;
  std::ofstream out_;
  sys::Sha256 hash_;
  std::uint64_t bytes_ = 0;
  StreamHead head_;
  std::vector<Position> own_;
};

// A whole baseline, read in step with a model's stream.
class BaselineReader {
 public:
  BaselineReader(const std::filesystem::path& folder, core::Baseline facts);

  const core::Baseline& facts() const { return facts_; }
  const StreamHead& head() const { return head_; }
  // Returns why a model's stream cannot be compared with it: another vocabulary, other tokens; empty: it can be.
  std::string find_mismatch(const StreamHead& model) const;
  // Compares the next row, from the first one on. Throws core::Error(environment) where the file ends or cannot be
  // read.
  Position compare_next(const Row& model);

 private:
  void read(void* data, std::size_t size);

  core::Baseline facts_;
  std::filesystem::path file_;
  std::ifstream in_;
  StreamHead head_;
  int row_ = 0;
  std::vector<std::uint16_t> codes_;
};

// Returns the baseline of this key. nullopt: there is none, or it is damaged (other bytes than it was written with);
// then `damage` says so in one line, and what is there is removed.
std::optional<core::Baseline> find_baseline(const std::filesystem::path& folder, const std::string& key,
                                            std::string& damage);

// A file of the cache: a baseline, a rendered text, or what no whole baseline claims.
struct CacheEntry {
  std::filesystem::path file;              // KEY.json, the text, or the leftover
  std::optional<core::Baseline> baseline;  // nullopt: of a session that was killed, or unreadable; or a rendered text
  bool is_leftover = false;
  std::uint64_t bytes = 0;               // of all its files
  std::filesystem::file_time_type used;  // last
};
// Returns those of the folders by the time of their last use, the newest first; none of a folder that is not there.
std::vector<CacheEntry> list_cache(const std::filesystem::path& baselines, const std::filesystem::path& rendered);
// Returns whether it was removed: what a session is making just now stays.
bool remove_entry(const CacheEntry& entry);

}  // namespace quantladder::fidelity
