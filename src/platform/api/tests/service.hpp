// A small service behind a Router, with an authenticator that knows three tokens.
#pragma once

#include <gatehouse/platform/api/problem.hpp>
#include <gatehouse/platform/http/message.hpp>

#include "shop.hpp"

namespace gatehouse::api::testing {

using namespace std::chrono_literals;

class TokenTable final : public Authenticator {
 public:
  explicit TokenTable(const Clock& clock) : clock_(clock) {}
  /// "alice" signed in just now, "old" an hour ago, "operator" may do everything; "down" needs a database that is not
  /// there.
  Task<Result<std::shared_ptr<const Principal>>> authenticate(Credential credential) override {
    if (credential.token == "down") throw Unavailable("database password is hunter2", 7s);
    if (credential.token != "alice" && credential.token != "old" &&
        credential.token != "operator") {
      co_return fail(ErrorCode::invalid_token);
    }
    Principal principal{.account = *AccountId::parse("acct_01h455vb4pex5vsknk084sn02q"),
                        .session = {}};
    principal.auth_time = clock_.now() - (credential.token == "old" ? 1h : 0h);
    if (credential.token == "operator") {
      principal.is_operator = true;
      principal.permissions = {"accounts.lock"};
      principal.assurance = 2;
    }
    co_return std::make_shared<const Principal>(std::move(principal));
  }

 private:
  const Clock& clock_;
};

struct Log final : Observer {
  void completed(const Exchange& exchange) noexcept override {
    lines.push_back(
        std::string(exchange.method) + " " +
        std::string(exchange.route == nullptr ? "-" : exchange.route->route.operation_id) + " " +
        std::to_string(exchange.status) + " " + std::string(exchange.error_code));
  }
  void failed(const Context& context, std::string_view cause) noexcept override {
    causes.push_back(context.request_id() + " " + std::string(cause));
  }
  std::vector<std::string> lines;
  std::vector<std::string> causes;
};

using http::Headers;

/// Everything a test of the pipeline needs; each test has its own.
class Service {
 public:
  Service();

  http::Response send(std::string_view method, std::string_view target, const Headers& headers = {},
                      std::string body = {});
  http::Response post(std::string_view target, std::string body, const Headers& more = {});
  Router& router() { return router_; }

  ManualClock clock;
  Log log;

 private:
  TokenTable tokens_{clock};
  LocalRateLimiter limiter_{clock};
  Router router_;
};

/// The body of a problem.
boost::json::object problem_of(const http::Response& response);

}  // namespace gatehouse::api::testing
