// libcurl's handles with an owner, and the options every request of ours shares.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "quantladder/llama/patience.h"

namespace quantladder::llama {

template <auto kFree>
struct CurlDeleter {
  template <typename Handle>
  void operator()(Handle* handle) const {
    kFree(handle);
  }
};
using CurlEasy = std::unique_ptr<CURL, CurlDeleter<curl_easy_cleanup>>;
using CurlMulti = std::unique_ptr<CURLM, CurlDeleter<curl_multi_cleanup>>;
using CurlList = std::unique_ptr<curl_slist, CurlDeleter<curl_slist_free_all>>;

// A request ready but for its callbacks. A connection of its own, closed afterwards: an idle one would keep
// llama-server from stopping, and a kept-alive one that the server has just closed would look like a lost server. No
// proxy from the environment, no redirects, HTTP/1.1, TCP_NODELAY, no signals. A null `body` makes it a GET.
struct CurlRequest {
  CurlEasy easy;
  CurlList headers;
};
CurlRequest make_curl_request(const std::string& url, const std::string& api_key, const std::string* body);

// "http://host:1234/v1/" -> "http://host:1234": what paths are appended to.
std::string normalised_base_url(const std::string& url);

struct HttpReply {
  int status = 0;         // 0: no answer
  std::string body;       // at most 16 MiB
  std::string error;      // why there is no answer
  bool hopeless = false;  // waiting would not mend that: a certificate, a port that speaks another protocol
  std::optional<std::chrono::seconds> retry_after;  // as the server asked
};
// A stop request ends either within a second, as one without an answer.
HttpReply http_get(const std::string& url, const std::string& api_key, const Patience& patience);
HttpReply http_post_json(const std::string& url, const std::string& api_key, const std::string& body,
                         const Patience& patience);

// Returns the Retry-After header of a response, in seconds or as a date; nullopt without one.
std::optional<std::chrono::seconds> retry_after(CURL* easy);

// Returns the text as a value in a query: "a/b c" -> "a%2Fb%20c".
std::string escaped_for_query(const std::string& text);

}  // namespace quantladder::llama
