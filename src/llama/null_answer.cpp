#include "llama/null_answer.h"

#include <fmt/format.h>
#include <strings.h>

#include <array>
#include <charconv>

namespace quantladder::llama {
namespace {

constexpr std::array<std::string_view, 8> kWords{" counts", " the", " waves,", "\\n", " and", " caf\u00e9", " x", " 1"};
constexpr std::string_view kRest =
    R"(,"created":1780000000,"id":"chatcmpl-0123456789abcdefghijklmnopqrstuv","model":"null",)"
    R"("system_fingerprint":"b0-null","object":"chat.completion.chunk")";

std::string event_of(std::string_view finish_reason, std::string_view delta, std::string_view more = "") {
  return fmt::format("data: {{\"choices\":[{{\"finish_reason\":{},\"index\":0,\"delta\":{{{}}}}}]{}{}}}\n\n",
                     finish_reason, delta, kRest, more);
}

std::string ending(const NullScript& script) {
  const int tokens = script.events * script.tokens_per_event;
  const double prompt_ms = static_cast<double>(script.first_token.count()) / 1000;
  const double predicted_ms = static_cast<double>((script.events - 1) * script.gap.count()) / 1000;
  return event_of("\"length\"", "") +
         fmt::format(
             "data: {{\"choices\":[]{},\"usage\":{{\"completion_tokens\":{},\"prompt_tokens\":32,"
             "\"total_tokens\":{}}},\"timings\":{{\"cache_n\":0,\"prompt_n\":32,\"prompt_ms\":{:.3f},"
             "\"predicted_n\":{},\"predicted_ms\":{:.3f}}}}}\n\ndata: [DONE]\n\n",
             kRest, tokens, tokens + 32, prompt_ms, tokens, predicted_ms);
}

// Returns the number behind `name`; 0 where none stands.
std::uint64_t number_behind(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  const std::size_t first = text.find_first_not_of(": ", at + name.size());
  if (first == std::string_view::npos) return 0;
  std::uint64_t number = 0;
  std::from_chars(text.data() + first, text.data() + text.size(), number);
  return number;
}

std::size_t body_bytes(std::string_view headers) {
  constexpr std::string_view kLength = "content-length";
  while (!headers.empty()) {
    if (::strncasecmp(headers.data(), kLength.data(), std::min(kLength.size(), headers.size())) == 0) {
      return number_behind(headers, headers.substr(0, kLength.size()));
    }
    headers.remove_prefix(std::min(headers.find('\n'), headers.size() - 1) + 1);
  }
  return 0;
}

}  // namespace

NullRequest parse_null_request(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return {};
  const std::size_t whole = end + 4 + body_bytes(bytes.substr(0, end));
  if (bytes.size() < whole) return {};
  return {whole, bytes.starts_with("POST"), number_behind(bytes.substr(end, whole - end), "\"seed\"")};
}

std::string null_headers() {
  return "HTTP/1.1 200 OK\r\nServer: null\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
         "Connection: close\r\n\r\n";
}

std::string null_chunk(const NullScript& script, int event) {
  std::string text;
  for (int i = 0; i < script.tokens_per_event; ++i) text += kWords[static_cast<std::size_t>(event + i) % kWords.size()];
  std::string body;
  if (event == 0) body = event_of("null", R"("role":"assistant","content":null)");
  body += event_of("null", fmt::format("\"content\":\"{}\"", text));
  if (event + 1 < script.events) return fmt::format("{:x}\r\n{}\r\n", body.size(), body);
  body += ending(script);
  return fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", body.size(), body);
}

std::string null_model_list() {
  const std::string body = R"({"object":"list","data":[{"id":"null","object":"model","owned_by":"null"}]})";
  return fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
      body.size(), body);
}

}  // namespace quantladder::llama
