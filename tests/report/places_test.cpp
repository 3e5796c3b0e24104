#include "quantladder/report/places.h"

#include <gtest/gtest.h>

#include "quantladder/report/document.h"

namespace quantladder::report {
namespace {

const Places kPlaces{"/home/alice", {"/home/alice/work", "/home/alice/work/configs"}};

TEST(Places, TheHomeFolderIsATildeAndTheRunsFoldersAreRelative) {
  EXPECT_EQ(hide_places("in /home/alice/models/a.gguf, /home/alice", kPlaces), "in ~/models/a.gguf, ~");
  EXPECT_EQ(hide_places("--file=/home/alice/work/configs/x.jinja", kPlaces), "--file=x.jinja");
  EXPECT_EQ(hide_places("/home/alice/work/results/r '/home/alice/work'", kPlaces), "results/r '.'");
}

TEST(Places, OnlyAPathThatBeginsThereIsMeant) {
  for (const char* text : {"/home/alicent/x", "/mnt/home/alice/x", "a/home/alice", "http://h/home/alice"})
    EXPECT_EQ(hide_places(text, kPlaces), text);
}

TEST(Places, NoHomeHidesNothing) {
  EXPECT_EQ(hide_places("/a /", {"", {""}}), "/a /");
  EXPECT_EQ(hide_places("/a / b", {"/", {}}), "/a / b");
}

TEST(Places, ACommandLineNamesNoFolderOfItsAuthor) {
  Document document{"t",
                    {{"s",
                      {Code{{"/opt/bob/llama-server --model /home/alice/a.gguf \\", "  -m '/data/b c.gguf' /x"}},
                       Paragraph{"/data/x is not a command"}, Table{{{"a"}}, {{"/home/alice/b"}}}}}}};
  hide_places(document, kPlaces);
  const auto& blocks = document.sections[0].blocks;
  EXPECT_EQ(std::get<Code>(blocks[0]).lines[0], "/path/to/llama-server --model ~/a.gguf \\");
  EXPECT_EQ(std::get<Code>(blocks[0]).lines[1], "  -m '/path/to/b c.gguf' /x");
  EXPECT_EQ(std::get<Paragraph>(blocks[1]).text, "/data/x is not a command");
  EXPECT_EQ(std::get<std::string>(std::get<Table>(blocks[2]).rows[0][0].data), "~/b");
}

}  // namespace
}  // namespace quantladder::report
