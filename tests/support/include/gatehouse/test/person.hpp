// Somebody with an account, and what they prove with that it is theirs.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/services/one_time_codes/totp.hpp>
#include <gatehouse/test/service.hpp>
#include <gatehouse/test/webauthn/browser.hpp>

namespace gatehouse::test {

inline constexpr auto good_password = "correct horse battery staple 9";

/// An authenticator app.
class App {
 public:
  /// `secret`: base32, as a person types it.
  explicit App(const std::string& secret, services::TotpParameters parameters = {});

  /// The code of the step that is `steps` after that of `now`.
  std::string code(Timestamp now, int steps = 0) const;
  /// The six digits that are right in no step near `now`.
  std::string wrong_code(Timestamp now) const;

 private:
  Secret secret_;
  services::TotpParameters parameters_;
};

/// A person at two places: a session that is signed in, and whatever they sign in with besides.
class Person {
 public:
  /// Registers; the session of the registration is theirs.
  Person(Service& service, std::string email);

  // Requests of the session.
  Answer get(const std::string& path) const { return service->get(path, token); }
  Answer post(const std::string& path, const boost::json::object& body = {}) const;
  Answer remove(const std::string& path) const;

  // Second factors, each added by the session, which must have proved enough. They assert that it works.
  Answer begin(const std::string& method, const boost::json::object& members = {}) const;
  Answer confirm(const std::string& method, const boost::json::object& members) const;
  App add_app();
  /// sms or email.
  void add_address(const std::string& method, const std::string& address);
  /// hardware_key or biometric.
  webauthn::Browser add_key(const std::string& method, webauthn::Browser browser = {});
  /// Answers the factor's id, which pushes are captured under.
  std::string add_push();
  void add_qr();
  /// The id of the newest factor of a method.
  std::string factor(const std::string& method) const;

  /// The first half: name and password. `members`: more of the body.
  Answer start(const Extras& extras = {}, const boost::json::object& members = {}) const;
  /// The same; answers the id of the sign-in that waits for a second factor.
  std::string start_id(const Extras& extras = {}) const;
  /// Signs in with a code of the app and goes on with the new session.
  void sign_in(const App& app);
  /// Raises the session by a code of the app.
  void step_up(const App& app);
  /// Raises it by a code that is sent to `address`.
  void step_up_by(const std::string& method, const std::string& address);
  /// Goes on with the session of an answer that is a SignIn, or a step-up.
  void go_on(const Answer& signed_in);

  /// A code of the app that was not used: moves the clock to the next step.
  std::string fresh_code(const App& app) const;
  /// The code of the next message to `address`, which is the person's alone.
  std::string next_code(const std::string& address);
  /// What the owner is told, newest first: "type severity", and the reason if there is one.
  std::vector<std::string> events() const;
  /// What became of the attempts to sign in, newest first: "signed_in", or the reason.
  std::vector<std::string> attempts() const;

  Service* service;
  std::string email;
  std::string account;
  std::string token;  ///< access token
  std::string session;
  std::string device_token;               ///< of the registration
  std::vector<std::string> backup_codes;  ///< those that came with the first factor

 private:
  void keep_backup_codes(const Answer& added);

  std::map<std::string, std::size_t> read_;
};

/// Asks for a proof within a sign-in, or answers.
Answer ask(const Service& service, const std::string& sign_in, const std::string& method,
           const Extras& extras = {});
Answer verify(const Service& service, const std::string& sign_in, const std::string& method,
              const std::string& code, const Extras& extras = {});
Answer verify(const Service& service, const std::string& sign_in, const std::string& method,
              const boost::json::object& credential, const Extras& extras = {});
/// Any body.
Answer post_json(const Service& service, const std::string& path, const boost::json::object& body,
                 const Extras& extras = {});

/// The answers to `count` requests that are sent at the same time.
std::vector<Answer> race(int count, const std::function<Answer(int)>& request);
/// How many of them have this status.
int with_status(const std::vector<Answer>& answers, int status);
/// The codes of all that did not succeed, each once, in order: "code_invalid sign_in_over".
std::string codes_of(const std::vector<Answer>& answers);

bool contains(const std::vector<std::string>& lines, std::string_view line);
/// The claims of an access token.
boost::json::value claims_of(const std::string& token);
/// "totp backup_code": the methods that a sign-in or step-up offers.
std::string methods_of(const Answer& answer);

}  // namespace gatehouse::test
