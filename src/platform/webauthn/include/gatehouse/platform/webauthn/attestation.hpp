// Which authenticators are accepted, and what an attestation proved (Level 3 sections 6.5 and 8).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/webauthn/certificate.hpp>

namespace gatehouse::webauthn {

class Metadata;

/// Statement formats (section 8). android-safetynet is refused: its service has ended.
enum class AttestationFormat : std::uint8_t { none, packed, fido_u2f, tpm, android_key, apple };

/// "none", "packed", "fido-u2f", "tpm", "android-key", "apple".
std::string_view format_name(AttestationFormat format) noexcept;
/// Case-sensitive (7.1.21); empty for every other format.
std::optional<AttestationFormat> find_format(std::string_view name) noexcept;

/// What vouches for the credential (section 6.5.3). Basic and attestation CA look the same from here.
enum class AttestationType : std::uint8_t {
  none,          ///< nothing
  self,          ///< its own key: proves possession, says nothing about the model
  certified,     ///< certificates of a manufacturer or an attestation CA
  anonymous_ca,  ///< certificates made for this one credential (Apple)
};

/// How far the AAGUID and all else that the statement says can be believed.
enum class AttestationTrust : std::uint8_t {
  none,      ///< no certificates: the AAGUID is a claim
  unknown,   ///< the signature is right, but no root is known for this model: the AAGUID is a claim
  anchored,  ///< the certificates lead to a root that is known for this model
};

/// A root for all models of one format: Apple's, Google's, TPM makers'.
struct TrustAnchor {
  AttestationFormat format;
  Certificate certificate;
};

/// What an Android key's authorization lists must say (8.4): generated in the device, for signing, for this app only.
enum class AndroidKeyRule : std::uint8_t {
  hardware,      ///< enforced by trusted hardware
  any_enforcer,  ///< by hardware or by software
  unstated,      ///< by either, or not said at all (only the W3C's test vectors say nothing)
};

/// Which credentials are registered. As it stands: all that verify, whoever made the authenticator.
struct AttestationPolicy {
  /// Only with certificates that lead to a known root. Ask for `direct` conveyance then.
  bool require_trust = false;
  /// Only these models; implies require_trust, for otherwise an AAGUID is a claim. Empty: every model.
  std::vector<Uuid> allowed_aaguids{};
  /// Roots by format, for models that `metadata` does not know.
  std::vector<TrustAnchor> anchors{};
  /// Roots and warnings by model. A model that it calls compromised is refused even when it is only claimed. Not owned.
  const Metadata* metadata = nullptr;
  /// Only credentials that never leave their device: refuses passkeys that are synchronised.
  bool device_bound = false;
  AndroidKeyRule android_key = AndroidKeyRule::hardware;
  /// TPM statements signed with SHA-1 (COSE algorithm -65535), as older Windows makes them.
  bool accept_sha1_tpm = false;
};

/// What was found.
struct Attestation {
  AttestationFormat format = AttestationFormat::none;
  AttestationType type = AttestationType::none;
  AttestationTrust trust = AttestationTrust::none;
  std::vector<Certificate> trust_path{};  ///< as the statement brought them, leaf first
};

}  // namespace gatehouse::webauthn
