#include <unistd.h>

#include <utility>

#include "quantladder/sys/process.h"

namespace quantladder::sys {

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

int Fd::release() { return std::exchange(fd_, -1); }

void Fd::reset() {
  // No retry on EINTR: Linux has released the number by then, and another thread may own it already.
  if (fd_ >= 0) close(release());
}

}  // namespace quantladder::sys
