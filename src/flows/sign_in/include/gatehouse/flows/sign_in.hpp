// Signing in with a password.
//
// Unknown names, wrong passwords and locked accounts cost the same: one Argon2id. Every attempt is counted before the
// password is looked at, and recorded whatever becomes of it.
#pragma once

#include <optional>
#include <string>

#include <boost/describe.hpp>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/thread_pool.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>
#include <gatehouse/services/session_start.hpp>
#include <gatehouse/services/throttle.hpp>

namespace gatehouse::flows {

struct SignInDevice {
  std::optional<std::string> name;
  std::optional<std::string> platform;
  std::optional<std::string> fingerprint;
};
BOOST_DESCRIBE_STRUCT(SignInDevice, (), (name, platform, fingerprint))
api::Fields fields_of(std::type_identity<SignInDevice>);

struct StartSignIn {
  std::string identifier;
  Secret password;
  std::optional<SignInDevice> device;
  std::optional<Secret> device_token;
};
BOOST_DESCRIBE_STRUCT(StartSignIn, (), (identifier, password, device, device_token))
api::Fields fields_of(std::type_identity<StartSignIn>);

struct SignInOptions {
  std::string default_region = "BD";
  crypto::Argon2Parameters argon2;
};

class SignIn {
 public:
  struct Parts {
    pg::Database& database;
    runtime::ThreadPool& hash_pool;
    const services::SessionStart& sessions;
    const services::Throttle& throttle;
  };
  SignIn(SignInOptions options, Parts parts) : options_(std::move(options)), parts_(parts) {}

  void add_routes(api::Router& router);

  Task<Result<services::SignInView>> start(api::Context& context, StartSignIn request);

 private:
  struct Attempt;
  /// True when the password is the account's; the same work when there is no account.
  Task<bool> prove(const std::optional<records::SignInAccount>& account, const Secret& password);
  /// Records why, and answers it.
  Task<Result<services::SignInView>> refuse(api::Context& context, const Attempt& attempt,
                                            ErrorCode answer, std::string reason);
  Task<Result<services::SignInView>> succeed(api::Context& context, const Attempt& attempt,
                                             StartSignIn request);

  SignInOptions options_;
  Parts parts_;
};

}  // namespace gatehouse::flows
