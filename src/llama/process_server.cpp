#include "llama/launch.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

#include "llama/arguments.h"
#include "llama/binary.h"
#include "llama/curl.h"
#include "llama/props.h"
#include "llama/server_log.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPortAttempts = 3;
constexpr std::chrono::milliseconds kBetweenChecks{25};
constexpr std::chrono::milliseconds kGrace{2000};  // after each SIGTERM
constexpr std::size_t kTailBytes = 64 << 10;
constexpr std::size_t kLastWordsBytes = 4 << 10;
constexpr std::size_t kStartBytes = 1 << 20;  // of all that is logged until it is ready

// The list lacks even -m, so the help is not read rightly, or is none.
constexpr const char* kNoOptionsListed =
    "the program's --help lists no option that could be recognised, so none of those was passed that not every build "
    "knows (-no-kvu, -fit off, --jinja, --cache-ram 0, ...); say in server.program_options what it knows";

// Free at this moment; another program may still take it before the server does, hence the attempts.
int find_free_port() {
  const sys::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (!socket.valid() || ::bind(socket.get(), raw, size) != 0 || ::getsockname(socket.get(), raw, &size) != 0) {
    throw core::Error(core::ErrorKind::environment, std::string("no free port on 127.0.0.1: ") + std::strerror(errno));
  }
  return ntohs(address.sin_port);
}

std::uint64_t size_of(const std::string& path) {
  std::error_code none;
  const auto size = std::filesystem::file_size(path, none);
  return none ? 0 : size;
}

class ProcessServer final : public Server {
 public:
  ProcessServer(const core::Model& model, const BinaryKnowledge& binary, const std::string& log_file)
      : log_file_(log_file), log_start_(size_of(log_file)), process_(spawn(model, binary)) {}
  ~ProcessServer() override { stop(); }

  std::string base_url() const override { return base_url_; }
  int pid() const override { return process_.pid(); }
  bool alive() override { return !has_ended(); }
  std::string last_words() override { return printable_log(read_log_tail(log_file_, log_start_, kLastWordsBytes)); }
  std::string cause_of_death() override { return has_ended() ? death_ : "it has not ended"; }
  const core::ServerStart& facts() const override { return facts_; }

  // A streaming client that is still connected keeps llama-server from stopping; a second SIGTERM does not wait for it.
  void stop() override {
    for (int i = 0; i < 2 && process_.running(); ++i) {
      process_.signal(SIGTERM);
      process_.wait_for(kGrace);
    }
    process_.kill_group();
  }

  // Returns empty when it is ready; else why not.
  std::string wait_until_ready(const core::Model& model, std::stop_token stop, const OnWaiting& on_waiting);
  std::string read_facts(const core::Model& model);
  bool lost_its_port() const { return log().find("couldn't bind") != std::string::npos; }

 private:
  sys::Process spawn(const core::Model& model, const BinaryKnowledge& binary);
  std::string log() const { return read_log_tail(log_file_, log_start_, kTailBytes); }
  bool has_ended();
  std::string describe_exit();
  std::string describe_silence(const HttpReply& props);

  std::string base_url_;
  std::string log_file_;
  std::uint64_t log_start_;  // the file may hold earlier starts
  core::ServerStart facts_;
  std::string death_;  // told once: asked again later, the time and the log would be others
  Clock::time_point started_;
  sys::Process process_;  // last: spawn() fills the members above
};

sys::Process ProcessServer::spawn(const core::Model& model, const BinaryKnowledge& binary) {
  const int port = find_free_port();
  auto environment = scrub_environment(environ);
  base_url_ = fmt::format("http://127.0.0.1:{}", port);
  facts_.model = model.id;
  facts_.version = binary.facts.version;
  facts_.binary_sha256 = binary.facts.sha256;
  const Flags flags = flags_of(model.server);
  facts_.argv = launch_command(model, binary.facts.path, port, flags);
  if (flags.empty() && !model.server.program_options) facts_.doubts.emplace_back(kNoOptionsListed);
  facts_.scrubbed_env = environment.removed;
  facts_.started_at = sys::utc_now();
  started_ = Clock::now();
  return sys::Process::spawn({.argv = facts_.argv, .env = environment.kept, .output_file = log_file_});
}

bool ProcessServer::has_ended() {
  if (death_.empty() && !process_.running()) death_ = describe_exit();
  return !death_.empty();
}

// Nobody watches a server all the time, so the moment of its death is not known, only that of its discovery.
std::string ProcessServer::describe_exit() {
  const auto status = process_.exit_status();
  const auto line = telling_line(log());
  const bool by_code = status && status->signal == 0;
  return fmt::format("{}{}, noticed {:.1f} s after its start: {}", by_code ? "exited with " : "ended by ",
                     status ? sys::to_string(*status) : "unknown status",
                     std::chrono::duration<double>(Clock::now() - started_).count(),
                     line.empty() ? "nothing in its log" : line);
}

std::string ProcessServer::wait_until_ready(const core::Model& model, std::stop_token stop,
                                            const OnWaiting& on_waiting) {
  const auto limit = started_ + std::chrono::duration<double>(model.server.start_timeout_s);
  SpokenWait wait(on_waiting);
  while (true) {
    const HealthReply reply = ask_health(base_url_, {});
    if (has_ended()) return death_;  // asked after: another program may answer on this port
    if (reply.health == Health::ready) break;
    if (stop.stop_requested()) return "interrupted";
    if (Clock::now() >= limit) {
      return fmt::format("not ready after {:.1f} s ({}): {}", model.server.start_timeout_s, reply.detail,
                         telling_line(log()));
    }
    wait.go_on(fmt::format("waiting for its server (at most {} s): {}", model.server.start_timeout_s, reply.detail));
    std::this_thread::sleep_for(kBetweenChecks);
  }
  facts_.load_ms = std::chrono::duration<double, std::milli>(Clock::now() - started_).count();
  return {};
}

// Returns why the server no longer answers; empty: it is still ready, and can be measured without /props.
std::string ProcessServer::describe_silence(const HttpReply& props) {
  const HealthReply health = ask_health(base_url_, {});
  if (health.health == Health::ready) return {};
  return fmt::format("it was ready and then answered no more: /props: {}; /health: {}", props.error, health.detail);
}

std::string ProcessServer::read_facts(const core::Model& model) {
  const HttpReply props = http_get(base_url_ + "/props", {}, {.limit = kPropsPatience});
  if (props.status == 200) read_props(props.body, facts_);
  facts_.buffers = parse_buffers(read_log_tail(log_file_, log_start_, kStartBytes));
  std::string silence = props.status == 0 ? describe_silence(props) : "";
  if (has_ended()) return death_;
  if (!silence.empty()) return silence;
  if (const auto other = find_other_model(model, facts_)) return *other;
  if (const auto shortage = find_shortage(model, facts_)) return *shortage;
  if (auto unchecked = find_unchecked(model, facts_, props)) facts_.doubts.push_back(std::move(*unchecked));
  return {};
}

}  // namespace

StartResult start_process_server(const core::Model& model, const std::string& log_file, std::stop_token stop,
                                 const OnSpawned& on_spawned, const OnWaiting& on_waiting) {
  const BinaryKnowledge& binary = know_binary(model.server.binary);
  for (int attempt = 1;; ++attempt) {
    auto server = std::make_unique<ProcessServer>(model, binary, log_file);
    if (on_spawned) on_spawned(server->pid());
    std::string problem = server->wait_until_ready(model, stop, on_waiting);
    if (problem.empty()) problem = server->read_facts(model);
    if (problem.empty()) return {std::move(server), {}};
    if (attempt < kPortAttempts && server->lost_its_port()) continue;
    return {nullptr, {problem, server->facts(), server->last_words()}};
  }
}

}  // namespace quantladder::llama
