#include "llama/curl.h"

#include <new>

namespace quantladder::llama {
namespace {

constexpr std::size_t kMaxReplyBytes = 16 << 20;
constexpr long kConnectTimeoutMs = 10'000;

void initialise_curl_once() {
  static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(done);
}

void add_header(CurlList& list, const std::string& line) {
  curl_slist* grown = curl_slist_append(list.get(), line.c_str());
  if (grown == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(grown);
}

std::size_t append_capped(char* data, std::size_t, std::size_t size, void* out) {
  auto& body = *static_cast<std::string*>(out);
  if (body.size() + size > kMaxReplyBytes) return 0;
  body.append(data, size);
  return size;
}

// Called by libcurl at least once a second; another value than 0 ends the request.
int abort_on_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

HttpReply perform(CurlRequest request, std::chrono::milliseconds timeout, std::stop_token stop = {}) {
  CURL* easy = request.easy.get();
  HttpReply reply;
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append_capped);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply.body);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, abort_on_stop);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &stop);
  const CURLcode code = curl_easy_perform(easy);
  if (code != CURLE_OK) {
    reply.error = curl_easy_strerror(code);
    return reply;
  }
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  return reply;
}

}  // namespace

CurlRequest make_curl_request(const std::string& url, const std::string& api_key, const std::string* body) {
  initialise_curl_once();
  CurlRequest request;
  request.easy.reset(curl_easy_init());
  if (!request.easy) throw std::bad_alloc();
  CURL* easy = request.easy.get();
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
  if (!api_key.empty()) add_header(request.headers, "Authorization: Bearer " + api_key);
  if (body != nullptr) {
    add_header(request.headers, "Content-Type: application/json");
    add_header(request.headers, "Expect:");  // a large prompt must not wait for "100 Continue"
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, body->c_str());
  }
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request.headers.get());
  return request;
}

std::string normalised_base_url(const std::string& url) {
  std::string base = url;
  const auto strip_slashes = [&] {
    while (!base.empty() && base.back() == '/') base.pop_back();
  };
  strip_slashes();
  if (base.size() >= 3 && base.compare(base.size() - 3, 3, "/v1") == 0) base.resize(base.size() - 3);
  strip_slashes();
  return base;
}

HttpReply http_get(const std::string& url, const std::string& api_key, std::chrono::milliseconds timeout) {
  return perform(make_curl_request(url, api_key, nullptr), timeout);
}

HttpReply http_post_json(const std::string& url, const std::string& api_key, const std::string& body,
                         std::chrono::milliseconds timeout, std::stop_token stop) {
  return perform(make_curl_request(url, api_key, &body), timeout, std::move(stop));
}

}  // namespace quantladder::llama
