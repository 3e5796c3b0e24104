#include "backend.h"
#include "quantladder/sys/files.h"
#include "support/fake_server.h"

namespace quantladder::test {

core::Model contract_model() {
  // A probe takes its time, as with a real model: otherwise its stream would be over before anything can befall it.
  static const FakeScenario scenario(R"({"rules": [{"match": {"kind": "probe"}, "reply": {"ms_per_token": 2}}]})");
  core::Model model;
  model.id = "fake";
  model.file = (scenario.folder() / "fake.gguf").string();
  sys::write_file(model.file, "no more than a name");
  model.server.binary = FakeScenario::program();
  model.server.tools = QUANTLADDER_SOURCE_DIR "/tests/fakes/llama.cpp";
  model.server.threads = 1;
  return model;
}

}  // namespace quantladder::test
