// A number that no other worker of this process has meanwhile: as root it becomes the user id.
#pragma once

namespace quantladder::judge {

class UserNumber {
 public:
  UserNumber();
  UserNumber(const UserNumber&) = delete;
  UserNumber& operator=(const UserNumber&) = delete;
  ~UserNumber();
  unsigned value() const { return value_; }

 private:
  unsigned value_ = 0;
};

}  // namespace quantladder::judge
