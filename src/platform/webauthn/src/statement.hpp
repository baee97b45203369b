// Verification procedures of the attestation statement formats (Level 3 section 8). Each says what vouches for the
// credential and with which certificates; whether these are trusted is decided afterwards (trust.hpp).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/platform/webauthn/attestation.hpp>
#include <gatehouse/platform/webauthn/authenticator_data.hpp>
#include <gatehouse/platform/webauthn/cose_key.hpp>
#include <gatehouse/platform/webauthn/failure.hpp>

namespace gatehouse::webauthn {

/// What every procedure is given.
struct Statement {
  const CborValue& members;  ///< attStmt
  std::string_view raw_data;
  const AuthenticatorData& data;  ///< raw_data, parsed; has a credential
  const CoseKey& key;             ///< the credential's
  std::string_view client_data_hash;
  const AttestationPolicy& policy;

  /// What most formats sign: authenticator data, then the hash of the client data.
  std::string signed_data() const { return std::string(raw_data).append(client_data_hash); }
};

Outcome<Attestation> verify_packed(const Statement& statement);
Outcome<Attestation> verify_fido_u2f(const Statement& statement);
Outcome<Attestation> verify_tpm(const Statement& statement);
Outcome<Attestation> verify_android_key(const Statement& statement);
Outcome<Attestation> verify_apple(const Statement& statement);

/// True when the map holds all of `required`, and nothing else but `optional`.
bool has_members(const CborValue& map, std::initializer_list<std::string_view> required,
                 std::string_view optional = {});
/// The member's byte string; empty when it is another kind. The member must exist.
std::string_view bytes_member(const CborValue& map, std::string_view name);
/// x5c: one to eight certificates, leaf first. Failure: attestation_statement_malformed.
Outcome<std::vector<Certificate>> x5c_of(const CborValue& map);
/// Whether `certificate`'s key signed `data` with the algorithm of the member alg. Failure:
/// attestation_algorithm_mismatch or attestation_signature_invalid.
Check check_signature(const CborValue& map, const Certificate& certificate, std::string_view data);
/// True when `certificate` is for the credential's very key.
bool is_certificate_of(const Certificate& certificate, const CoseKey& key);

}  // namespace gatehouse::webauthn
