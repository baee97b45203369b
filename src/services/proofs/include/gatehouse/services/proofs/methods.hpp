// The ways to prove who one is, and what each is worth.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/records/authenticators/factors.hpp>

namespace gatehouse::services {

/// passkey: any WebAuthn credential that says whose it is. backup_code stands in for any second factor.
BOOST_DEFINE_ENUM_CLASS(ProofMethod, password, passkey, hardware_key, biometric, push, totp, qr,
                        sms, email, backup_code)

/// What an attacker would have to do. phishing_resistant: have the device, and there is nothing to talk anybody out of;
/// strong: have it, or talk a person into it; basic: intercept a message or find a note.
BOOST_DEFINE_ENUM_CLASS(Strength, basic, strong, phishing_resistant)

Strength strength_of(ProofMethod method) noexcept;

/// The proof that a factor of this method gives.
ProofMethod proof_method(records::MfaMethod method) noexcept;
/// The other way; empty for password, passkey and backup_code.
std::optional<records::MfaMethod> factor_method(ProofMethod method) noexcept;

/// "totp", "hardware_key" …
std::string_view name_of(ProofMethod method) noexcept;
std::string_view name_of(records::MfaMethod method) noexcept;

/// RFC 8176 method names of a proof: ["otp"], ["hwk", "user"] … Device-bound WebAuthn keys are hwk, synchronised ones
/// swk; approval on another device is mca.
std::vector<std::string> amr_of(ProofMethod method, bool is_device_bound, bool is_user_verified);

/// A way that is open to somebody who signs in.
struct MethodView {
  ProofMethod method{};
  std::optional<std::string> hint;       ///< "r•••@example.com", the name of a key
  bool is_preferred = false;             ///< the one that was used last
  std::optional<std::int32_t> digits{};  ///< totp: how many a code has; with several apps the most
};
BOOST_DESCRIBE_STRUCT(MethodView, (), (method, hint, is_preferred, digits))

/// The methods of `factors` that `allowed` (names) permits, strongest first, each once; backup codes last when
/// `has_backup_codes`. With one factor of a method its hint names it.
std::vector<MethodView> methods_of(std::span<const records::Factor> factors,
                                   const std::vector<std::string>& allowed, bool has_backup_codes);

/// The address that codes of this factor go to, masked.
std::string masked_address(const records::Factor& factor);

}  // namespace gatehouse::services
