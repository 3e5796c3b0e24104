#include "judge/sandbox/user_number.h"

#include <mutex>
#include <set>

namespace quantladder::judge {
namespace {

// All judges of this process share these: user ids belong to the machine.
std::mutex& mutex() {
  static std::mutex the_mutex;
  return the_mutex;
}
std::set<unsigned>& used() {
  static std::set<unsigned> the_used;
  return the_used;
}

}  // namespace

UserNumber::UserNumber() {
  const std::lock_guard lock(mutex());
  while (used().count(value_) != 0) ++value_;
  used().insert(value_);
}

UserNumber::~UserNumber() {
  const std::lock_guard lock(mutex());
  used().erase(value_);
}

}  // namespace quantladder::judge
