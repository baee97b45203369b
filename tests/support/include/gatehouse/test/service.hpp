// The whole service in this process, on a database of its own, with a clock that tests move; and a blocking HTTP client
// for it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <gatehouse/app/service.hpp>
#include <gatehouse/base/clock.hpp>
#include <gatehouse/test/postgres.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::test {

struct Answer {
  int status = 0;
  std::string head;
  std::string content;      ///< the body as it came
  boost::json::value body;  ///< null when the answer is not JSON

  std::string header(std::string_view name) const;
  /// The text at a pointer such as "/tokens/access_token"; asserts that it is there.
  std::string text(std::string_view pointer) const;
  /// The problem's code; empty on success.
  std::string code() const;
};

/// What a request carries besides method, path and body.
struct Extras {
  std::string token{};  ///< bearer
  std::string from{};   ///< X-Forwarded-For: the service trusts this test as a proxy
  std::string content_type = "application/json";
  std::string headers{};   ///< more of them, each line with its CRLF
  std::uint16_t port = 0;  ///< of another instance; 0: of this one
  std::string user_agent = "test";
  /// Called with all that has come of the answer, each time that more has.
  std::function<void(std::string_view)> on_part{};
};

class Service {
 public:
  explicit Service(config::Settings settings = {});
  ~Service();

  /// `body` empty: none. Throws std::runtime_error when the connection breaks. Fails the test when the operation
  /// answers an error that its route does not declare.
  Answer send(const std::string& method, const std::string& path, const std::string& body = {},
              const Extras& extras = {}) const;
  Answer get(const std::string& path, const std::string& token = {}) const {
    return send("GET", path, {}, {token});
  }
  /// From the port of whoever runs the service, http.metrics_port.
  Answer get_from_operators(const std::string& path) const;
  Answer post(const std::string& path, const std::string& body,
              const std::string& token = {}) const {
    return send("POST", path, body, {token});
  }
  /// The newest captured message to `address` whose code differs from `not_this`; waits for it.
  boost::json::value message_to(const std::string& address, std::size_t at_least = 1) const;
  /// Registers and verifies; the SignIn.
  Answer sign_up(const std::string& email, const std::string& password) const;
  Answer sign_in(const std::string& identifier, const std::string& password,
                 const std::string& from = {}) const;

  ManualClock clock;
  Database database;

  app::Service& app() noexcept { return *service_; }
  /// One more instance on the same database, with the same keys, clock and settings; ready when it is returned. It must
  /// end before this one.
  std::unique_ptr<app::Service> another_instance() const;

 private:
  TempDir folder_;
  config::Settings settings_;
  std::unique_ptr<app::Service> service_;
};

}  // namespace gatehouse::test
