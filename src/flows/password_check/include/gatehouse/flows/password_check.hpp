// What the service would say of a new password, while it is typed: a hint for pages, nothing is kept and nothing
// decided.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/thread_pool.hpp>
#include <gatehouse/services/password_policy.hpp>
#include <gatehouse/services/password_policy/range_check.hpp>

namespace gatehouse::flows {

struct CheckPassword {
  Secret password;
  std::optional<std::vector<std::string>> personal;
  std::optional<bool> beside_factor;
};
BOOST_DESCRIBE_STRUCT(CheckPassword, (), (password, personal, beside_factor))
api::Fields fields_of(std::type_identity<CheckPassword>);

BOOST_DEFINE_ENUM_CLASS(PasswordVerdict, good, unsuitable, weak, breached)

struct PasswordChecked {
  PasswordVerdict verdict{};  ///< unsuitable: too short or too long
  std::int64_t min_length = 0;
};
BOOST_DESCRIBE_STRUCT(PasswordChecked, (), (verdict, min_length))

class PasswordCheck {
 public:
  struct Parts {
    pg::Database& database;
    runtime::ThreadPool& hash_pool;
    const services::PasswordPolicy& passwords;
    services::RangeCheck& breaches;
  };
  explicit PasswordCheck(Parts parts) : parts_(parts) {}

  void add_routes(api::Router& router);

  Task<Result<PasswordChecked>> check(api::Context& context, CheckPassword request);

 private:
  Parts parts_;
};

}  // namespace gatehouse::flows
