#include <gatehouse/services/proofs/methods.hpp>

#include <algorithm>

#include <boost/describe/enum_to_string.hpp>

#include <gatehouse/records/accounts/identifiers.hpp>

namespace gatehouse::services {

using enum ProofMethod;
using records::MfaMethod;

Strength strength_of(ProofMethod method) noexcept {
  switch (method) {
    case passkey:
    case hardware_key:
    case biometric:
      return Strength::phishing_resistant;
    case push:
    case totp:
    case qr:
      return Strength::strong;
    default:
      return Strength::basic;
  }
}

ProofMethod proof_method(MfaMethod method) noexcept {
  switch (method) {
    case MfaMethod::totp:
      return totp;
    case MfaMethod::sms:
      return sms;
    case MfaMethod::email:
      return email;
    case MfaMethod::hardware_key:
      return hardware_key;
    case MfaMethod::biometric:
      return biometric;
    case MfaMethod::push:
      return push;
    case MfaMethod::qr:
      return qr;
  }
  return password;
}

std::optional<MfaMethod> factor_method(ProofMethod method) noexcept {
  for (const auto one : {MfaMethod::totp, MfaMethod::sms, MfaMethod::email, MfaMethod::hardware_key,
                         MfaMethod::biometric, MfaMethod::push, MfaMethod::qr}) {
    if (proof_method(one) == method) return one;
  }
  return std::nullopt;
}

std::string_view name_of(ProofMethod method) noexcept {
  return boost::describe::enum_to_string(method, "");
}

std::string_view name_of(MfaMethod method) noexcept {
  return boost::describe::enum_to_string(method, "");
}

std::vector<std::string> amr_of(ProofMethod method, bool is_device_bound, bool is_user_verified) {
  switch (method) {
    case password:
      return {"pwd"};
    case passkey:
    case hardware_key:
    case biometric: {
      std::vector<std::string> amr{is_device_bound ? "hwk" : "swk"};
      if (is_user_verified) amr.emplace_back("user");
      return amr;
    }
    case push:
    case qr:
      return {"mca"};
    case sms:
      return {"sms"};
    default:
      return {"otp"};
  }
}

std::string masked_address(const records::Factor& factor) {
  const auto kind = factor.method_type == MfaMethod::email ? records::IdentifierType::email
                                                           : records::IdentifierType::phone;
  const auto address = factor.address.value_or("");
  return records::mask({kind, address, address});
}

namespace {

std::optional<std::string> hint_of(const records::Factor& factor) {
  if (factor.address) return masked_address(factor);
  if (factor.method_type == MfaMethod::qr || factor.method_type == MfaMethod::totp)
    return std::nullopt;
  return factor.name;
}

}  // namespace

std::vector<MethodView> methods_of(std::span<const records::Factor> factors,
                                   const std::vector<std::string>& allowed, bool has_backup_codes) {
  std::vector<MethodView> views;
  const records::Factor* last = nullptr;
  // In the order of the enumeration, which is that of strength.
  for (const auto method : {hardware_key, biometric, push, totp, qr, sms, email}) {
    if (std::ranges::find(allowed, name_of(method)) == allowed.end()) continue;
    std::vector<const records::Factor*> of_method;
    for (const auto& factor : factors) {
      if (proof_method(factor.method_type) == method) of_method.push_back(&factor);
    }
    if (of_method.empty()) continue;
    for (const auto* factor : of_method) {
      if (factor->last_used && (!last || *factor->last_used > *last->last_used)) last = factor;
    }
    views.push_back({method, of_method.size() == 1 ? hint_of(*of_method[0]) : std::nullopt, false});
  }
  for (auto& view : views) {
    view.is_preferred = last != nullptr && proof_method(last->method_type) == view.method;
  }
  // Codes stand in for factors, also for those that are no longer allowed; without any there is nothing to stand in
  // for.
  if (has_backup_codes && !factors.empty()) views.push_back({backup_code, std::nullopt, false});
  return views;
}

}  // namespace gatehouse::services
