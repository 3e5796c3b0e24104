#include "quantladder/report/places.h"

#include <gtest/gtest.h>

#include "quantladder/report/document.h"

namespace quantladder::report {
namespace {

const Places kPlaces{"/home/alice/", {"/home/alice/ladder/configs", "/home/alice/ladder"}};

TEST(Places, TheHomeFolderIsATildeAndTheRunsFoldersAreRelative) {
  EXPECT_EQ(hide_places("in /home/alice/models/a.gguf, /home/alice", kPlaces), "in ~/models/a.gguf, ~");
  EXPECT_EQ(hide_places("--file=/home/alice/ladder/configs/x.jinja", kPlaces), "--file=x.jinja");
  EXPECT_EQ(hide_places("/home/alice/ladder/results/r '/home/alice/ladder'", kPlaces), "results/r '.'");
}

TEST(Places, AnyOtherFolderIsNobodys) {
  EXPECT_EQ(hide_places("at /data/bob/secret/x.cpp:12: no", kPlaces), "at /path/to/x.cpp:12: no");
  EXPECT_EQ(hide_places("'/mnt/Bob Files/prive/a b.gguf'", kPlaces), "'/path/to/a b.gguf'");
  EXPECT_EQ(hide_places("/home/j\xC3\xBCrgen/geheim/t.jinja", kPlaces), "/path/to/t.jinja");
  EXPECT_EQ(hide_places("/data/x@corp,y/z.gguf", kPlaces), "/path/to/z.gguf");
  EXPECT_EQ(hide_places("/home/alicent/x", kPlaces), "/path/to/x");
}

TEST(Places, WhatIsNoPathOfAMachineStays) {
  for (const char* text : {"12 tokens/s", "5/6 [61, 100]", "http://h/home/alice", "POST /v1/chat/completions", "/props",
                           "and/or / x //", "/usr/bin/llama-server", "/tmp/a/b", "</b>", "a/home/alice"})
    EXPECT_EQ(hide_places(text, kPlaces), text);
}

TEST(Places, NoHomeHidesTheFoldersAllTheSame) {
  EXPECT_EQ(hide_places("/a /x/y", {"", {""}}), "/a /path/to/y");
  EXPECT_EQ(hide_places("/x/y", {"/", {"/"}}), "/path/to/y");
}

TEST(Places, EveryTextOfADocumentIsMeant) {
  const Chart chart{.id = "c",
                    .section = "s",
                    .title = "/data/bob/t",
                    .description = "/data/bob/d",
                    .caption = "/data/bob/c",
                    .draw = [](double) {
                      return Drawing{1,
                                     1,
                                     {LinkStart{"f", "/data/bob/l"}, RectMark{0, 0, 1, 1, "hit", "/data/bob/r"},
                                      DotMark{0, 0, 1, "lead", "/data/bob/p"}, PathMark{"M0 0", "lead", "/data/bob/q"},
                                      TextMark{0, 0, "/data/bob/x", "sub"}, LinkEnd{}}};
                    }};
  Document document{"t",
                    {{"s",
                      {Code{{"/opt/bob/llama-server --model /home/alice/a.gguf \\"}}, Paragraph{"/data/bob/x"},
                       Bullets{{"/data/bob/y"}}, Table{{{"a"}}, {{"/data/bob/b"}}}, chart}}}};
  hide_places(document, kPlaces);
  const auto& blocks = document.sections[0].blocks;
  EXPECT_EQ(std::get<Code>(blocks[0]).lines[0], "/path/to/llama-server --model ~/a.gguf \\");
  std::string all = std::get<Paragraph>(blocks[1]).text + std::get<Bullets>(blocks[2]).items[0] +
                    std::get<std::string>(std::get<Table>(blocks[3]).rows[0][0].data) +
                    to_svg(std::get<Chart>(blocks[4]), 100, Paint::page) + std::get<Chart>(blocks[4]).caption;
  EXPECT_EQ(all.find("bob"), std::string::npos) << all;
}

}  // namespace
}  // namespace quantladder::report
