#include "store/model_json.h"

namespace quantladder::store {
namespace {

const char* thinking_id(core::Thinking thinking) {
  switch (thinking) {
    case core::Thinking::unset:
      return "unset";
    case core::Thinking::on:
      return "on";
    case core::Thinking::off:
      return "off";
  }
  return "unset";
}

core::Thinking thinking_from(const std::string& id) {
  if (id == "on") return core::Thinking::on;
  return id == "off" ? core::Thinking::off : core::Thinking::unset;
}

Json server_json(const core::ServerSettings& server) {
  Json json{{"binary", server.binary},
            {"ctx", server.ctx},
            {"parallel", server.parallel},
            {"gpu_layers", optional_json(server.gpu_layers)},
            {"flash_attention", optional_json(server.flash_attention)},
            {"cache_type_k", optional_json(server.cache_type_k)},
            {"cache_type_v", optional_json(server.cache_type_v)},
            {"threads", optional_json(server.threads)},
            {"chat_template_file", optional_json(server.chat_template_file)},
            {"extra_args", server.extra_args},
            {"start_timeout_s", server.start_timeout_s}};
  if (server.program_options) json["program_options"] = *server.program_options;
  if (server.tools) json["tools"] = *server.tools;
  return json;
}

core::ServerSettings server_from(const Json& json) {
  core::ServerSettings server;
  server.binary = json.at("binary");
  server.ctx = json.at("ctx");
  server.parallel = json.at("parallel");
  server.gpu_layers = optional_from<int>(json, "gpu_layers");
  server.flash_attention = optional_from<bool>(json, "flash_attention");
  server.cache_type_k = optional_from<std::string>(json, "cache_type_k");
  server.cache_type_v = optional_from<std::string>(json, "cache_type_v");
  server.threads = optional_from<int>(json, "threads");
  server.chat_template_file = optional_from<std::string>(json, "chat_template_file");
  server.extra_args = json.at("extra_args").get<std::vector<std::string>>();
  server.program_options = optional_from<std::vector<std::string>>(json, "program_options");
  server.tools = optional_from<std::string>(json, "tools");
  server.start_timeout_s = json.at("start_timeout_s");
  return server;
}

}  // namespace

Json model_json(const core::Model& model) {
  return {{"id", model.id},
          {"provider", model.provider},
          {"quant", model.quant},
          {"approach", model.approach},
          {"file", model.file},
          {"hf", model.hf},
          {"endpoint", model.endpoint},
          {"served_model", model.served_model},
          {"sha256", optional_json(model.sha256)},
          {"api_key_env", optional_json(model.api_key_env)},
          {"server", server_json(model.server)}};
}

core::Model model_from(const Json& json) {
  core::Model model;
  model.id = json.at("id");
  model.provider = json.at("provider");
  model.quant = json.at("quant");
  model.approach = json.at("approach");
  model.file = json.at("file");
  model.hf = json.at("hf");
  model.endpoint = json.at("endpoint");
  model.served_model = json.value("served_model", "");  // absent in older runs
  model.sha256 = optional_from<std::string>(json, "sha256");
  model.api_key_env = optional_from<std::string>(json, "api_key_env");
  model.server = server_from(json.at("server"));
  return model;
}

Json request_settings_json(const core::RequestSettings& settings) {
  const core::Sampling& sampling = settings.sampling;
  return {{"profile", sampling.profile},
          {"temperature", optional_json(sampling.temperature)},
          {"top_p", optional_json(sampling.top_p)},
          {"top_k", optional_json(sampling.top_k)},
          {"min_p", optional_json(sampling.min_p)},
          {"presence_penalty", optional_json(sampling.presence_penalty)},
          {"repeat_penalty", optional_json(sampling.repeat_penalty)},
          {"thinking", thinking_id(settings.thinking)},
          {"max_tokens", settings.max_tokens},
          {"stop", settings.stop},
          {"request_extra",
           settings.request_extra_json.empty() ? Json(nullptr) : Json::parse(settings.request_extra_json)}};
}

core::RequestSettings request_settings_from(const Json& json) {
  core::RequestSettings settings;
  settings.sampling.profile = json.at("profile");
  settings.sampling.temperature = optional_from<double>(json, "temperature");
  settings.sampling.top_p = optional_from<double>(json, "top_p");
  settings.sampling.top_k = optional_from<int>(json, "top_k");
  settings.sampling.min_p = optional_from<double>(json, "min_p");
  settings.sampling.presence_penalty = optional_from<double>(json, "presence_penalty");
  settings.sampling.repeat_penalty = optional_from<double>(json, "repeat_penalty");
  settings.thinking = thinking_from(json.at("thinking"));
  settings.max_tokens = json.at("max_tokens");
  settings.stop = json.at("stop").get<std::vector<std::string>>();
  if (const Json& extra = json.at("request_extra"); !extra.is_null()) settings.request_extra_json = extra.dump();
  return settings;
}

Json gguf_json(const core::GgufFacts& facts) {
  return {{"architecture", facts.architecture},
          {"name", facts.name},
          {"file_type", facts.file_type},
          {"file_bytes", facts.file_bytes},
          {"tensor_bytes", facts.tensor_bytes},
          {"parameters", facts.parameters},
          {"context_length", facts.context_length},
          {"vocabulary", facts.vocabulary},
          {"tokenizer_sha256", facts.tokenizer_sha256},
          {"chat_template_sha256", facts.chat_template_sha256},
          {"tensor_types", facts.tensor_types},
          {"bits_per_weight", facts.bits_per_weight()}};
}

core::GgufFacts gguf_from(const Json& json) {
  core::GgufFacts facts;
  facts.architecture = json.at("architecture");
  facts.name = json.at("name");
  facts.file_type = json.at("file_type");
  facts.file_bytes = json.at("file_bytes");
  facts.tensor_bytes = json.at("tensor_bytes");
  facts.parameters = json.at("parameters");
  facts.context_length = json.at("context_length");
  facts.vocabulary = json.at("vocabulary");
  facts.tokenizer_sha256 = json.at("tokenizer_sha256");
  facts.chat_template_sha256 = json.at("chat_template_sha256");
  facts.tensor_types = json.at("tensor_types").get<std::map<std::string, int>>();
  return facts;
}

}  // namespace quantladder::store
