// Who may work in a run at a time, and what each session leaves.
#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "store/run_folder.h"

namespace quantladder::store {
namespace {

namespace fs = std::filesystem;

TEST_F(RunFolder, ASecondWriterIsRefused) {
  EXPECT_THROW(RunStore::open_for_writing(temp.path() / "run"), core::Error);
}

TEST_F(RunFolder, ServerNumbersGoOnWhereTheyStopped) {
  EXPECT_EQ(store.reserve_server_number("a"), 1);
  core::ServerStart start;
  start.model = "b";
  start.number = 1;
  store.write_server_start(start);
  EXPECT_EQ(store.reserve_server_number("a"), 2) << "no other writer may take it";
  EXPECT_EQ(store.reserve_server_number("b"), 2);
}

TEST(RunStore, SessionsWorkBesideEachOtherOnCellsOfTheirOwn) {
  const sys::TempDir temp;
  RunStore one = RunStore::open_for_writing(temp.path(), Access::together);
  RunStore two = RunStore::open_for_writing(temp.path(), Access::together);
  EXPECT_THROW(RunStore::open_for_writing(temp.path(), Access::alone), core::Error);
  EXPECT_TRUE(one.claim("a", 1));
  EXPECT_TRUE(one.claim("a", 1)) << "it is ours already";
  EXPECT_FALSE(two.claim("a", 1));
  EXPECT_TRUE(two.claim("a", 2));
  EXPECT_TRUE(two.claim("b", 1));
}

TEST(RunStore, ACellIsFreeAgainWhenItsSessionIsOver) {
  const sys::TempDir temp;
  RunStore two = RunStore::open_for_writing(temp.path(), Access::together);
  { EXPECT_TRUE(RunStore::open_for_writing(temp.path(), Access::together).claim("a", 1)); }
  EXPECT_TRUE(two.claim("a", 1));
}

TEST(RunStore, WhoWorksAloneLetsNobodyIn) {
  const sys::TempDir temp;
  const RunStore one = RunStore::open_for_writing(temp.path());
  EXPECT_THROW(RunStore::open_for_writing(temp.path(), Access::together), core::Error);
}

TEST(RunStore, EverySessionHasAFileThatTheManifestIsReadWith) {
  const sys::TempDir temp;
  RunStore store = RunStore::open_for_writing(temp.path());
  store.write_manifest({.suites = {{.id = "s"}}});
  store.add_session({.started_at = "2026-11-02T00:00:00.000Z", .order = {"second"}});
  store.add_session({.started_at = "2026-11-01T00:00:00.000Z", .order = {"first"}});
  store.write_manifest(*store.manifest());
  const auto sessions = store.manifest()->sessions;
  ASSERT_EQ(sessions.size(), 2u);
  EXPECT_EQ(sessions[0].order, std::vector<std::string>{"first"});
  EXPECT_THAT(sys::read_file(temp.path() / "manifest.json"), ::testing::Not(::testing::HasSubstr("sessions")));
}

TEST(RunStore, ARunOfSchema1KeepsItsSessionsInTheManifest) {
  const sys::TempDir temp;
  RunStore store = RunStore::open_for_writing(temp.path());
  store.write_manifest({.schema = 1, .suites = {{.id = "s"}}});
  store.add_session({.started_at = "1"});
  store.add_session({.started_at = "2"});
  EXPECT_EQ(store.manifest()->sessions.size(), 2u);
  EXPECT_FALSE(fs::exists(temp.path() / "sessions"));
}

}  // namespace
}  // namespace quantladder::store
