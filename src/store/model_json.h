// core::Model and its parts as JSON, shared by the manifest and the record.
#pragma once

#include "quantladder/core/model.h"
#include "store/json_fields.h"

namespace quantladder::store {

Json model_json(const core::Model& model);
core::Model model_from(const Json& json);

Json request_settings_json(const core::RequestSettings& settings);
core::RequestSettings request_settings_from(const Json& json);

Json gguf_json(const core::GgufFacts& facts);
core::GgufFacts gguf_from(const Json& json);

}  // namespace quantladder::store
