// What a fuzz target holds the code to.
#pragma once

#include <cstdlib>
#include <iostream>

inline void require(bool holds, const char* promise) {
  if (holds) return;
  std::cerr << "broken promise: " << promise << "\n";
  std::abort();
}
