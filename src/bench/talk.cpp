#include "bench/talk.h"

namespace quantladder::bench {

Talk::Talk(const tasks::Suite& suite, const tasks::Conversation& conversation, int agent, int visit)
    : suite_(&suite), conversation_(&conversation), agent_(agent), visit_(visit) {
  if (!conversation.system.empty()) messages_.push_back({core::Role::system, conversation.system});
  ask();
}

std::size_t Talk::bytes() const {
  std::size_t sum = 0;
  for (const core::Message& message : messages_) sum += message.content.size();
  return sum;
}

void Talk::answer(const std::string& text) {
  messages_.push_back({core::Role::assistant, text});
  ++turn_;
  ask();
}

}  // namespace quantladder::bench
