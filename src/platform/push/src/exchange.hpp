// One request to a push service, and what every service's answers have in common.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/push/message.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::push {

/// Sends the request; `service` names it in error texts and outlives the await. The failure is temporary without an
/// answer in bounds, permanent where the request may not go.
Task<std::expected<http::ClientResponse, SendResult>> exchange(http::Client& client,
                                                               std::string_view service,
                                                               http::ClientRequest request);

/// The result for an answer that is no success. `reason` is the service's word for it, which goes into the error text
/// only if it is a word: up to 40 letters and underscores, as no token is.
SendResult refused(Outcome outcome, std::string_view service, const http::ClientResponse& answer,
                   std::string_view reason, Timestamp now);

/// 408, 429 and 5xx.
bool can_pass(int status) noexcept;

/// Retry-After (RFC 9110 section 10.2.3) in either form, at most a day; empty when there is none.
std::optional<std::chrono::seconds> retry_after(const http::ClientResponse& answer, Timestamp now);

}  // namespace gatehouse::push
