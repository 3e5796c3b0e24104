// The fields of a model, its settings and its file, as the manifest and the record hold them.
#pragma once

#include "quantladder/core/model.h"
#include "store/fields.h"

namespace quantladder::store {

template <>
struct Fields<core::Sampling> {
  using T = core::Sampling;
  static constexpr auto all =
      std::tuple(field("profile", &T::profile), field("temperature", &T::temperature), field("top_p", &T::top_p),
                 field("top_k", &T::top_k), field("min_p", &T::min_p), field("presence_penalty", &T::presence_penalty),
                 field("repeat_penalty", &T::repeat_penalty));
};

template <>
struct Fields<core::RequestSettings> {
  using T = core::RequestSettings;
  static constexpr auto all =
      std::tuple(fields_of(&T::sampling), field("thinking", &T::thinking), field("max_tokens", &T::max_tokens),
                 field("stop", &T::stop), json_text("request_extra", &T::request_extra_json));
};

template <>
struct Fields<core::Draft> {
  using T = core::Draft;
  static constexpr auto all =
      std::tuple(field("type", &T::type), text_if_any("file", &T::file), field_if_set("max_tokens", &T::max_tokens),
                 field_if_set("min_probability", &T::min_probability), field_if_set("gpu_layers", &T::gpu_layers));
};

template <>
struct Fields<core::ServerSettings> {
  using T = core::ServerSettings;
  static constexpr auto all = std::tuple(
      field("binary", &T::binary), field("ctx", &T::ctx), field("parallel", &T::parallel),
      field("gpu_layers", &T::gpu_layers), field("flash_attention", &T::flash_attention),
      field("cache_type_k", &T::cache_type_k), field("cache_type_v", &T::cache_type_v), field("threads", &T::threads),
      field("chat_template_file", &T::chat_template_file), field_if_set("draft", &T::draft),
      field("extra_args", &T::extra_args), field_if_set("program_options", &T::program_options),
      field_if_set("tools", &T::tools), field("start_timeout_s", &T::start_timeout_s));
};

template <>
struct Fields<core::Model> {
  using T = core::Model;
  static constexpr auto all = std::tuple(
      field("id", &T::id), field("provider", &T::provider), field("quant", &T::quant), field("approach", &T::approach),
      text_if_any("made_from", &T::made_from), field("file", &T::file), field("hf", &T::hf),
      field("endpoint", &T::endpoint), field("served_model", &T::served_model, Absent::keeps_default),
      field("sha256", &T::sha256), field("api_key_env", &T::api_key_env), field("server", &T::server),
      field_if_set("in_flight", &T::in_flight));
};

template <>
struct Fields<core::WeightShare> {
  using T = core::WeightShare;
  static constexpr auto all = std::tuple(field("weights", &T::weights), field("bytes", &T::bytes),
                                         computed("bits_per_weight", &T::bits), field("types", &T::types));
};

template <>
struct Fields<core::RoleShare> {
  using T = core::RoleShare;
  static constexpr auto all = std::tuple(field("role", &T::role), fields_of(&T::share));
};

template <>
struct Fields<core::LayerShare> {
  using T = core::LayerShare;
  static constexpr auto all = std::tuple(field("layer", &T::layer), fields_of(&T::share));
};

template <>
struct Fields<core::ImatrixFacts> {
  using T = core::ImatrixFacts;
  static constexpr auto all = std::tuple(field("file", &T::file), field("dataset", &T::dataset),
                                         field("entries", &T::entries), field("chunks", &T::chunks));
};

template <>
struct Fields<core::Finding> {
  using T = core::Finding;
  static constexpr auto all =
      std::tuple(field("id", &T::id), field("severity", &T::severity), field("tensors", &T::tensors),
                 field("reason", &T::reason), field("remedy", &T::remedy));
};

template <>
struct Fields<core::Anatomy> {
  using T = core::Anatomy;
  static constexpr auto all =
      std::tuple(field("layers", &T::layers), field("experts", &T::experts), field("experts_used", &T::experts_used),
                 field("mtp_layers", &T::mtp_layers), field("tied_output", &T::tied_output), fields_of(&T::all),
                 field("roles", &T::roles), field("by_layer", &T::by_layer), field("imatrix", &T::imatrix),
                 computed("in_words", &T::in_words), field("findings", &T::findings));
};

template <>
struct Fields<core::FileDifference::Part> {
  using T = core::FileDifference::Part;
  static constexpr auto all = std::tuple(field("name", &T::name), field("a", &T::a), field("b", &T::b));
};

template <>
struct Fields<core::FileDifference::RolePart> {
  using T = core::FileDifference::RolePart;
  static constexpr auto all = std::tuple(field("role", &T::role), field("a", &T::a), field("b", &T::b));
};

template <>
struct Fields<core::FileDifference> {
  using T = core::FileDifference;
  static constexpr auto all = std::tuple(field("metadata", &T::metadata), field("roles", &T::roles),
                                         field("tensors", &T::tensors), field("equal_types", &T::equal_types),
                                         field("equal_data", &T::equal_data), field("findings", &T::findings));
};

template <>
struct Fields<core::CacheLayers> {
  using T = core::CacheLayers;
  static constexpr auto all = std::tuple(field("layers", &T::layers), field("k_row", &T::k_row),
                                         field("v_row", &T::v_row), field("window", &T::window));
};

template <>
struct Fields<core::CacheShape> {
  using T = core::CacheShape;
  static constexpr auto all = std::tuple(field("layers", &T::layers), text_if_any("not_known", &T::not_known));
};

template <>
struct Fields<core::GgufFacts> {
  using T = core::GgufFacts;
  static constexpr auto all = std::tuple(
      field("architecture", &T::architecture), field("name", &T::name), field("file_type", &T::file_type),
      field("file_bytes", &T::file_bytes), field("tensor_bytes", &T::tensor_bytes), field("parameters", &T::parameters),
      field("context_length", &T::context_length), field("vocabulary", &T::vocabulary),
      field("tokenizer_sha256", &T::tokenizer_sha256), field("chat_template_sha256", &T::chat_template_sha256),
      field("tensor_types", &T::tensor_types), computed("bits_per_weight", &T::bits_per_weight),
      field_if_set("anatomy", &T::anatomy), field_if_set("kv_cache", &T::kv_cache));
};

}  // namespace quantladder::store
