#include <gatehouse/services/proofs/passkey_ceremonies.hpp>

#include <algorithm>

#include <boost/describe/enum_to_string.hpp>

#include <gatehouse/base/random.hpp>

namespace gatehouse::services {
namespace {

using records::MfaMethod;

constexpr std::size_t challenge_size = 32;
constexpr std::size_t user_handle_size = 32;

std::vector<webauthn::CredentialDescriptor> descriptors(
    const std::vector<records::Passkey>& passkeys) {
  std::vector<webauthn::CredentialDescriptor> out;
  for (const auto& one : passkeys) out.push_back({one.credential_id.value, one.transports});
  return out;
}

bool is_biometric(const records::Passkey& passkey) {
  return passkey.method_type == MfaMethod::biometric;
}

webauthn::RequestOptions request_options(const std::vector<records::Passkey>& allowed,
                                         std::string challenge) {
  return {
      .challenge = std::move(challenge),
      .allow_credentials = descriptors(allowed),
      // Without a password beside it, possession alone is one factor; a finger or a face is what makes it
      // biometric.
      .user_verification = std::ranges::all_of(allowed, is_biometric)
                               ? webauthn::UserVerification::required
                               : webauthn::UserVerification::preferred};
}

std::string_view trust_name(webauthn::AttestationTrust trust) {
  switch (trust) {
    case webauthn::AttestationTrust::anchored:
      return "anchored";
    case webauthn::AttestationTrust::unknown:
      return "unknown";
    case webauthn::AttestationTrust::none:
      return "none";
  }
  return "none";
}

}  // namespace

webauthn::CreationOptions PasskeyCeremonies::creation_options(
    const records::Account& account, MfaMethod method,
    const std::vector<records::Passkey>& existing, std::string challenge,
    std::string user_handle) const {
  const bool is_built_in = method == MfaMethod::biometric;
  const auto name = account.email   ? *account.email
                    : account.phone ? *account.phone
                                    : account.username.value_or(account.id.text());
  const bool wants_model =
      rules_.attestation.require_trust || !rules_.attestation.allowed_aaguids.empty();
  return {.challenge = std::move(challenge),
          .user = {.id = std::move(user_handle),
                   .name = name,
                   .display_name = account.display_name.value_or(name)},
          .exclude_credentials = descriptors(existing),
          .attachment =
              is_built_in ? webauthn::Attachment::platform : webauthn::Attachment::cross_platform,
          .resident_key =
              is_built_in ? webauthn::ResidentKey::required : webauthn::ResidentKey::preferred,
          // A finger or a face is what makes it biometric; a key may have no way to ask for one.
          .user_verification = is_built_in ? webauthn::UserVerification::required
                                           : webauthn::UserVerification::preferred,
          .attestation = wants_model ? webauthn::AttestationConveyance::direct
                                     : webauthn::AttestationConveyance::none,
          .hints = {is_built_in ? webauthn::Hint::client_device : webauthn::Hint::security_key}};
}

PasskeyQuestion PasskeyCeremonies::ask_to_create(
    const records::Account& account, MfaMethod method,
    const std::vector<records::Passkey>& existing) const {
  auto challenge = webauthn::new_challenge();
  // One handle for all credentials of an account: authenticators replace the old one of the same handle.
  auto handle =
      existing.empty() ? random_string(user_handle_size) : existing.front().user_handle.value;
  const pg::Bytes secret{challenge + handle};
  return {webauthn::to_json(
              rules_.relying_party,
              creation_options(account, method, existing, std::move(challenge), std::move(handle))),
          secret};
}

webauthn::Outcome<records::Passkey> PasskeyCeremonies::verify_creation(
    const records::Account& account, FactorId factor, MfaMethod method,
    const std::vector<records::Passkey>& existing, const pg::Bytes& secret,
    const boost::json::value& credential, Timestamp now) const {
  const auto response = webauthn::parse_registration_response(credential);
  if (!response) return std::unexpected(response.error());
  const auto challenge = secret.value.substr(0, challenge_size);
  const auto handle = secret.value.substr(challenge_size);
  const auto made = webauthn::verify_registration(
      rules_.relying_party, creation_options(account, method, existing, challenge, handle),
      rules_.attestation, *response, now);
  if (!made) return std::unexpected(made.error());
  return records::Passkey{
      .account_id = account.id,
      .id = factor,
      .method_type = method,
      .credential_id = {made->id},
      .user_handle = {handle},
      .public_key = {made->public_key},
      .sign_count = made->sign_count,
      .aaguid = made->aaguid,
      .transports = made->transports,
      .is_discoverable = made->discoverable.value_or(method == MfaMethod::biometric),
      .backup_eligible = made->backup_eligible,
      .backup_state = made->backup_state,
      .uv_initialized = made->user_verified,
      .attestation_format = std::string(webauthn::format_name(made->attestation.format)),
      .attestation_trust = std::string(trust_name(made->attestation.trust)),
      .created_at = now};
}

PasskeyQuestion PasskeyCeremonies::ask_to_use(const std::vector<records::Passkey>& allowed) const {
  auto challenge = webauthn::new_challenge();
  const pg::Bytes secret{challenge};
  return {webauthn::to_json(rules_.relying_party, request_options(allowed, std::move(challenge))),
          secret};
}

webauthn::Outcome<PasskeyAssertion> PasskeyCeremonies::verify_use(
    const std::vector<records::Passkey>& allowed, const records::Passkey& passkey,
    const pg::Bytes& secret, const boost::json::value& credential) const {
  const auto response = webauthn::parse_authentication_response(credential);
  if (!response) return std::unexpected(response.error());
  const auto proved =
      webauthn::verify_assertion(rules_.relying_party, request_options(allowed, secret.value),
                                 {.id = passkey.credential_id.value,
                                  .public_key = passkey.public_key.value,
                                  .sign_count = static_cast<std::uint32_t>(passkey.sign_count),
                                  .backup_eligible = passkey.backup_eligible,
                                  .user_handle = passkey.user_handle.value},
                                 *response);
  if (!proved) return std::unexpected(proved.error());
  // Beside keys, of which it is not demanded.
  if (is_biometric(passkey) && !proved->user_verified)
    return std::unexpected(webauthn::Failure::user_not_verified);
  return PasskeyAssertion{.old_count = passkey.sign_count,
                          .new_count = proved->sign_count,
                          .backup_state = proved->backup_state,
                          .is_device_bound = !proved->backup_eligible,
                          .is_user_verified = proved->user_verified,
                          .uv_initialized = passkey.uv_initialized};
}

std::optional<pg::Bytes> PasskeyCeremonies::credential_of(const boost::json::value& credential) {
  const auto response = webauthn::parse_authentication_response(credential);
  if (!response) return std::nullopt;
  return pg::Bytes{response->id};
}

std::string PasskeyCeremonies::name_for(const records::Passkey& passkey) const {
  if (rules_.metadata != nullptr) {
    if (const auto* model = rules_.metadata->find(passkey.aaguid)) return model->description;
  }
  return passkey.method_type == MfaMethod::biometric ? "Passkey" : "Security key";
}

}  // namespace gatehouse::services
