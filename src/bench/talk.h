// One visit of a conversation: what was said so far, and what is asked next.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/message.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

class Talk {
 public:
  Talk(const tasks::Suite& suite, const tasks::Conversation& conversation, int agent, int visit);

  const tasks::Conversation& conversation() const { return *conversation_; }
  int agent() const { return agent_; }
  int visit() const { return visit_; }
  int turn() const { return turn_; }  // that is asked, from 1
  const tasks::Task& task() const { return *suite_->find(conversation_->turns[static_cast<std::size_t>(turn_) - 1]); }
  // All that the next request says: the system message, the turns so far with their answers, and this turn's prompt.
  const std::vector<core::Message>& messages() const { return messages_; }
  std::size_t bytes() const;  // of these
  bool is_last_turn() const { return static_cast<std::size_t>(turn_) == conversation_->turns.size(); }
  // Goes on to the next turn, with this answer to the present one.
  void answer(const std::string& text);

 private:
  void ask() { messages_.push_back({core::Role::user, task().prompt}); }

  const tasks::Suite* suite_;
  const tasks::Conversation* conversation_;
  int agent_;
  int visit_;
  int turn_ = 1;
  std::vector<core::Message> messages_;
};

}  // namespace quantladder::bench
