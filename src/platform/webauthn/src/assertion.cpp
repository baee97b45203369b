// Section 7.2.
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/webauthn/authenticator_data.hpp>
#include <gatehouse/platform/webauthn/client_data.hpp>
#include <gatehouse/platform/webauthn/cose_key.hpp>
#include <gatehouse/platform/webauthn/verify.hpp>

#include "ceremony.hpp"

namespace gatehouse::webauthn {
namespace {

// Steps 5 and 6: the credential is one that was asked for, and the account's.
Check check_owner(const RequestOptions& options, const StoredCredential& credential,
                  const AuthenticationResponse& response) {
  const bool is_identified = !options.allow_credentials.empty();
  if (is_identified && !contains_credential(options.allow_credentials, response.id)) {
    return Failure::credential_not_allowed;
  }
  if (response.id != credential.id) return Failure::credential_id_mismatch;
  if (!response.user_handle) {
    return is_identified ? std::nullopt : Check(Failure::user_handle_missing);
  }
  if (*response.user_handle != credential.user_handle) return Failure::user_handle_mismatch;
  return std::nullopt;
}

// Steps 15 to 19.
Check check_data(const AuthenticatorData& data, const RelyingParty& relying_party,
                 const RequestOptions& options, const StoredCredential& credential) {
  // Attested credential data are for registrations alone (section 6.1).
  if (data.credential) return Failure::authenticator_data_malformed;
  if (const auto failed = check_flags(data, relying_party.id, true,
                                      options.user_verification == UserVerification::required)) {
    return failed;
  }
  if (data.backup_eligible != credential.backup_eligible) {
    return Failure::backup_eligibility_changed;
  }
  return std::nullopt;
}

}  // namespace

Outcome<Assertion> verify_assertion(const RelyingParty& relying_party,
                                    const RequestOptions& options,
                                    const StoredCredential& credential,
                                    const AuthenticationResponse& response) {
  if (const auto failed = check_owner(options, credential, response)) {
    return std::unexpected(*failed);
  }
  const auto client_data = ClientData::parse(response.client_data_json);  // steps 8 and 9
  if (!client_data) return std::unexpected(client_data.error());
  if (const auto failed =  // steps 10 to 14
      client_data->check("webauthn.get", options.challenge, relying_party)) {
    return std::unexpected(*failed);
  }
  const auto data = AuthenticatorData::parse(response.authenticator_data);
  if (!data) return std::unexpected(data.error());
  if (const auto failed = check_data(*data, relying_party, options, credential)) {
    return std::unexpected(*failed);
  }
  const auto key = CoseKey::parse(credential.public_key);
  if (!key) return std::unexpected(key.error());
  auto signed_data = response.authenticator_data;  // steps 20 and 21
  signed_data.append(crypto::sha256(response.client_data_json));
  if (!key->verify(signed_data, response.signature)) {
    return std::unexpected(Failure::signature_invalid);
  }
  const bool counts = data->sign_count != 0 || credential.sign_count != 0;  // step 22
  if (counts && data->sign_count <= credential.sign_count) {
    return std::unexpected(Failure::counter_rolled_back);
  }
  return Assertion{.sign_count = data->sign_count,
                   .user_verified = data->user_verified,
                   .backup_eligible = data->backup_eligible,
                   .backup_state = data->backup_state,
                   .user_handle = response.user_handle,
                   .attachment = response.attachment};
}

}  // namespace gatehouse::webauthn
