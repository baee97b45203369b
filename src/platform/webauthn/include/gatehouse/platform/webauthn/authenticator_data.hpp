// Authenticator data (Level 3 section 6.1) and the attestation object around it (section 6.5.4), taken apart strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/webauthn/cbor.hpp>
#include <gatehouse/platform/webauthn/failure.hpp>

namespace gatehouse::webauthn {

/// Section 6.5.1. Views lie in the parsed bytes.
struct AttestedCredential {
  Uuid aaguid{};
  std::string_view id;          ///< 1 to 1023 bytes
  std::string_view public_key;  ///< one canonical CBOR map: see CoseKey
};

struct AuthenticatorData {
  std::string_view rp_id_hash;  ///< 32 bytes
  bool user_present = false;
  bool user_verified = false;
  bool backup_eligible = false;
  bool backup_state = false;
  std::uint32_t sign_count = 0;
  std::optional<AttestedCredential> credential{};
  std::optional<CborValue> extensions{};  ///< a map with text keys

  /// Exactly what the flags announce: no byte less or more, reserved flags clear. Extension outputs need no request
  /// (7.1.28 leaves it to the relying party), but must be a canonical map. Failure: authenticator_data_malformed,
  /// credential_id_too_long, or public_key_malformed when no canonical CBOR map stands in the key's place.
  static Outcome<AuthenticatorData> parse(std::string_view bytes);
};

struct AttestationObject {
  std::string_view format;
  CborValue statement;  ///< a map
  std::string_view authenticator_data;

  /// Exactly one CBOR map with the three members and no other. Failure: attestation_object_malformed.
  static Outcome<AttestationObject> parse(std::string_view bytes);
};

}  // namespace gatehouse::webauthn
