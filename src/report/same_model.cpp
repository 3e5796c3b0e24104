#include "same_model.h"

namespace quantladder::report {

bool is_same_model(const core::ModelFacts& a, const core::ModelFacts& b) {
  const bool known = !a.gguf_sha256.empty() || !a.model.hf.empty() || !a.model.endpoint.empty();
  return known && a.gguf_sha256 == b.gguf_sha256 && a.model.hf == b.model.hf && a.model.endpoint == b.model.endpoint &&
         a.model.served_model == b.model.served_model && a.chat_template_sha256 == b.chat_template_sha256 &&
         a.requests == b.requests;
}

bool differ_in_load_alone(const core::ModelFacts& a, const core::ModelFacts& b) {
  return is_same_model(a, b) && a.model.server == b.model.server &&
         a.model.most_in_flight() != b.model.most_in_flight();
}

}  // namespace quantladder::report
