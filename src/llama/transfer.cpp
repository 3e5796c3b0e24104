#include "llama/transfer.h"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "llama/server_error.h"
#include "quantladder/core/printable.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using core::Finish;

constexpr std::size_t kMaxErrorBody = 64 << 10;

PromptCache promised_cache(const std::string& body_json) {
  const auto body = nlohmann::json::parse(body_json, nullptr, false);
  const bool off = body.is_object() && body.contains("cache_prompt") && body["cache_prompt"] == false;
  return off ? PromptCache::off : PromptCache::on;
}

double in_ms(Clock::duration span) { return std::chrono::duration<double, std::milli>(span).count(); }

// A peer that is gone, as opposed to one that closed the stream in order before the answer was complete.
bool means_lost(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_OPERATION_TIMEDOUT:  // only the connect timeout is left to libcurl
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return true;
    default:
      return false;
  }
}

}  // namespace

Transfer::Transfer(CompletionRequest request, ReadTime& read_time)
    : request_(std::move(request)),
      curl_(make_curl_request(normalised_base_url(request_.base_url) + request_.path, request_.api_key,
                              &request_.body_json)),
      stream_(result_.generation, promised_cache(request_.body_json)),
      read_time_(read_time),
      added_(Clock::now()),
      counted_until_(added_),
      last_byte_(added_) {
  result_.tag = request_.tag;
  result_.started = added_;
  result_.generation.seed = request_.seed;
  result_.generation.started_at = sys::utc_now();
  curl_easy_setopt(easy(), CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy(), CURLOPT_PREREQFUNCTION, on_sent);
  curl_easy_setopt(easy(), CURLOPT_PREREQDATA, this);
  curl_easy_setopt(easy(), CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy(), CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy(), CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy(), CURLOPT_WRITEDATA, this);
}

Transfer& Transfer::of(CURL* easy) {
  void* self = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &self);
  return *static_cast<Transfer*>(self);
}

// Connected, and the request goes out next: the zero of every client clock, so that TTFT holds no connect time.
int Transfer::on_sent(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.connected_ = transfer.last_byte_ = transfer.result_.started = Clock::now();
  transfer.result_.generation.started_at = sys::utc_now();
  return CURL_PREREQFUNC_OK;
}

std::size_t Transfer::on_header(char* data, std::size_t, std::size_t size, void* self) {
  static_cast<Transfer*>(self)->take_header({data, size});
  return size;
}

std::size_t Transfer::on_body(char* data, std::size_t, std::size_t size, void* self) {
  return static_cast<Transfer*>(self)->take_body({data, size}) ? size : 0;
}

double Transfer::elapsed_ms(Clock::time_point at) const { return in_ms(at - result_.started); }

void Transfer::take_header(std::string_view line) {
  last_byte_ = std::max(last_byte_, read_time_.get());
  auto& generation = result_.generation;
  if (!generation.first_byte_ms) generation.first_byte_ms = elapsed_ms(last_byte_);
  long status = 0;
  if (line.substr(0, 5) == "HTTP/") curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 0) generation.http_status = static_cast<int>(status);
  constexpr std::string_view kEncoding = "content-encoding:";
  if (::strncasecmp(line.data(), kEncoding.data(), std::min(line.size(), kEncoding.size())) == 0 &&
      line.size() > kEncoding.size()) {
    encoding_ = core::make_one_line(line.substr(kEncoding.size()), 40);
  }
}

// "text/html, Content-Encoding gzip"
std::string Transfer::kind_of_body() const {
  const char* type = nullptr;
  curl_easy_getinfo(easy(), CURLINFO_CONTENT_TYPE, &type);
  std::string kind = type == nullptr ? "a body of no named type" : core::make_one_line(type, 80);
  if (!encoding_.empty()) kind += ", Content-Encoding " + encoding_;
  return kind;
}

bool Transfer::take_body(std::string_view bytes) {
  last_byte_ = std::max(last_byte_, read_time_.get());
  if (result_.generation.http_status == 200) {
    const std::size_t events = stream_.events();
    const bool readable = stream_.feed(bytes, elapsed_ms(last_byte_));
    if (stream_.events() != events) last_event_ = last_byte_;
    // libcurl would wait for the end of the response, and a server or proxy may keep that back for as long as it likes.
    return readable && !stream_.over();
  }
  error_body_.append(bytes.substr(0, kMaxErrorBody - std::min(kMaxErrorBody, error_body_.size())));
  return true;
}

std::optional<Transfer::Limit> Transfer::nearest_limit() const {
  std::optional<Limit> nearest;
  const auto consider = [&](Clock::time_point from, std::chrono::milliseconds span, Finish finish) {
    if (span.count() > 0 && (!nearest || from + span < nearest->at)) nearest = Limit{from + span, finish};
  };
  consider(added_, request_.deadline, Finish::deadline);
  if (connected_) consider(last_byte_, request_.stall, Finish::stall);
  // Before the first token a long prompt may take its time, with nothing but pings to show for it.
  if (!result_.generation.arrivals_ms.empty()) consider(last_event_, request_.token_gap, Finish::stall);
  return nearest;
}

Clock::time_point Transfer::next_check(Clock::time_point now) const {
  auto check = Clock::time_point::max();
  // A limit that does not run yet begins now at the earliest.
  const auto consider = [&](std::optional<Clock::time_point> from, std::chrono::milliseconds span) {
    if (span.count() > 0) check = std::min(check, from.value_or(now) + span);
  };
  consider(added_, request_.deadline);
  consider(connected_ ? std::optional(last_byte_) : std::nullopt, request_.stall);
  consider(result_.generation.arrivals_ms.empty() ? std::nullopt : std::optional(last_event_), request_.token_gap);
  return check;
}

std::optional<Finish> Transfer::overdue(Clock::time_point now) const {
  const auto limit = nearest_limit();
  return limit && now >= limit->at ? std::optional(limit->finish) : std::nullopt;
}

void Transfer::note_in_flight(int requests, Clock::time_point now) {
  count_in_flight_until(now);
  in_flight_now_ = requests;
  result_.generation.in_flight = std::max(result_.generation.in_flight, requests);
}

void Transfer::count_in_flight_until(Clock::time_point now) {
  if (now <= counted_until_) return;  // its last event came before the others were counted
  in_flight_ms_ += in_flight_now_ * in_ms(now - counted_until_);
  counted_until_ = now;
}

CompletionResult Transfer::finish_by_limit(Finish limit) {
  auto& generation = result_.generation;
  if (stream_.has_finish_reason()) {
    // The answer is whole; only the connection was left open behind it.
    stream_.end(ChatStream::Closing::in_order);
    generation.doubts.emplace_back("the server left the connection open behind the answer");
    return make_result();
  }
  stream_.end(ChatStream::Closing::cut);
  generation.finish = limit;
  generation.fault = limit == Finish::stall
                         ? describe_stall()
                         : fmt::format("not finished after {:.1f} s", in_ms(request_.deadline) / 1000);
  return make_result();
}

std::string Transfer::describe_stall() const {
  const bool silent = request_.stall.count() > 0 && Clock::now() >= last_byte_ + request_.stall;
  if (silent) return fmt::format("no byte from the server for {:.1f} s", in_ms(request_.stall) / 1000);
  return fmt::format("no token from the server for {:.1f} s, though its connection lived",
                     in_ms(request_.token_gap) / 1000);
}

CompletionResult Transfer::finish_cancelled() {
  stream_.end(ChatStream::Closing::cut);
  result_.generation.finish = Finish::cancelled;
  result_.generation.fault = "cancelled";
  CompletionResult result = make_result();
  if (!connected_) result.started = {};
  return result;
}

CompletionResult Transfer::finish(CURLcode code) {
  auto& generation = result_.generation;
  if (generation.http_status != 0 && generation.http_status != 200) {
    generation.finish = Finish::http_error;
    result_.retry_after = retry_after(easy());
    generation.fault = describe_error_body(generation.http_status, error_body_);
    return make_result();
  }
  const bool in_order = code == CURLE_OK || stream_.over();
  stream_.end(in_order ? ChatStream::Closing::in_order : ChatStream::Closing::cut, kind_of_body());
  // After [DONE] nothing can be lost any more; and what the stream itself reported says more than libcurl's code.
  if (code != CURLE_OK && !stream_.over() && !stream_.failed()) end_without_stream(code);
  return make_result();
}

void Transfer::end_without_stream(CURLcode code) {
  auto& generation = result_.generation;
  generation.finish = means_lost(code) ? Finish::lost_server : Finish::broken_stream;
  generation.fault = fmt::format("{} ({})", generation.fault, curl_easy_strerror(code));
  if (generation.http_status == 0) generation.fault = fmt::format("no answer: {}", curl_easy_strerror(code));
}

CompletionResult Transfer::make_result() {
  const bool ended_by_event = stream_.over() || (stream_.has_finish_reason() && stream_.events() > 1);
  result_.ended = ended_by_event ? last_event_ : Clock::now();
  auto& generation = result_.generation;
  generation.total_ms = elapsed_ms(result_.ended);
  if (request_.due) generation.late_ms = in_ms(result_.started - *request_.due);
  count_in_flight_until(result_.ended);
  result_.lag = lag_.summary();
  const double counted_ms = in_ms(counted_until_ - added_);
  if (counted_ms > 0) generation.mean_in_flight = in_flight_ms_ / counted_ms;
  std::string hashed = generation.text;
  hashed.push_back('\0');
  generation.text_sha256 = sys::sha256_hex(hashed.append(generation.reasoning));
  return std::move(result_);
}

}  // namespace quantladder::llama
