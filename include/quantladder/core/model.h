// A model is one GGUF file (or a server the user runs) with its settings.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/anatomy.h"
#include "quantladder/core/closed_set.h"
#include "quantladder/core/memory_need.h"

namespace quantladder::core {

// Samplers by the names llama-server reads; an unset field is not sent and keeps the server's default.
struct Sampling {
  std::string profile;  // the name it was chosen by, for reports
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::optional<int> top_k;
  std::optional<double> min_p;
  std::optional<double> presence_penalty;
  std::optional<double> repeat_penalty;

  friend bool operator==(const Sampling&, const Sampling&) = default;
};

enum class Thinking { unset, on, off };
template <>
inline constexpr std::array<NamedValue<Thinking>, 3> kIds<Thinking>{
    {{Thinking::on, "on"}, {Thinking::off, "off"}, {Thinking::unset, "unset"}}};

// The settings of each request of a (model, task).
struct RequestSettings {
  Sampling sampling;
  Thinking thinking = Thinking::unset;
  int max_tokens = 0;              // always > 0 once resolved
  std::vector<std::string> stop;   // stop strings
  std::string request_extra_json;  // a JSON object merged into the body; empty = none

  friend bool operator==(const RequestSettings&, const RequestSettings&) = default;
};

// What guesses the next tokens, which the model then checks several at a time (speculative decoding).
enum class Drafter { model, mtp, ngram_simple, ngram_map_k, ngram_map_k4v, ngram_mod, ngram_cache };
struct DrafterRow {
  Drafter value;
  std::string_view id;
  std::string_view spec_type;  // as llama-server calls it
  bool has_file = false;       // a model of its own
  bool is_network = false;     // it computes each token, so how many and how sure is for the settings to say
};
template <>
inline constexpr std::array<DrafterRow, 7> kIds<Drafter>{{
    {Drafter::model, "model", "draft-simple", true, true},
    {Drafter::mtp, "mtp", "draft-mtp", false, true},
    {Drafter::ngram_simple, "ngram-simple", "ngram-simple"},
    {Drafter::ngram_map_k, "ngram-map-k", "ngram-map-k"},
    {Drafter::ngram_map_k4v, "ngram-map-k4v", "ngram-map-k4v"},
    {Drafter::ngram_mod, "ngram-mod", "ngram-mod"},
    {Drafter::ngram_cache, "ngram-cache", "ngram-cache"},
}};

struct Draft {
  Drafter type = Drafter::model;
  std::string file;                       // resolved path of the (first shard of the) draft model; empty: it has none
  std::optional<int> max_tokens;          // at once
  std::optional<double> min_probability;  // less likely tokens end a draft
  std::optional<int> gpu_layers;          // of the draft model

  friend bool operator==(const Draft&, const Draft&) = default;
};

struct ServerSettings {
  std::string binary = "llama-server";  // a path, or a name looked up on PATH
  int ctx = 8192;                       // tokens per slot
  int parallel = 1;                     // slots
  std::optional<int> gpu_layers;
  std::optional<bool> flash_attention;
  std::optional<std::string> cache_type_k;
  std::optional<std::string> cache_type_v;
  std::optional<int> threads;
  std::optional<std::string> chat_template_file;
  std::optional<Draft> draft;  // nullopt: every token is the model's own
  std::vector<std::string> extra_args;
  std::optional<std::vector<std::string>> program_options;  // what the program knows, in place of what its help lists
  std::optional<std::string> tools;                         // folder of llama.cpp's other programs
  double start_timeout_s = 300;                             // health wait

  friend bool operator==(const ServerSettings&, const ServerSettings&) = default;
};

struct Model {
  std::string id;  // [A-Za-z0-9._-]+, also a folder name
  std::string provider;
  std::string quant;
  std::string approach;
  std::string made_from;  // id of the quantized model that its file was made from again; empty: of none
  // Exactly one of the three:
  std::string file;                        // resolved path of the (first shard of the) GGUF
  std::string hf;                          // repo[:quant], passed to llama-server as -hf
  std::string endpoint;                    // base URL of a server the user runs
  std::string served_model;                // what requests to the endpoint name as "model"; empty: nothing
  std::optional<std::string> sha256;       // expected
  std::optional<std::string> api_key_env;  // name of the variable that holds the endpoint's key
  ServerSettings server;
  std::optional<int> in_flight;  // most requests at once; nullopt: as many as the server has slots

  int most_in_flight() const { return in_flight.value_or(server.parallel); }
};

// Facts read from a GGUF header.
struct GgufFacts {
  std::string architecture;
  std::string name;
  std::string file_type;           // "Q4_K - Medium", or "type 15" when the number is unknown
  std::uint64_t file_bytes = 0;    // all shards
  std::uint64_t tensor_bytes = 0;  // sum of the tensors' sizes
  std::uint64_t parameters = 0;    // sum of the tensors' elements
  std::uint64_t context_length = 0;
  std::uint64_t vocabulary = 0;
  std::string tokenizer_sha256;             // over model, pre-tokenizer, tokens and merges
  std::string chat_template_sha256;         // empty: the file has none
  std::map<std::string, int> tensor_types;  // type name -> number of tensors
  std::optional<Anatomy> anatomy;           // nullopt: an older run
  std::optional<CacheShape> kv_cache;       // likewise
  double bits_per_weight() const {
    return parameters == 0 ? 0.0 : 8.0 * static_cast<double>(tensor_bytes) / static_cast<double>(parameters);
  }
};

}  // namespace quantladder::core
