// Writes a megabyte durably. usage: big_writer create|replace PATH
#include <cstdio>
#include <cstring>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    const std::string content(1 << 20, 'x');
    if (std::strcmp(argv[1], "create") == 0) return quantladder::sys::create_file(argv[2], content) ? 0 : 1;
    quantladder::sys::replace_file(argv[2], content);
    return 0;
  } catch (const quantladder::core::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
}
