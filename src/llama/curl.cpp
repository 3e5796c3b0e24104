#include "llama/curl.h"

#include <fmt/format.h>

#include <array>
#include <new>

#include "quantladder/core/printable.h"

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

// Tells of the wait while libcurl waits.
struct Watch {
  const Patience& patience;
  std::string url;
  SpokenWait wait{patience.on_waiting};

  void go_on() {
    const double limit_s = std::chrono::duration<double>(patience.limit).count();
    wait.go_on(fmt::format("waiting for the answer of {} (at most {:.0f} s)", url, limit_s));
  }
};

// Called by libcurl at least once a second; another value than 0 ends the request.
int on_progress(void* watch, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& self = *static_cast<Watch*>(watch);
  self.go_on();
  return self.patience.stop.stop_requested() ? 1 : 0;
}

// Neither a certificate nor the protocol of a port gets better by waiting.
bool is_hopeless(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_UNSUPPORTED_PROTOCOL:  // also: what came is no HTTP
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_URL_MALFORMAT:
      return true;
    default:
      return false;
  }
}

HttpReply perform(CurlRequest request, const std::string& url, const Patience& patience) {
  CURL* easy = request.easy.get();
  HttpReply reply;
  Watch watch{patience, url};
  std::array<char, CURL_ERROR_SIZE> words{};
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, words.data());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append_capped);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply.body);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(patience.limit.count()));
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &watch);
  const CURLcode code = curl_easy_perform(easy);
  if (code != CURLE_OK) {
    reply.error = words.front() == '\0' ? curl_easy_strerror(code) : core::make_one_line(words.data());
    reply.hopeless = is_hopeless(code);
    return reply;
  }
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  reply.retry_after = retry_after(easy);
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

HttpReply http_get(const std::string& url, const std::string& api_key, const Patience& patience) {
  return perform(make_curl_request(url, api_key, nullptr), url, patience);
}

HttpReply http_post_json(const std::string& url, const std::string& api_key, const std::string& body,
                         const Patience& patience) {
  return perform(make_curl_request(url, api_key, &body), url, patience);
}

std::optional<std::chrono::seconds> retry_after(CURL* easy) {
  curl_off_t seconds = 0;
  if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK || seconds <= 0) return std::nullopt;
  return std::chrono::seconds(seconds);
}

std::string escaped_for_query(const std::string& text) {
  const std::unique_ptr<char, decltype(&curl_free)> escaped(
      curl_easy_escape(nullptr, text.c_str(), static_cast<int>(text.size())), curl_free);
  if (!escaped) throw std::bad_alloc();
  return escaped.get();
}

}  // namespace quantladder::llama
