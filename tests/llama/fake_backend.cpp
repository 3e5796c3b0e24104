#include "backend.h"
#include "support/fake_server.h"

namespace quantladder::test {

core::Model contract_model() {
  core::Model model;
  model.id = "fake";
  model.file = "fake.gguf";
  model.server.binary = FakeScenario::program();
  return model;
}

}  // namespace quantladder::test
