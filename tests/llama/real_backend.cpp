#include "backend.h"
#include "support/real_llama.h"

namespace quantladder::test {

core::Model contract_model() {
  core::Model model;
  model.id = "tiny";
  model.file = tiny_model();
  model.server.binary = real_llama_server();
  model.server.gpu_layers = 0;
  model.server.threads = 1;
  return model;
}

}  // namespace quantladder::test
