// The one exception type of the project: it stops the command and is caught in main only.
// Every outcome of a measurement is a value instead (see outcome.h).
#pragma once

#include <stdexcept>
#include <string>

namespace quantladder::core {

enum class ErrorKind {
  usage,        // wrong flag, configuration key or task file: exit 2, before any GPU minute is spent
  environment,  // missing program, unwritable folder, full disk: exit 3, what was recorded stays
};

// `message` is one line that names the file, the place in it and the remedy.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace quantladder::core
