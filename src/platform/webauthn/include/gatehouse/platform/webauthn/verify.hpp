// The two ceremonies of a relying party (Web Authentication Level 3, section 7). Pure functions: storage, single use of
// challenges and the search for accounts are the caller's.
//
//   registration  options = CreationOptions{.challenge = new_challenge(), .user = …};  keep the challenge
//                 browser: create(parseCreationOptionsFromJSON(to_json(party, options)))
//                 take the challenge (once), response = parse_registration_response(body),
//                 verify_registration(…) → store the Registration; its id must be new among all accounts (7.1.26)
//   assertion     options = RequestOptions{.challenge = new_challenge(), .allow_credentials = …}
//                 browser: get(parseRequestOptionsFromJSON(to_json(party, options)))
//                 take the challenge (once), response = parse_authentication_response(body), find the credential by
//                 response.id, verify_assertion(…) → store sign_count and backup_state with the credential
//
// The sign count must be stored by a statement that succeeds only if the count is still the one which was verified
// against; otherwise two copies of one authenticator can race.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/webauthn/algorithm.hpp>
#include <gatehouse/platform/webauthn/attestation.hpp>
#include <gatehouse/platform/webauthn/failure.hpp>
#include <gatehouse/platform/webauthn/options.hpp>
#include <gatehouse/platform/webauthn/response.hpp>

namespace gatehouse::webauthn {

/// A credential that passed registration: the record to store (section 4, "credential record").
struct Registration {
  std::string id;          ///< 1 to 1023 raw bytes; unique over all accounts
  std::string public_key;  ///< COSE_Key bytes, to be kept as they are
  Algorithm algorithm{};
  std::uint32_t sign_count = 0;
  bool user_verified = false;
  bool backup_eligible = false;  ///< a passkey that may be synchronised
  bool backup_state = false;     ///< it is, now
  /// The model. A claim unless attestation.trust is anchored; zero when it is not told, and always with fido-u2f, whose
  /// statement does not sign it.
  Uuid aaguid{};
  Attestation attestation{};
  std::vector<std::string> transports{};   ///< as the client says
  std::optional<Attachment> attachment{};  ///< as the client says
  std::optional<bool> discoverable{};      ///< as the client says
};

/// Section 7.1 from step 3 on. `options` are those that the browser was given. The one step left to the caller is
/// 7.1.26, that no account has this credential id yet. Failure: the first step that does not hold.
Outcome<Registration> verify_registration(const RelyingParty& relying_party,
                                          const CreationOptions& options,
                                          const AttestationPolicy& policy,
                                          const RegistrationResponse& response, Timestamp now);

/// What the verifier needs of a stored credential.
struct StoredCredential {
  std::string id;
  std::string public_key;  ///< as Registration gave it
  std::uint32_t sign_count = 0;
  bool backup_eligible = false;
  std::string user_handle;  ///< User::id of the account that has it
};

/// What an assertion proved: possession of the credential's key at this moment.
struct Assertion {
  std::uint32_t sign_count = 0;  ///< to be stored
  bool user_verified = false;    ///< by PIN, finger or face: two factors in one
  bool backup_eligible = false;
  bool backup_state = false;  ///< to be stored
  std::optional<std::string> user_handle{};
  std::optional<Attachment> attachment{};  ///< as the client says
};

/// Section 7.2 from step 3 on. With options.allow_credentials the credential must be one of them; without, the response
/// must name the user handle. Fails with counter_rolled_back when either count is not zero and the new one is not
/// larger (7.2.22): a sign of a cloned authenticator, worth a security event. Failure: the first step that does not
/// hold.
Outcome<Assertion> verify_assertion(const RelyingParty& relying_party,
                                    const RequestOptions& options,
                                    const StoredCredential& credential,
                                    const AuthenticationResponse& response);

}  // namespace gatehouse::webauthn
