// Who may call a route. There is no default: a Route without .access does not compile.
#pragma once

#include <chrono>
#include <string_view>

namespace gatehouse::api {

/// NIST SP 800-63B assurance of a sign-in: 1 one factor, 2 two factors, 3 phishing-resistant
/// hardware.
using AssuranceLevel = int;

/// A rule about the caller. Made by the functions below only; every rule but the first two refuses
/// callers that have not signed in (401) before it looks at anything else.
class Access {
 public:
  enum class Caller { anyone, anyone_known, signed_in };

  /// Also demands that the caller proved who it is at most `max_age` ago, with at least `level`;
  /// else 401 insufficient_user_authentication with max_age and acr_values (RFC 9470).
  constexpr Access with_step_up(std::chrono::seconds max_age, AssuranceLevel level = 1) const {
    Access access = *this;
    access.max_age_ = max_age;
    access.level_ = level;
    return access;
  }

  constexpr Caller caller() const { return caller_; }
  constexpr bool operators_only() const { return operators_only_; }
  constexpr std::string_view permission() const { return permission_; }  ///< empty: none is needed
  constexpr std::chrono::seconds max_age() const {
    return max_age_;
  }  ///< zero: no step-up is needed
  constexpr AssuranceLevel level() const { return level_; }

 private:
  constexpr explicit Access(Caller caller) : caller_(caller) {}
  friend constexpr Access anonymous();
  friend constexpr Access optionally_signed_in();
  friend constexpr Access signed_in();
  friend constexpr Access permission(std::string_view name);
  friend constexpr Access operators(std::string_view name);

  Caller caller_;
  bool operators_only_ = false;
  std::string_view permission_{};
  std::chrono::seconds max_age_{0};
  AssuranceLevel level_ = 0;
};

/// Anyone. Credentials are not looked at.
constexpr Access anonymous() { return Access{Access::Caller::anyone}; }

/// Anyone; a valid credential gives the context its principal, an invalid one is as none.
constexpr Access optionally_signed_in() { return Access{Access::Caller::anyone_known}; }

/// Any signed-in account.
constexpr Access signed_in() { return Access{Access::Caller::signed_in}; }

/// A signed-in account whose sign-in is at most `max_age` old (see with_step_up).
constexpr Access step_up(std::chrono::seconds max_age, AssuranceLevel level = 1) {
  return signed_in().with_step_up(max_age, level);
}

/// A signed-in account that holds the permission `name` (a literal); else 403.
constexpr Access permission(std::string_view name) {
  Access access{Access::Caller::signed_in};
  access.permission_ = name;
  return access;
}

/// An operator: a principal that is marked as one and holds the permission `name`, if given; else
/// 403.
constexpr Access operators(std::string_view name = {}) {
  Access access{Access::Caller::signed_in};
  access.operators_only_ = true;
  access.permission_ = name;
  return access;
}

}  // namespace gatehouse::api
