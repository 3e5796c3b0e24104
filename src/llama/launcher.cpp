#include "llama/launch.h"
#include "quantladder/llama/server.h"

namespace quantladder::llama {
namespace {

class Launcher final : public ServerLauncher {
 public:
  StartResult start(const core::Model& model, const std::string& log_file, std::stop_token stop,
                    const OnSpawned& on_spawned, const OnWaiting& on_waiting) override {
    if (!model.endpoint.empty()) return connect_endpoint(model, stop, on_waiting);
    return start_process_server(model, log_file, stop, on_spawned, on_waiting);
  }
};

}  // namespace

std::unique_ptr<ServerLauncher> make_server_launcher() { return std::make_unique<Launcher>(); }

}  // namespace quantladder::llama
