#include "tasks/conversations.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tasks/ids.h"
#include "tasks/task_files.h"

namespace quantladder::tasks {
namespace {

using core::LoadMode;
using sys::CheckedObject;

constexpr int kMostAnswerTokens = 1 << 20;

Task& task_of(CheckedObject& object, Suite& suite, const std::string& id, std::set<std::string>& asked) {
  const auto task =
      std::find_if(suite.tasks.begin(), suite.tasks.end(), [&](const Task& each) { return each.id == id; });
  if (task == suite.tasks.end()) object.fail("turns", fmt::format("\"{}\" is none of \"tasks\"", id));
  if (!asked.insert(id).second) object.fail("turns", fmt::format("\"{}\" is asked twice", id));
  return *task;
}

// Puts a turn's references behind those of the turns before it.
void add_files(std::vector<core::AnswerFile>& earlier, const Task& task) {
  earlier = assembled({.earlier = std::move(earlier)}, task.reference);
}

Conversation read_conversation(CheckedObject& object, Suite& suite, std::set<std::string>& asked) {
  Conversation conversation;
  conversation.id = read_id(object);
  conversation.title = object.optional_string("title").value_or(conversation.id);
  conversation.system = object.optional_string("system").value_or("");
  const auto tokens = object.optional_integer("max_tokens").value_or(conversation.max_tokens);
  if (tokens < 1 || tokens > kMostAnswerTokens)
    object.fail("max_tokens", fmt::format("must be between 1 and {}", kMostAnswerTokens));
  conversation.max_tokens = static_cast<int>(tokens);
  conversation.turns = object.strings("turns");
  if (conversation.turns.empty()) object.fail("turns", "names no task");
  std::vector<core::AnswerFile> earlier;
  for (const std::string& id : conversation.turns) {
    Task& task = task_of(object, suite, id, asked);
    task.earlier = earlier;
    add_files(earlier, task);
  }
  object.finish();
  return conversation;
}

void refuse_unasked(CheckedObject& object, const Suite& suite, const std::set<std::string>& asked) {
  for (const Task& task : suite.tasks) {
    if (!asked.contains(task.id)) object.fail("tasks", fmt::format("no conversation asks \"{}\"", task.id));
  }
}

}  // namespace

std::vector<core::LoadItem> make_load_items(const std::vector<int>& levels, const std::vector<LoadMode>& modes) {
  std::vector<core::LoadItem> items;
  for (const LoadMode mode : modes) {
    for (const int level : levels) items.push_back({.mode = mode, .level = level});
  }
  return items;
}

void read_load_conversations(CheckedObject& object, Suite& suite) {
  std::set<std::string> asked;
  std::set<std::string> ids;
  CheckedObject primary = object.object("primary");
  suite.load.primary = read_conversation(primary, suite, asked);
  ids.insert(suite.load.primary.id);
  for (CheckedObject& side : object.objects("side")) {
    suite.load.side.push_back(read_conversation(side, suite, asked));
    if (!ids.insert(suite.load.side.back().id).second) side.fail("id", "another conversation has it");
  }
  if (suite.load.side.empty()) object.fail("side", "names no conversation");
  refuse_unasked(object, suite, asked);
  suite.prompts_sha256 = hash_of_prompts(suite);
  suite.load.items = make_load_items({1, 2, 3}, {LoadMode::once, LoadMode::sustained});
}

}  // namespace quantladder::tasks
