#include <fmt/format.h>

#include <array>

#include "quantladder/core/error.h"
#include "quantladder/sys/csv.h"

namespace quantladder::sys {
namespace {

using namespace std::string_view_literals;

// Files that are no text, by their first bytes, and what to do instead.
struct Foreign {
  std::string_view first;
  const char* is;
  const char* remedy;
};
constexpr std::array kForeign{
    Foreign{"PK\x03\x04"sv, "a zip archive (an Excel workbook, or an .eval log of inspect_ai)",
            "save the sheet as CSV UTF-8, or write the log as JSON: inspect log convert --to json"},
    Foreign{"\xD0\xCF\x11\xE0"sv, "an old Excel workbook", "save the sheet as CSV UTF-8"},
    Foreign{"PAR1"sv, "a Parquet file", "write it as CSV, as with pandas' to_csv(index=False)"},
    Foreign{"ARROW1"sv, "an Arrow file", "write it as CSV, as with pandas' to_csv(index=False)"},
    Foreign{"\x1F\x8B"sv, "compressed with gzip", "unpack it first: gunzip"},
    Foreign{"\x28\xB5\x2F\xFD"sv, "compressed with zstd", "unpack it first: unzstd"},
    Foreign{"SQLite format 3"sv, "an SQLite database", "export the table as CSV"},
    Foreign{"%PDF"sv, "a PDF", "write the table as CSV"},
    Foreign{"\xFF\xFE\0\0"sv, "UTF-32 text", "save it as UTF-8"},
    Foreign{"<"sv, "HTML or XML", "write the table as CSV"},
    Foreign{"version https://git-lfs"sv, "a pointer of Git LFS", "fetch the file itself: git lfs pull"},
};

[[noreturn]] void refuse(const std::string& source, const std::string& what) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: {}", source, what));
}

void append_utf8(std::string& text, char32_t c) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | (c >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string from_utf16(std::string_view bytes, bool big_endian, const std::string& source) {
  if (bytes.size() % 2 != 0) refuse(source, "UTF-16 text that is cut off in the middle of a character");
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xD800 && c < 0xE000) {
      const char32_t low = at + 2 < bytes.size() ? unit(at + 2) : 0;
      if (c >= 0xDC00 || low < 0xDC00 || low >= 0xE000) refuse(source, "half a character: this is no UTF-16 text");
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    }
    append_utf8(text, c);
  }
  return text;
}

enum class Encoding { utf8, utf16_le, utf16_be };

// Goes by the zero bytes where there is no mark: a header begins with two characters of ASCII.
Encoding encoding_of(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return Encoding::utf16_le;
  if (bytes.starts_with("\xFE\xFF")) return Encoding::utf16_be;
  if (bytes.size() < 4) return Encoding::utf8;
  const auto zero = [&](std::size_t at) { return bytes[at] == '\0'; };
  if (!zero(0) && zero(1) && !zero(2) && zero(3)) return Encoding::utf16_le;
  if (zero(0) && !zero(1) && zero(2) && !zero(3)) return Encoding::utf16_be;
  return Encoding::utf8;
}

}  // namespace

std::string table_text(std::string_view bytes, const std::string& source) {
  for (const Foreign& foreign : kForeign) {
    if (bytes.starts_with(foreign.first)) {
      refuse(source, fmt::format("this is {}, no table of text; {}", foreign.is, foreign.remedy));
    }
  }
  const Encoding encoding = encoding_of(bytes);
  std::string text =
      encoding == Encoding::utf8 ? std::string(bytes) : from_utf16(bytes, encoding == Encoding::utf16_be, source);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

}  // namespace quantladder::sys
