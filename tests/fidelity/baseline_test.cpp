#include "quantladder/fidelity/baseline.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "quantladder/core/error.h"
#include "reference_streams.h"

namespace quantladder::fidelity {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kCtx = 8;
constexpr int kVocabulary = 1201;

class BaselineCache : public ::testing::Test {
 protected:
  BaselineCache() {
    for (int i = 0; i < 4 * kCtx; ++i) tokens_.push_back(i * 37 % kVocabulary);
  }
  std::string stream(double disturbed_by = 0) const {
    return test::stream_of(kCtx, kVocabulary, tokens_, [&](int row) {
      const auto logits = test::logits_of(kVocabulary, static_cast<std::uint64_t>(row));
      return disturbed_by > 0 ? test::disturbed(logits, disturbed_by, 77) : logits;
    });
  }
  core::Baseline write(core::BaselineForm form) {
    key_.form = form;
    BaselineWriter writer(folder_.path(), key_);
    LogProbReader reader(
        [&](const StreamHead& head) {
          writer.begin(head);
          return std::string();
        },
        [&](int chunk, int row, const Row& values) { writer.add(chunk, row, values); });
    reader.read(stream());
    EXPECT_TRUE(reader.is_complete()) << reader.problem();
    return writer.finish({.used = {.model = "f16", .perplexity = {.value = 12.5}}, .domain = "fidelity/prose"});
  }
  std::vector<Position> compare_with(const core::Baseline& baseline, const std::string& bytes) {
    BaselineReader against(folder_.path(), baseline);
    std::vector<Position> positions;
    LogProbReader reader([&](const StreamHead& head) { return mismatch_ = against.find_mismatch(head); },
                         [&](int, int, const Row& row) { positions.push_back(against.compare_next(row)); });
    reader.read(bytes);
    return positions;
  }
  std::optional<core::Baseline> find() { return find_baseline(folder_.path(), key_.hash(), damage_); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()));
  }

  sys::TempDir folder_;
  BaselineKey key_{
      .gguf_sha256 = "a", .text_sha256 = "b", .program = "c", .arguments = {"-ngl", "0"}, .ctx = kCtx, .chunks = 4};
  std::vector<std::int32_t> tokens_;
  std::string mismatch_;
  std::string damage_;
};

TEST_F(BaselineCache, WhatIsWrittenIsFoundAndCompared) {
  for (const auto form : {core::BaselineForm::full, core::BaselineForm::compact}) {
    const core::Baseline written = write(form);
    EXPECT_EQ(written.used.bytes, baseline_bytes(form, kVocabulary, kCtx, 4));
    EXPECT_THAT(written.per_chunk, SizeIs(4));
    EXPECT_EQ(written.per_chunk[0].kld, 0);
    EXPECT_EQ(written.per_chunk[0].same_top, 1);
    const auto found = find();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->used.perplexity.value, 12.5);
    EXPECT_EQ(found->sha256, written.sha256);
    for (const Position& position : compare_with(*found, stream())) EXPECT_EQ(position.kld, 0);
    EXPECT_THAT(mismatch_, IsEmpty());
    const auto positions = compare_with(*found, stream(0.3));
    ASSERT_THAT(positions, SizeIs(12));
    for (const Position& position : positions) EXPECT_GT(position.kld, 1e-5);
  }
}

TEST_F(BaselineCache, APositionOfACompactOneTakesLessThanTwoKilobytes) {
  const auto bytes = baseline_bytes(core::BaselineForm::compact, 262144, 512, 1);
  EXPECT_LT(bytes - 512 * 4, 255 * 2048);
  EXPECT_EQ(choose_form(262144, 512, 6, 64 << 20), core::BaselineForm::compact);
  EXPECT_EQ(choose_form(32000, 512, 2, 64 << 20), core::BaselineForm::full);
  EXPECT_EQ(choose_form(512, 512, 100000, 0), core::BaselineForm::full) << "a compact one would be larger";
}

TEST_F(BaselineCache, WhatDecidesTheProbabilitiesIsTheKey) {
  const std::string hash = key_.hash();
  for (const auto change : std::vector<void (*)(BaselineKey&)>{
           [](BaselineKey& key) { key.gguf_sha256 = "x"; }, [](BaselineKey& key) { key.text_sha256 = "x"; },
           [](BaselineKey& key) { key.program = "x"; }, [](BaselineKey& key) { key.arguments.push_back("-fa"); },
           [](BaselineKey& key) { key.ctx = 16; }, [](BaselineKey& key) { key.chunks = 5; },
           [](BaselineKey& key) { key.form = core::BaselineForm::compact; }}) {
    BaselineKey other = key_;
    change(other);
    EXPECT_NE(other.hash(), hash);
  }
}

TEST_F(BaselineCache, ADamagedOneIsNotUsed) {
  const core::Baseline written = write(core::BaselineForm::compact);
  const fs::path data = folder_.path() / (key_.hash() + ".bin");
  std::string bytes = sys::read_file(data);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] + 1);
  sys::write_file(data, bytes);
  EXPECT_FALSE(find());
  EXPECT_THAT(damage_, HasSubstr("is damaged"));
  EXPECT_EQ(files(), 0U);
  write(core::BaselineForm::compact);
  fs::resize_file(data, written.used.bytes - 1);
  EXPECT_FALSE(find());
  write(core::BaselineForm::compact);
  sys::write_file(folder_.path() / (key_.hash() + ".json"), "{\"model\": 1}");
  EXPECT_FALSE(find());
}

TEST_F(BaselineCache, OneThatIsNotFinishedLeavesNothing) {
  {
    BaselineWriter writer(folder_.path(), key_);
    writer.begin({kCtx, kVocabulary, 4, tokens_});
    EXPECT_EQ(files(), 1U);
  }
  EXPECT_EQ(files(), 0U);
  EXPECT_FALSE(find());
  EXPECT_THAT(damage_, IsEmpty());
}

TEST_F(BaselineCache, OtherTokensAreNoComparison) {
  const core::Baseline baseline = write(core::BaselineForm::full);
  const auto mismatch = [&](const std::string& bytes) {
    EXPECT_THAT(compare_with(baseline, bytes), IsEmpty());
    return mismatch_;
  };
  tokens_[9] = 4;
  EXPECT_THAT(mismatch(stream()), HasSubstr("token 10 of the text is 4, with the baseline f16 it is 333"));
  tokens_.resize(2 * kCtx);
  EXPECT_THAT(mismatch(stream()), HasSubstr("2 chunks of 8 tokens, with the baseline f16 4 of 8"));
  EXPECT_THAT(mismatch(test::baseline_stream()), HasSubstr("vocabulary has 7 tokens"));
}

TEST_F(BaselineCache, AFullDiskIsAnErrorAndLeavesNothing) {
  // The file that is written has a name of its own until it is whole; here that name leads to a disk without room.
  fs::create_symlink("/dev/full", folder_.path() / (key_.hash() + "." + std::to_string(getpid()) + ".part"));
  try {
    write(core::BaselineForm::full);
    FAIL() << "nothing was said";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("No space left"), HasSubstr("QUANTLADDER_CACHE")));
  }
  EXPECT_EQ(files(), 0U);
  EXPECT_FALSE(find());
}

TEST_F(BaselineCache, AFolderThatCannotBeMadeIsAnError) {
  const fs::path no_folder = folder_.path() / "file";
  sys::write_file(no_folder, "");
  EXPECT_THROW(BaselineWriter(no_folder / "deeper", key_), core::Error);
}

TEST_F(BaselineCache, TheListTellsWholeOnesFromLeftovers) {
  write(core::BaselineForm::full);
  sys::write_file(folder_.path() / "0123.4711.part", "half");
  sys::write_file(folder_.path() / "0123.bin", "no word about it");
  sys::write_file(folder_.path() / ".0123.json.4711-1.tmp", "killed while it wrote the facts");
  sys::write_file(folder_.path() / "notes.txt", "somebody's own");
  const fs::path rendered = folder_.path() / "rendered";
  fs::create_directory(rendered);
  sys::write_file(rendered / "4567.txt", "<user> Hello");
  const auto entries = list_cache(folder_.path(), rendered);
  ASSERT_THAT(entries, SizeIs(5));
  EXPECT_EQ(std::count_if(entries.begin(), entries.end(), [](const auto& entry) { return entry.is_leftover; }), 3);
  EXPECT_EQ(std::count_if(entries.begin(), entries.end(), [](const auto& entry) { return entry.baseline.has_value(); }),
            1);
  {
    const auto in_use = sys::FileLock::acquire(folder_.path() / "0123.lock");
    EXPECT_FALSE(remove_entry({.file = folder_.path() / "0123.4711.part"}));
    EXPECT_FALSE(remove_entry({.file = folder_.path() / ".0123.json.4711-1.tmp"}));
  }
  for (const CacheEntry& entry : entries) EXPECT_TRUE(remove_entry(entry));
  EXPECT_THAT(list_cache(folder_.path(), rendered), IsEmpty());
  EXPECT_THAT(list_cache(folder_.path() / "none", folder_.path() / "none"), IsEmpty());
}

}  // namespace
}  // namespace quantladder::fidelity
