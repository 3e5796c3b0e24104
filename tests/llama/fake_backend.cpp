#include "backend.h"
#include "support/fake_server.h"

namespace quantladder::test {

core::Model contract_model() {
  // A probe takes its time, as with a real model: otherwise its stream would be over before anything can befall it.
  static const FakeScenario scenario(R"({"rules": [{"match": {"kind": "probe"}, "reply": {"ms_per_token": 2}}]})");
  core::Model model;
  model.id = "fake";
  model.file = "fake.gguf";
  model.server.binary = FakeScenario::program();
  return model;
}

}  // namespace quantladder::test
