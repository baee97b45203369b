#include "exchange.hpp"

#include <algorithm>
#include <charconv>

#include <curl/curl.h>
#include <fmt/format.h>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::push {
namespace {

constexpr std::size_t max_answer_bytes = 64 * 1024;
constexpr std::chrono::seconds longest_wait = std::chrono::days{1};

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

}  // namespace

Task<std::expected<http::ClientResponse, SendResult>> exchange(http::Client& client,
                                                               std::string_view service,
                                                               http::ClientRequest request) {
  request.max_response = max_answer_bytes;
  try {
    co_return co_await client.send(std::move(request));
  } catch (const Unavailable& failure) {
    co_return std::unexpected(SendResult{.outcome = Outcome::temporary,
                                         .error = fmt::format("{}: {}", service, failure.what())});
  } catch (const http::DestinationRefused& failure) {
    co_return std::unexpected(SendResult{.outcome = Outcome::permanent,
                                         .error = fmt::format("{}: {}", service, failure.what())});
  }
}

SendResult refused(Outcome outcome, std::string_view service, const http::ClientResponse& answer,
                   std::string_view reason, Timestamp now) {
  SendResult result{.outcome = outcome,
                    .error = fmt::format("{}: answered {}", service, answer.status)};
  if (is_word(reason)) result.error += fmt::format(" {}", reason);
  if (outcome == Outcome::temporary) result.retry_after = retry_after(answer, now);
  return result;
}

bool can_pass(int status) noexcept { return status == 408 || status == 429 || status >= 500; }

std::optional<std::chrono::seconds> retry_after(const http::ClientResponse& answer, Timestamp now) {
  const auto text = answer.header("retry-after");
  if (text.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end != text.data() + text.size()) {
    const auto date = curl_getdate(std::string(text).c_str(), nullptr);
    if (date < 0) return std::nullopt;
    seconds = date - to_unix_seconds(now);
  } else if (error != std::errc{} || seconds < 0) {
    return std::nullopt;
  }
  return std::clamp(std::chrono::seconds{seconds}, std::chrono::seconds{0}, longest_wait);
}

}  // namespace gatehouse::push
