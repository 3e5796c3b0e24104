// The life of one llama-server process.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "quantladder/core/model.h"
#include "quantladder/core/record.h"
#include "quantladder/llama/patience.h"

namespace quantladder::llama {

// A running server, or one the user runs (endpoint). Destruction stops it: SIGTERM, a second one, SIGKILL.
class Server {
 public:
  virtual ~Server() = default;
  virtual std::string base_url() const = 0;  // "http://127.0.0.1:18431"
  virtual int pid() const = 0;               // 0 for an endpoint
  virtual bool alive() = 0;                  // false once the process has ended; true for an endpoint
  virtual std::string last_words() = 0;      // tail of its log, printable
  // One line: how it ended and the telling line of its log; empty for an endpoint.
  virtual std::string cause_of_death() = 0;
  virtual void stop() = 0;  // idempotent; close all connections first
  // Filled at the start: argv, version, hashes, /props facts, load time.
  virtual const core::ServerStart& facts() const = 0;
};

struct StartFailure {
  std::string reason;  // one line: "exited with exit code 1, noticed 0.1 s after its start: failed to open GGUF ..."
  core::ServerStart facts;  // argv, version and hash of what was started
  std::string last_words;   // tail of its log, printable
};

struct StartResult {
  std::unique_ptr<Server> server;  // null: see failure
  StartFailure failure;
};

using OnSpawned = std::function<void(int pid)>;

// The seam between the run loop and the machine.
class ServerLauncher {
 public:
  virtual ~ServerLauncher() = default;
  // Blocks until healthy, failed, timed out (model.server.start_timeout_s) or stopped. `log_file` receives the
  // server's output. A server that would not start is a value; only a missing binary throws core::Error(environment).
  // `on_spawned` is told the pid as soon as there is one, before the model is loaded (so that a memory meter still sees
  // the idle machine); never for an endpoint. `on_waiting` is told of a wait of more than two seconds.
  virtual StartResult start(const core::Model& model, const std::string& log_file, std::stop_token stop,
                            const OnSpawned& on_spawned = {}, const OnWaiting& on_waiting = {}) = 0;
};

std::unique_ptr<ServerLauncher> make_server_launcher();

// Returns the exact command line that serves `model`, without the port: what a user would type. The sampling and the
// thinking of `requests` become the server's defaults, so that a client that sends none is answered as the tasks were.
// Pure.
std::vector<std::string> serve_command(const core::Model& model, const core::RequestSettings& requests = {});
// Returns it without the flags that the model's program does not know, as it is measured. Asks the program; throws
// core::Error(environment) when it is not there.
std::vector<std::string> known_serve_command(const core::Model& model, const core::RequestSettings& requests = {});

// Returns one line about the first of `extra_args` that quantladder says itself, or that would undo what it says, and
// what to do instead: the last word counts on the command line. nullopt: all of them are the user's to say. Pure.
std::optional<std::string> find_owned_option(const std::vector<std::string>& extra_args);

// The settings that only a server which quantladder starts can be given, by their names in the configuration.
struct StartSetting {
  const char* name;
  bool (*is_set)(const core::ServerSettings&);
};
const std::array<StartSetting, 10>& start_settings();

struct BinaryFacts {
  std::string path;
  std::string version;  // the --version line; empty when it could not be read
  std::string sha256;   // with its own shared libraries, where it has some
};
// Throws core::Error(environment) with the remedy when the binary is not there.
BinaryFacts inspect_binary(const std::string& binary);

// Returns those of the tensor types ("IQ4_KS") that the model's llama-server does not have: it cannot load a file with
// them. Empty where that is not known: an endpoint, no such program, one that does not name its types as ggml does.
std::vector<std::string> types_lacked_by_program(const core::Model& model, const std::vector<std::string>& types);

// Returns whether the server computes on the CPU: no GPU layers are asked for, or the binary lists no devices.
bool runs_on_cpu(const core::Model& model);

}  // namespace quantladder::llama
