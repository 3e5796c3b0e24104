#include "quantladder/store/gguf_json.h"

#include "store/model_fields.h"

namespace quantladder::store {

std::string to_json(const core::GgufFacts& file) { return dump(Json(file)); }

std::string to_json(const core::GgufFacts& a, const core::GgufFacts& b, const core::FileDifference& difference) {
  Json json = Json::object();
  json["a"] = a;
  json["b"] = b;
  json["difference"] = difference;
  return dump(json);
}

}  // namespace quantladder::store
