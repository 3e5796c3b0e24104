#include <gmock/gmock.h>
#include <zlib.h>

#include "tasks/import_place.h"

namespace quantladder::tasks {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

Json row(const std::string& id = "Own/0") {
  return {{"task_id", id},
          {"prompt", "def twice(n):\n    \"\"\"Twice n.\"\"\"\n"},
          {"canonical_solution", "    return 2 * n\n"},
          {"test", "def check(candidate):\n    assert candidate(2) == 4\n"},
          {"entry_point", "twice"}};
}

Json changed(const std::string& key, const Json& value) {
  Json changed = row();
  changed[key] = value;
  return changed;
}

void write_gzip(const std::filesystem::path& path, const std::string& content) {
  gzFile file = gzopen(path.c_str(), "wb");
  ASSERT_EQ(gzwrite(file, content.data(), static_cast<unsigned>(content.size())), static_cast<int>(content.size()));
  ASSERT_EQ(gzclose(file), Z_OK);
}

TEST(ImportHumanEval, MakesATaskOfEachRow) {
  ImportPlace place;
  place.write_rows("own.jsonl", {row("Own/0"), row("Own/1")});
  const Suite suite = place.imported(DataSet::humaneval, "own.jsonl");
  EXPECT_EQ(suite.id, "out");
  EXPECT_EQ(suite.points(), 2.0);
  ASSERT_EQ(suite.tasks.size(), 2u);
  const Task& task = suite.tasks[0];
  EXPECT_EQ(task.id, "Own_0");
  EXPECT_EQ(task.title, "twice");
  EXPECT_THAT(task.files, ElementsAre("solution.py"));
  EXPECT_THAT(task.entry_points, ElementsAre("twice"));
  EXPECT_EQ(task.reference.at(0).content, "def twice(n):\n    \"\"\"Twice n.\"\"\"\n    return 2 * n\n");
  EXPECT_THAT(task.prompt, HasSubstr("```python\ndef twice(n):"));
  EXPECT_THAT(task.prompt, Not(HasSubstr("return 2 * n")));
  EXPECT_THAT(task.prompt, Not(HasSubstr("candidate")));
}

TEST(ImportHumanEval, NotesLicenceAndOrigin) {
  ImportPlace place;
  place.write_rows("own.jsonl", {row()});
  place.import(DataSet::humaneval, "own.jsonl");
  const Json suite = Json::parse(place.read("suite.json"));
  EXPECT_EQ(suite["origin"]["name"], "HumanEval");
  EXPECT_EQ(suite["origin"]["licence"], "MIT");
  EXPECT_EQ(suite["origin"]["source"], "own.jsonl");
  EXPECT_EQ(suite["origin"]["sha256"], sys::sha256_file(place.path("own.jsonl")));
  EXPECT_EQ(Json::parse(place.read("Own_0/task.json"))["origin"], "Own/0");
}

TEST(ImportHumanEval, ReadsACompressedFileAndAFolderOfFiles) {
  ImportPlace place;
  std::filesystem::create_directory(place.path("data"));
  write_gzip(place.path("data/a.jsonl.gz"), row("Own/0").dump() + "\n\n" + row("Own/1").dump());
  place.write_rows("data/b.jsonl", {row("Own/2")});
  place.write("data/README.md", "no rows");
  const Suite suite = place.imported(DataSet::humaneval, "data");
  ASSERT_EQ(suite.tasks.size(), 3u);
  EXPECT_EQ(suite.tasks[2].id, "Own_2");
}

TEST(ImportHumanEval, RefusesACompressedFileThatIsCutOff) {
  ImportPlace place;
  std::string rows;
  for (int i = 0; i < 50; ++i) rows += row("Own/" + std::to_string(i)).dump() + "\n";
  write_gzip(place.path("a.jsonl.gz"), rows);
  const std::string whole = sys::read_file(place.path("a.jsonl.gz"));
  place.write("a.jsonl.gz", whole.substr(0, whole.size() - 20));
  EXPECT_THAT(place.refusal(DataSet::humaneval, "a.jsonl.gz"), HasSubstr("cut off or damaged"));
}

TEST(ImportHumanEval, NamesFileAndLineOfAMalformedRow) {
  ImportPlace place;
  const std::vector<std::pair<std::string, std::string>> cases{
      {"{\"task_id\": ", ": line 2: no JSON at byte"},
      {"[1]", ": line 2: /: expected an object"},
      {changed("test", 7).dump(), ": line 2: /test: expected a string"},
      {changed("entry_point", "a b").dump(), ": line 2: /entry_point: must be a name of Python"},
      {changed("task_id", "").dump(), ": line 2: the task's name must have"},
      {changed("task_id", std::string(101, 'x')).dump(), ": line 2: the task's name must have"},
      {"{\"task_id\": \"\xff\"}", ": line 2: no JSON at byte"},
      {"{\"task_id\": \"\\ud800\"}", ": line 2: no JSON at byte"},
      {std::string("{\"a\": \0}", 8), ": line 2: no JSON at byte"},
      {"{\"a\": 1e999}", ": line 2: a number in it is larger than any double"},
      {"{\"a\": Infinit}", ": line 2: no JSON at byte"},
      {std::string(100000, '['), ": line 2: no JSON at byte"},
      {row("Own.0").dump(), ": line 2: a second task Own_0"}};
  for (const auto& [line, words] : cases) {
    place.write("own.jsonl", row("Own/0").dump() + "\n" + line + "\n" + row("Own/2").dump() + "\n");
    EXPECT_THAT(place.refusal(DataSet::humaneval, "own.jsonl"), HasSubstr("own.jsonl" + words)) << line;
  }
}

TEST(ImportHumanEval, SkipsMalformedRowsOnlyWhenToldTo) {
  ImportPlace place;
  place.write("own.jsonl", row("Own/0").dump() + "\nnonsense\n" + row("Own/2").dump() + "\n");
  EXPECT_THAT(place.refusal(DataSet::humaneval, "own.jsonl"), HasSubstr("--skip-malformed"));
  const ImportedSuite suite = place.import(DataSet::humaneval, "own.jsonl", true);
  EXPECT_EQ(suite.tasks, 2);
  ASSERT_EQ(suite.skipped.size(), 1u);
  EXPECT_THAT(suite.skipped[0], HasSubstr("own.jsonl: line 2: no JSON"));
}

TEST(ImportHumanEval, RefusesASourceWithoutATask) {
  ImportPlace place;
  place.write("none.jsonl", "\n");
  EXPECT_THAT(place.refusal(DataSet::humaneval, "none.jsonl"),
              AllOf(HasSubstr("no task of HumanEval in it"), HasSubstr("name what its publisher")));
  place.write("bad.jsonl", "nonsense\n");
  EXPECT_THAT(place.refusal(DataSet::humaneval, "bad.jsonl", true), HasSubstr("the first row: "));
  EXPECT_THAT(place.refusal(DataSet::humaneval, "nowhere"),
              AllOf(HasSubstr("no such file or folder"), HasSubstr("name what its publisher")));
  std::filesystem::create_directory(place.path("empty"));
  EXPECT_THAT(place.refusal(DataSet::humaneval, "empty"),
              AllOf(HasSubstr("no file *.jsonl"), HasSubstr("name one, or a folder that holds some")));
}

TEST(ImportHumanEval, NoNameOfATaskLeadsOutOfTheFolder) {
  ImportPlace place;
  place.write_rows("own.jsonl", {row("../../outside"), row("/etc/x"), row("a\\b\nc"), row(".."), row("\u00e9t")});
  const Suite suite = place.imported(DataSet::humaneval, "own.jsonl");
  EXPECT_EQ(suite.tasks[0].id, "______outside");
  EXPECT_EQ(suite.tasks[1].id, "_etc_x");
  EXPECT_EQ(suite.tasks[2].id, "a_b_c");
  EXPECT_EQ(suite.tasks[3].id, "__");
  EXPECT_THAT(place.names(), ElementsAre("out", "own.jsonl"));
}

TEST(ImportHumanEval, RefusesAFolderThatIsInUse) {
  ImportPlace place;
  place.write_rows("own.jsonl", {row()});
  place.write("out/mine.txt", "mine");
  EXPECT_THAT(place.refusal(DataSet::humaneval, "own.jsonl"), HasSubstr("not an empty folder"));
  EXPECT_EQ(place.read("mine.txt"), "mine");
  std::filesystem::remove(place.path("out/mine.txt"));
  EXPECT_EQ(place.import(DataSet::humaneval, "own.jsonl").tasks, 1) << "an empty folder will do";
}

TEST(ImportHumanEval, RefusesANameThatNoSuiteCanHave) {
  ImportPlace place;
  place.write_rows("own.jsonl", {row()});
  EXPECT_THROW(import_suite({DataSet::humaneval, place.path("own.jsonl"), place.path("my suite")}), core::Error);
  import_suite({DataSet::humaneval, place.path("own.jsonl"), place.path("my-suite/")});
  EXPECT_EQ(load_suite(place.path("my-suite")).id, "my-suite");
}

TEST(ImportHumanEval, APromptsFencesCannotEndItsBlock) {
  ImportPlace place;
  place.write_rows("own.jsonl", {changed("prompt", "def twice(n):\n    \"\"\"\n    ```\n    \"\"\"\n")});
  EXPECT_THAT(place.imported(DataSet::humaneval, "own.jsonl").tasks[0].prompt, HasSubstr("````python\ndef twice"));
}

TEST(ImportHumanEval, TakesAHugeRow) {
  ImportPlace place;
  const std::string huge(4 << 20, 'x');
  place.write_rows("own.jsonl", {changed("test", "def check(candidate):\n    assert '" + huge + "'\n")});
  EXPECT_THAT(place.imported(DataSet::humaneval, "own.jsonl").tasks[0].tests[0].content, HasSubstr(huge));
}

}  // namespace
}  // namespace quantladder::tasks
