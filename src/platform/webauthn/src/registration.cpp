// Section 7.1.
#include <algorithm>

#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/webauthn/authenticator_data.hpp>
#include <gatehouse/platform/webauthn/client_data.hpp>
#include <gatehouse/platform/webauthn/cose_key.hpp>
#include <gatehouse/platform/webauthn/verify.hpp>

#include "ceremony.hpp"
#include "statement.hpp"
#include "trust.hpp"

namespace gatehouse::webauthn {
namespace {

// Steps 21 and 22.
Outcome<Attestation> verify_statement(std::string_view format_text, const Statement& statement) {
  const auto format = find_format(format_text);
  if (!format) return std::unexpected(Failure::attestation_format_unsupported);
  switch (*format) {
    case AttestationFormat::none:
      // Section 8.7: an empty map.
      if (statement.members.map_size() == 0) return Attestation{};
      return std::unexpected(Failure::attestation_statement_malformed);
    case AttestationFormat::packed:
      return verify_packed(statement);
    case AttestationFormat::fido_u2f:
      return verify_fido_u2f(statement);
    case AttestationFormat::tpm:
      return verify_tpm(statement);
    case AttestationFormat::android_key:
      return verify_android_key(statement);
    case AttestationFormat::apple:
      return verify_apple(statement);
  }
  return std::unexpected(Failure::attestation_format_unsupported);
}

// Steps 14 to 19, and that the credential is the one which the response names.
Check check_data(const AuthenticatorData& data, const RelyingParty& relying_party,
                 const CreationOptions& options, const AttestationPolicy& policy,
                 std::string_view id) {
  if (const auto failed = check_flags(data, relying_party.id, !options.conditional,
                                      options.user_verification == UserVerification::required)) {
    return failed;
  }
  if (policy.device_bound && data.backup_eligible) return Failure::backup_eligible_refused;
  if (!data.credential) return Failure::authenticator_data_malformed;
  if (data.credential->id != id) return Failure::credential_id_mismatch;
  return std::nullopt;
}

// Steps 13 and 20: the key, of an algorithm that was offered.
Outcome<CoseKey> key_of(const AuthenticatorData& data, const CreationOptions& options) {
  auto key = CoseKey::parse(data.credential->public_key);
  if (key && std::ranges::find(options.algorithms, key->algorithm()) == options.algorithms.end()) {
    return std::unexpected(Failure::algorithm_not_offered);
  }
  return key;
}

}  // namespace

Outcome<Registration> verify_registration(const RelyingParty& relying_party,
                                          const CreationOptions& options,
                                          const AttestationPolicy& policy,
                                          const RegistrationResponse& response, Timestamp now) {
  const auto client_data = ClientData::parse(response.client_data_json);  // steps 5 and 6
  if (!client_data) return std::unexpected(client_data.error());
  if (const auto failed =  // steps 7 to 11
      client_data->check("webauthn.create", options.challenge, relying_party)) {
    return std::unexpected(*failed);
  }
  const auto hash = crypto::sha256(response.client_data_json);  // step 12

  const auto object = AttestationObject::parse(response.attestation_object);  // step 13
  if (!object) return std::unexpected(object.error());
  const auto data = AuthenticatorData::parse(object->authenticator_data);
  if (!data) return std::unexpected(data.error());
  if (const auto failed = check_data(*data, relying_party, options, policy, response.id)) {
    return std::unexpected(*failed);
  }
  if (options.attachment && response.attachment && response.attachment != options.attachment) {
    return std::unexpected(Failure::attachment_mismatch);
  }
  const auto key = key_of(*data, options);
  if (!key) return std::unexpected(key.error());

  auto attestation = verify_statement(object->format, {.members = object->statement,
                                                       .raw_data = object->authenticator_data,
                                                       .data = *data,
                                                       .key = *key,
                                                       .client_data_hash = hash,
                                                       .policy = policy});
  if (!attestation) return std::unexpected(attestation.error());
  const auto aaguid =
      attestation->format == AttestationFormat::fido_u2f ? Uuid{} : data->credential->aaguid;
  const auto trust = assess_trust(*attestation, aaguid, policy, now);  // steps 23 and 24
  if (!trust) return std::unexpected(trust.error());
  attestation->trust = *trust;

  if (contains_credential(options.exclude_credentials, response.id)) {  // step 26, in part
    return std::unexpected(Failure::credential_excluded);
  }
  return Registration{.id = response.id,
                      .public_key = std::string(data->credential->public_key),
                      .algorithm = key->algorithm(),
                      .sign_count = data->sign_count,
                      .user_verified = data->user_verified,
                      .backup_eligible = data->backup_eligible,
                      .backup_state = data->backup_state,
                      .aaguid = aaguid,
                      .attestation = std::move(*attestation),
                      .transports = response.transports,
                      .attachment = response.attachment,
                      .discoverable = response.discoverable};
}

}  // namespace gatehouse::webauthn
