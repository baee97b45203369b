// Why a ceremony failed. Steps are those of Web Authentication Level 3: "7.1.n" of section 7.1 (registration), "7.2.n"
// of section 7.2 (assertion), "8.n" of the statement formats. The words are for logs, metrics and security events; a
// client is told no more than that its credential was refused.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

namespace gatehouse::webauthn {

enum class Failure : std::uint8_t {
  // The response as a whole
  response_malformed,  ///< 7.1.3, 7.2.3: not the JSON form of a response, or a member beyond its bounds
  credential_id_mismatch,  ///< id, rawId and the attested or stored credential id are not the same
  // Client data
  client_data_malformed,  ///< 7.1.5–6, 7.2.8–9: not UTF-8 JSON with its required members, each once
  type_mismatch,          ///< 7.1.7, 7.2.10
  challenge_mismatch,     ///< 7.1.8, 7.2.11
  origin_mismatch,        ///< 7.1.9, 7.2.12
  cross_origin_refused,   ///< 7.1.10, 7.2.13: made in a frame of a foreign page
  top_origin_mismatch,    ///< 7.1.11, 7.2.14: the foreign page is not an accepted one
  // Authenticator data
  attestation_object_malformed,  ///< 7.1.13: not exactly one CBOR map of fmt, attStmt, authData
  authenticator_data_malformed,  ///< 6.1, 6.5.1: lengths, reserved flags, extensions, bytes left over
  public_key_malformed,       ///< 6.5.1.1: not a COSE key of its algorithm; off the curve; weak RSA
  rp_id_mismatch,             ///< 7.1.14, 7.2.15
  user_not_present,           ///< 7.1.15, 7.2.16
  user_not_verified,          ///< 7.1.16, 7.2.17
  backup_state_inconsistent,  ///< 7.1.17, 7.2.18: BS without BE
  backup_eligible_refused,    ///< 7.1.18: policy wants a credential that never leaves its device
  algorithm_not_offered,      ///< 7.1.20
  // Attestation statement
  attestation_format_unsupported,   ///< 7.1.21: unknown, android-safetynet (withdrawn), compound
  attestation_statement_malformed,  ///< 7.1.22, 8.x syntax
  attestation_algorithm_mismatch,   ///< 8.x: alg is unknown, or not that of the key which signed
  attestation_signature_invalid,    ///< 8.x
  attestation_certificate_unfit,    ///< 8.2.1, 8.3.1, 8.6: version, subject, extensions or key
  attestation_aaguid_mismatch,      ///< 8.2, 8.3: the certificate is for another model
  attestation_key_mismatch,         ///< 8.3, 8.4, 8.8: it attests another key than the credential's
  attestation_nonce_mismatch,       ///< 8.3, 8.4, 8.8: it was made for other data
  attestation_tpm_invalid,          ///< 8.3: magic, type or name of what the TPM certified
  attestation_android_key_unprotected,  ///< 8.4: authorization lists do not hold what policy wants
  attestation_u2f_invalid,  ///< 8.6: authenticator data that no U2F device could have made
  // Trust in it
  attestation_anchor_unknown,  ///< 7.1.23: policy wants trust, but no root is known for this model
  attestation_untrusted,  ///< 7.1.24: the chain does not end in a root that is known for this model
  attestation_required,   ///< 7.1.24: none or self attestation where policy wants a chain
  attachment_mismatch,    ///< 5.4.4: built in where a key was asked for, or the other way round
  authenticator_not_allowed,  ///< policy: the AAGUID is not on the list
  authenticator_compromised,  ///< FIDO metadata: the model is revoked or its keys are known to leak
  // Credential
  credential_id_too_long,  ///< 7.1.25: over 1023 bytes
  credential_excluded,     ///< 7.1.26: among the excluded credentials
  // Assertion
  credential_not_allowed,      ///< 7.2.5: not among the allowed credentials
  user_handle_missing,         ///< 7.2.6: nobody was identified, and the response does not say who
  user_handle_mismatch,        ///< 7.2.6: the credential is another account's
  backup_eligibility_changed,  ///< 7.2.19: BE is fixed at creation
  signature_invalid,           ///< 7.2.21
  counter_rolled_back,         ///< 7.2.22: the authenticator was cloned, or an old answer came late
};

/// The enumerator's name.
std::string_view failure_name(Failure failure) noexcept;

/// A value, or the first step that failed.
template <class T>
using Outcome = std::expected<T, Failure>;

/// What a step without a value answers: empty when it holds.
using Check = std::optional<Failure>;

}  // namespace gatehouse::webauthn
