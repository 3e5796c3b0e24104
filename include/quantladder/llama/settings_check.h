// Reads back what the server will really do with a request: unknown fields are ignored silently by llama-server.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/model.h"
#include "quantladder/llama/patience.h"
#include "quantladder/llama/refusal.h"

namespace quantladder::llama {

// Says where requests go, and what they name.
struct ServerAddress {
  std::string base_url;
  std::string api_key;       // empty: none
  std::string served_model;  // empty: none is named
};

struct SettingsCheck {
  bool supported = false;  // false: the server has no `__verbose` (not llama-server)
  std::vector<std::string>
      differences;  // "temperature: asked 0.6, server uses 0.8"; "repetition_penalty: the server ignores it"
  std::string note;
  std::string failure;          // why there was no reply to compare: an HTTP status, no answer; empty otherwise
  RefusalMeaning refusal = {};  // what such a refusal means
};

// Sends one request of one token with verbose on, and compares every sampler and request_extra field with
// generation_settings. A server that says that it is loading, or when to ask again, is asked again while the patience
// lasts. A stop request ends it within a second.
SettingsCheck check_settings(const ServerAddress& server, const core::RequestSettings& settings,
                             const Patience& patience = {});

// Compares the body as it was sent with the reply. Pure.
SettingsCheck compare_settings(const std::string& body_json, const std::string& reply_json);

}  // namespace quantladder::llama
