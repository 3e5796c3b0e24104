#include "quantladder/sys/csv.h"

#include <gmock/gmock.h>

#include "quantladder/core/error.h"

namespace quantladder::sys {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string complaint(const std::string& text) {
  try {
    parse_csv(text, "t.csv");
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "none";
}

TEST(Csv, ReadsHeaderAndRowsWithTheirLines) {
  const CsvTable table = parse_csv("a,b\n1,2\n\n3,4\n", "t.csv");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_THAT(table.rows[1].fields, ElementsAre("3", "4"));
  EXPECT_EQ(table.rows[1].line, 4);
}

TEST(Csv, TakesCarriageReturnsAByteOrderMarkAndNoLastLineEnd) {
  const CsvTable table = parse_csv(
      "\xEF\xBB\xBF"
      "a,b\r\n1,2",
      "t.csv");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_THAT(table.rows[0].fields, ElementsAre("1", "2"));
}

TEST(Csv, QuotedFieldsHoldSeparatorsQuotesAndLineBreaks) {
  const CsvTable table = parse_csv("a,b\n\"x, \"\"y\"\"\n\",2\n3,4\n", "t.csv");
  EXPECT_THAT(table.rows.at(0).fields, ElementsAre("x, \"y\"\n", "2"));
  EXPECT_EQ(table.rows.at(1).line, 4);
}

TEST(Csv, TrimsPlainFieldsButNotQuotedOnes) {
  EXPECT_THAT(parse_csv("a,b\n x ,\" y\"\n", "t.csv").rows.at(0).fields, ElementsAre("x", " y"));
}

TEST(Csv, SemicolonsAndTabsSeparateWhereTheHeaderHoldsNoComma) {
  EXPECT_THAT(parse_csv("a;b\n1,5;2\n", "t.csv").rows.at(0).fields, ElementsAre("1,5", "2"));
  EXPECT_THAT(parse_csv("a\tb\n1\t\n", "t.csv").rows.at(0).fields, ElementsAre("1", ""));
}

TEST(Csv, AHeaderAloneIsATableWithoutRows) { EXPECT_THAT(parse_csv("a,b\n", "t.csv").rows, IsEmpty()); }

TEST(Csv, FindsColumnsByName) {
  const CsvTable table = parse_csv("a,b\n", "t.csv");
  EXPECT_EQ(table.column("b"), 1);
  EXPECT_EQ(table.column("c"), -1);
}

TEST(Csv, RefusesWhatIsNotATableNamingThePlace) {
  EXPECT_THAT(complaint(""), HasSubstr("t.csv: empty"));
  EXPECT_THAT(complaint("a,b\n1\n"), HasSubstr("t.csv:2: 1 fields, but the header names 2 columns"));
  EXPECT_THAT(complaint("a,\n1,2\n"), HasSubstr("t.csv:1: field 2: the header has no name here"));
  EXPECT_THAT(complaint("a,a\n"), HasSubstr("t.csv:1: field 2: the column \"a\" is named twice"));
  EXPECT_THAT(complaint("a,b\n1,2\"3\n"), HasSubstr("t.csv:2: field 2: a quote within"));
  EXPECT_THAT(complaint("a,b\n\"1\"2,3\n"), HasSubstr("t.csv:2: field 1: text after the closing quote"));
  EXPECT_THAT(complaint("a,b\n1,2\n3,\"4\n\n"), HasSubstr("t.csv:3: field 2: the quote is never closed"));
  EXPECT_THAT(complaint(std::string("a,b\n1,\0\n", 8)), HasSubstr("t.csv:2: field 2: a zero byte"));
}

std::string in_utf16(const std::string& text, bool big_endian) {
  std::string bytes;
  for (const char c : text) bytes += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return bytes;
}

TEST(Csv, ReadsUtf16WithAndWithoutItsMark) {
  for (const bool big_endian : {false, true}) {
    const std::string bytes = in_utf16("a,b\r\n1,2\r\n", big_endian);
    EXPECT_THAT(parse_csv(bytes, "t.csv").rows.at(0).fields, ElementsAre("1", "2"));
    EXPECT_THAT(parse_csv((big_endian ? "\xFE\xFF" : "\xFF\xFE") + bytes, "t.csv").columns, ElementsAre("a", "b"));
  }
  EXPECT_THAT(parse_csv(std::string("\xFF\xFE\x21\x6A,\0b\0\n\0", 10), "t.csv").columns, ElementsAre("\u6a21", "b"));
  EXPECT_THAT(complaint(std::string("\xFF\xFE\0\xDC", 4)), HasSubstr("half a character"));
}

TEST(Csv, LinesMayEndWithACarriageReturnAlone) {
  const CsvTable table = parse_csv("a,b\r1,2\r3,4\r", "t.csv");
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_THAT(table.rows[1].fields, ElementsAre("3", "4"));
  EXPECT_EQ(table.rows[1].line, 3);
}

TEST(Csv, AFirstLineMayNameTheSeparator) {
  const CsvTable table = parse_csv("sep=;\r\na;b\r\n1,5;2\r\n", "t.csv");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  EXPECT_THAT(table.rows.at(0).fields, ElementsAre("1,5", "2"));
  EXPECT_EQ(table.rows[0].line, 3);
  EXPECT_THAT(parse_csv("SEP=|\na|b\n1|2\n", "t.csv").columns, ElementsAre("a", "b"));
  EXPECT_THAT(parse_csv("\"sep=;\"\na;b\n1;2\n", "t.csv").columns, ElementsAre("a", "b"));
}

TEST(Csv, BlanksMayStandAroundQuotes) {
  const CsvTable table = parse_csv("\"a\", \"b\" ,c\u00A0\n1,  \"x, y\" , z\n", "t.csv");
  EXPECT_THAT(table.columns, ElementsAre("a", "b", "c"));
  EXPECT_THAT(table.rows.at(0).fields, ElementsAre("1", "x, y", "z"));
}

TEST(Csv, ColumnsOfRowNumbersArePassedOver) {
  for (const char* name : {"", "\"\"", "Unnamed: 0", "index"}) {
    const CsvTable table = parse_csv(std::string(name) + ",a,b\n0,1,2\n1,3,4\n", "t.csv");
    EXPECT_THAT(table.columns, ElementsAre("a", "b")) << name;
    EXPECT_THAT(table.rows.at(1).fields, ElementsAre("3", "4")) << name;
  }
}

TEST(Csv, EmptyColumnsAndRowsOfASheetArePassedOver) {
  const CsvTable table = parse_csv("a;b;;\n1;2;;\n;;;\n", "t.csv");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  EXPECT_EQ(table.rows.size(), 1u);
}

TEST(Csv, SaysWhatAFileIsThatIsNoTable) {
  EXPECT_THAT(complaint("PK\x03\x04rest"), HasSubstr("t.csv: this is a zip archive"));
  EXPECT_THAT(complaint("PAR1rest"), HasSubstr("Parquet"));
  EXPECT_THAT(complaint("<!DOCTYPE html>"), HasSubstr("HTML"));
}

TEST(Csv, NoControlCharacterOfAFileIsInAMessage) {
  EXPECT_THAT(complaint("a\x1b[2J,b\n1,2\n"), HasSubstr("an escape sequence"));
  EXPECT_THAT(complaint("\"a\x1b[2J\",\"a\x1b[2J\"\n1,2\n"), HasSubstr("\"a\\x1b[2j\" is named twice"));
}

}  // namespace
}  // namespace quantladder::sys
