#include "quantladder/report/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "joined_fixture.h"
#include "report/escape.h"
#include "report/page/cell_details.h"
#include "report/page/packed_block.h"

namespace quantladder::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string page_of(const RunData& data, const ReadCell& read, const WriteOptions& options = {}) {
  std::string text;
  const CellTable cells(data);
  Report report = make_report(cells);
  if (options.goes_on) withhold_verdict(report);
  write_page(report, cells, read, options, [&](std::string_view piece) { text += piece; });
  return text;
}

ReadCell with_replies(const RunData& data, const std::string& reply) {
  return [&data, reply](const core::CellId& cell) {
    std::vector<KeptAttempt> attempts;
    for (const core::Record& record : data.records) {
      if (record.cell == cell) attempts.push_back({record, "prompt", {}, {}});
      if (record.cell == cell && record.generation() != nullptr)
        attempts.back().record.answered().generation->text = reply;
    }
    return attempts;
  };
}

// Text that no packing makes small.
ReadCell with_noise(const RunData& data) {
  const auto seed = std::make_shared<std::uint32_t>(1);
  return [&data, seed](const core::CellId& cell) {
    std::string noise;
    for (int i = 0; i < 20'000; ++i)
      noise += static_cast<char>('!' + ((*seed = *seed * 1664525 + 1013904223) >> 16) % 90);
    return with_replies(data, noise)(cell);
  };
}

std::string unpack(const std::string& base64) {
  std::string bytes(base64.size(), '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(base64.data()), static_cast<int>(base64.size()));
  std::string text(1 << 20, '\0');
  z_stream stream{};
  inflateInit2(&stream, MAX_WBITS + 16);
  stream.next_in = reinterpret_cast<unsigned char*>(bytes.data());
  stream.avail_in = static_cast<unsigned>(size);
  stream.next_out = reinterpret_cast<unsigned char*>(text.data());
  stream.avail_out = static_cast<unsigned>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  text.resize(stream.total_out);
  return text;
}

TEST(Packed, IsGzipInBase64AndAlwaysTheSame) {
  for (const std::string& text :
       {std::string(), std::string("a"), std::string(100'000, 'x'), std::string("</script>")}) {
    EXPECT_EQ(unpack(pack(text)), text);
    EXPECT_EQ(pack(text), pack(text));
    EXPECT_THAT(pack(text), Not(HasSubstr("<")));
  }
}

TEST(Packed, TheHashIsThePoliciesOwn) {
  // Of the empty text, as FIPS 180-4 has it.
  EXPECT_EQ(hash_for_policy(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST(Escape, LeavesNothingThatEndsATextOrAnAttribute) {
  EXPECT_EQ(escape_markup("<a href='x' b=\"&\">\n\x01"), "&lt;a href=&#39;x&#39; b=&quot;&amp;&quot;&gt; \xEF\xBF\xBD");
  EXPECT_EQ(escape_markup("\xEF\xBF\xBF\xFF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(BlockText, KeepsLinesAndTabsAndNoOtherControlCharacter) {
  EXPECT_EQ(to_block_text("a\n\tb\r\x1b[0m\xE2\x80\xAE\xFF"),
            "a\n\tb\xEF\xBF\xBD\xEF\xBF\xBD[0m\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Page, BeginsWithTheAnswerAndEndsWhole) {
  const RunData data = fixture::run_with_every_figure();
  const std::string text = page_of(data, with_replies(data, "x"));
  EXPECT_LT(text.find("class=\"verdict\""), text.find("<table"));
  EXPECT_THAT(text, testing::EndsWith("</html>\n"));
  EXPECT_THAT(text, Not(HasSubstr("http-equiv=\"refresh\"")));
}

TEST(Page, OfARunThatGoesOnHasNoVerdictAndLoadsItselfAgain) {
  const RunData data = fixture::run_with_every_figure();
  const std::string text = page_of(data, nullptr, {.goes_on = true});
  EXPECT_THAT(text, HasSubstr("<meta http-equiv=\"refresh\" content=\"10\">"));
  EXPECT_THAT(text, HasSubstr("this run goes on"));
  for (const char* verdict : {"Recommended", ">Worse", "chart-difference", "Holm p"})
    EXPECT_THAT(text, Not(HasSubstr(verdict)));
}

TEST(Page, OfARunThatMayStopEarlyKeepsWhatItsLooksAllow) {
  RunData data = fixture::pair_of_models();
  data.stopping = Stopping{.n_max = 6, .alpha = 0.05, .margin = 5, .baseline = data.manifest.models[0].model.id};
  Report report = make_report(data);
  withhold_verdict(report);
  EXPECT_TRUE(report.comparison.has_value());
}

TEST(Page, TextsOfScoredPassesAreLeftOutFirst) {
  const RunData data = fixture::three_providers();
  const ReadCell read = with_noise(data);
  const std::string all = page_of(data, read);
  EXPECT_THAT(all, Not(HasSubstr("are left out, which")));
  const std::string some = page_of(data, read, {.max_page_bytes = all.size() - 100'000});
  EXPECT_THAT(some, HasSubstr(" passed and 0 other cells are left out, which"));
  const std::string none = page_of(data, read, {.max_page_bytes = 1});
  EXPECT_THAT(none, Not(HasSubstr(" passed and 0 other cells")));
  EXPECT_THAT(none, HasSubstr("cells are left out, which"));
  EXPECT_LT(none.size(), some.size());
  EXPECT_LT(some.size(), all.size());
}

}  // namespace
}  // namespace quantladder::report
