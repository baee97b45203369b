#include "access_tokens.hpp"

#include <algorithm>
#include <optional>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/crypto/jws.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

#include "exchange.hpp"

namespace gatehouse::push {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::string_view service = "fcm access token";
constexpr std::string_view scope = "https://www.googleapis.com/auth/firebase.messaging";
constexpr std::chrono::seconds assertion_lifetime{3600};
constexpr std::chrono::seconds margin{60};
constexpr std::int64_t longest_life = 86400;

// RFC 6750 section 2.1.
bool is_bearer_token(std::string_view text) {
  return !text.empty() && text.size() <= 8192 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view{"-._~+/="}.contains(c);
  });
}

std::string_view text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view{};
}

}  // namespace

// The timer never expires; the end of the request cancels it.
struct AccessTokens::Waiting {
  explicit Waiting(const asio::any_io_executor& executor)
      : ended(executor, asio::steady_timer::time_point::max()) {}
  asio::steady_timer ended;
  std::expected<Secret, SendResult> result = std::unexpected(
      SendResult{.outcome = Outcome::temporary, .error = "fcm access token: given up"});
};

AccessTokens::AccessTokens(http::Client& client, ServiceAccount account,
                           std::chrono::milliseconds timeout, const Clock& clock)
    : client_(client), account_(std::move(account)), timeout_(timeout), clock_(clock) {}

AccessTokens::~AccessTokens() = default;

Task<std::expected<Secret, SendResult>> AccessTokens::get() {
  const auto state = state_;
  if (!state->token.empty() && clock_.now() < state->ends - margin) co_return state->token;
  if (const auto waiting = state->waiting) {
    boost::system::error_code ignored;
    const telemetry::Suspension away;
    co_await waiting->ended.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_return waiting->result;
  }
  const auto waiting = std::make_shared<Waiting>(co_await asio::this_coro::executor);
  state->waiting = waiting;
  const auto end = [state](Waiting* ended) {
    state->waiting.reset();
    ended->ended.cancel();
  };
  const std::unique_ptr<Waiting, decltype(end)> at_the_end{waiting.get(), end};
  waiting->result = co_await fetch();
  co_return waiting->result;
}

void AccessTokens::forget(const Secret& token) noexcept {
  if (constant_time_equal(state_->token.reveal(), token.reveal())) state_->token = {};
}

Task<std::expected<Secret, SendResult>> AccessTokens::fetch() {
  const auto asked = clock_.now();
  const auto answer = co_await exchange(client_, service, request());
  if (!answer) co_return std::unexpected(answer.error());
  co_return take(*answer, asked);
}

http::ClientRequest AccessTokens::request() const {
  const auto now = clock_.now();
  const json::object claims{{"iss", account_.client_email},
                            {"scope", scope},
                            {"aud", account_.token_uri},
                            {"iat", to_unix_seconds(now)},
                            {"exp", to_unix_seconds(now + assertion_lifetime)}};
  const auto assertion = crypto::sign_compact_jws(
      account_.private_key, {{"typ", "JWT"}, {"kid", account_.private_key_id}},
      json::serialize(claims));
  return {.method = "POST",
          .url = account_.token_uri,
          .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
          .body = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" +
                  assertion,
          .destination = http::Destination::configured,
          .timeout = timeout_};
}

std::expected<Secret, SendResult> AccessTokens::take(const http::ClientResponse& answer,
                                                     Timestamp asked) {
  const auto value = crypto::parse_strict_json(answer.body);
  const auto members = value && value->is_object() ? value->get_object() : json::object{};
  const auto failed = [&](std::string_view reason) {
    return std::unexpected(refused(Outcome::temporary, service, answer, reason, clock_.now()));
  };
  if (answer.status != 200) return failed(text_of(members, "error"));
  const auto token = text_of(members, "access_token");
  const auto* life = members.if_contains("expires_in");
  if (!is_bearer_token(token) || !ascii_iequal(text_of(members, "token_type"), "bearer") ||
      life == nullptr || !life->is_int64() || life->get_int64() <= 0) {
    return failed("without_a_token");
  }
  state_->token = Secret{std::string(token)};
  state_->ends = asked + std::chrono::seconds{std::min(life->get_int64(), longest_life)};
  return state_->token;
}

}  // namespace gatehouse::push
