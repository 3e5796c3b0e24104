// Is a server ready to answer?
#pragma once

#include <string>

namespace quantladder::llama {

enum class Health {
  ready,
  loading,  // it says so itself (503), or that it is busy
  silent,   // no connection, or no answer in time
  wrong,    // something else answers there, or nothing ever will: a certificate that is not trusted
};
struct HealthReply {
  Health health = Health::silent;
  std::string detail;  // one line
};

// /health, and where a server does not know it, /v1/models.
HealthReply ask_health(const std::string& base_url, const std::string& api_key);

}  // namespace quantladder::llama
