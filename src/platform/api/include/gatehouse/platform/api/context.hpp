// What a handler is told about the request it serves, and what it may add to the answer beside the
// body.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/api/cookies.hpp>
#include <gatehouse/platform/api/principal.hpp>
#include <gatehouse/platform/telemetry/trace_context.hpp>

namespace gatehouse::http {
struct Request;
struct Response;
}  // namespace gatehouse::http

namespace gatehouse::api {

struct RouteInfo;

/// Lives from the routing of a request until its answer is ready; always on one worker's thread.
class Context {
 public:
  /// `request`, `clock` and `public_origin` ("https://id.example") must outlive the context.
  Context(http::Request& request, const Clock& clock, std::string_view public_origin);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// The raw request, for what the standards of OAuth, SAML or SCIM need.
  http::Request& request() const noexcept { return request_; }
  /// The route that matched; asserts that one did.
  const RouteInfo& route() const noexcept;

  Timestamp now() const noexcept { return clock_.now(); }
  const Clock& clock() const noexcept { return clock_; }
  /// When the caller stops waiting. Neither the handler nor any step of it that waits begins after it (see
  /// telemetry::require_time).
  std::chrono::steady_clock::time_point deadline() const noexcept { return deadline_; }

  /// 32 lower-case hexadecimal digits, the same as in X-Request-Id, the log and problem answers.
  const std::string& request_id() const noexcept { return request_id_; }
  const telemetry::TraceContext& trace() const noexcept { return trace_; }

  /// The client's address after the walk over trusted proxies.
  const IpAddress& client() const noexcept;
  /// At most 512 bytes of printable ASCII; empty when absent or otherwise.
  std::string_view user_agent() const noexcept;
  /// The first language of Accept-Language, well-formed BCP 47, or "en".
  std::string locale() const;

  /// The caller. Asserts that the route's access demands one.
  const Principal& principal() const noexcept;
  /// The caller, or nullptr when nobody is signed in.
  const Principal* principal_or_null() const noexcept { return principal_.get(); }
  /// True when the caller was authenticated by the session cookie.
  bool by_cookie() const noexcept { return by_cookie_; }
  /// True when the request comes from a page of this site (its Origin and X-Requested-With:
  /// gatehouse): credentials are then handed out as cookies and kept out of the body.
  bool from_own_page() const noexcept;
  bool cookie_mode() const noexcept { return by_cookie_ || from_own_page(); }

  /// The value of a cookie of the request (see find_cookie). A handler that changes state on the word of a cookie other
  /// than the session's must check from_own_page() itself.
  std::optional<std::string_view> cookie(std::string_view name) const noexcept;
  /// Adds a Set-Cookie header to the answer, whether it succeeds or fails.
  void set_cookie(std::string_view name, std::string_view value, const CookieOptions& options = {});
  /// Makes the browser forget a cookie.
  void clear_cookie(std::string_view name);
  /// The path's parameters as they came, still percent-encoded, in the order of the route's path.
  const std::vector<std::string_view>& path_parameters() const noexcept { return path_parameters_; }

  /// Adds a header to the answer, in place of one of this name that the pipeline would set
  /// (Cache-Control, Content-Security-Policy).
  void set_header(std::string name, std::string value);

 private:
  friend class Pipeline;
  http::Request& request_;
  const Clock& clock_;
  std::string_view public_origin_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point deadline_;
  telemetry::TraceContext trace_;
  std::string request_id_;
  const RouteInfo* route_ = nullptr;
  std::shared_ptr<const Principal> principal_;
  bool by_cookie_ = false;
  std::vector<std::string_view> path_parameters_;
  std::vector<std::pair<std::string, std::string>> headers_;
};

/// Empty when the caller proved who it is at most `max_age` ago with at least `level`; else
/// insufficient_user_authentication with that demand. For what depends on more than the route, which has
/// Access::with_step_up.
std::optional<Error> check_step_up(const Context& context, std::chrono::seconds max_age,
                                   AssuranceLevel level);

}  // namespace gatehouse::api
