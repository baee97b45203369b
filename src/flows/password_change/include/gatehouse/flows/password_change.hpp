// The password: how old it is, and changing it: the present one proves it, with a second factor where there is one;
// every other session ends, and the person is told on every verified address.
#pragma once

#include <optional>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/thread_pool.hpp>
#include <gatehouse/services/password_policy.hpp>
#include <gatehouse/services/password_policy/range_check.hpp>
#include <gatehouse/services/throttle.hpp>

namespace gatehouse::flows {

struct ChangePassword {
  Secret current_password;
  Secret new_password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current_password, new_password))
api::Fields fields_of(std::type_identity<ChangePassword>);

/// What may be known about a password; without changed_at there is none.
struct PasswordView {
  std::optional<Timestamp> changed_at;
};
BOOST_DESCRIBE_STRUCT(PasswordView, (), (changed_at))

class PasswordChange {
 public:
  struct Parts {
    pg::Database& database;
    runtime::ThreadPool& hash_pool;
    const crypto::KeyRing& ring;
    const services::PasswordPolicy& passwords;
    services::RangeCheck& breaches;
    const services::Throttle& throttle;
  };
  PasswordChange(crypto::Argon2Parameters argon2, Parts parts) : argon2_(argon2), parts_(parts) {}

  void add_routes(api::Router& router);

  Task<Result<PasswordView>> show(api::Context& context);
  Task<Result<api::Empty>> change(api::Context& context, ChangePassword request);

 private:
  /// The new hash, when the present password is right and the new one is good.
  Task<Result<std::string>> prove_and_hash(std::string present_hash,
                                           std::vector<std::string> personal,
                                           bool has_second_factor, const ChangePassword& request);

  crypto::Argon2Parameters argon2_;
  Parts parts_;
};

}  // namespace gatehouse::flows
