// The FIDO Metadata Service's list of authenticator models (FIDO MDS 3.0 section 3.1), read from the signed BLOB.
//
// Getting the file is somebody else's work: it is at https://mds3.fidoalliance.org/, its root is "GlobalSign Root CA
// - R3", and a new one appears before next_update().
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/webauthn/certificate.hpp>

namespace gatehouse::webauthn {

inline constexpr std::size_t max_metadata_bytes = 64 * 1024 * 1024;
/// The host that the BLOB's signing certificate names.
inline constexpr std::string_view fido_metadata_host = "mds.fidoalliance.org";

/// One report on a model (section 3.1.3).
struct StatusReport {
  std::string status;  ///< FIDO_CERTIFIED_L1, REVOKED, …
  /// Midnight UTC of its first day; empty: it always held.
  std::optional<Timestamp> effective{};
};

/// One model of authenticator.
struct MetadataEntry {
  std::optional<Uuid> aaguid{};                ///< FIDO2
  std::vector<std::string> key_identifiers{};  ///< U2F: Certificate::key_identifier()
  std::string description;                     ///< "YubiKey 5 Series", for people
  std::vector<Certificate> roots{};            ///< certificates that cannot be read are left out
  std::vector<StatusReport> reports{};

  /// True when a report that holds at `now` is REVOKED, USER_VERIFICATION_BYPASS, ATTESTATION_KEY_COMPROMISE,
  /// USER_KEY_REMOTE_COMPROMISE or USER_KEY_PHYSICAL_COMPROMISE (section 3.1.4). No later report takes it back. An
  /// unreadable date counts as passed.
  bool compromised(Timestamp now) const;
};

enum class MetadataFailure : std::uint8_t {
  too_large,        ///< over max_metadata_bytes
  malformed,        ///< not a JWT with the members that the standard wants
  untrusted,        ///< the signing certificate does not lead to a root, or is for another host
  wrong_signature,  ///< or an algorithm other than RS256 and ES256
};

/// Immutable: share it between threads, replace it as a whole.
class Metadata {
 public:
  /// Reads and verifies a BLOB: the JWT's signature by the first certificate of x5c, that one's way to one of `roots`
  /// at `now`, and its host name (the roots also sign web servers of others). A stale BLOB is read: see next_update().
  static std::expected<Metadata, MetadataFailure> read(std::string_view blob,
                                                       std::span<const Certificate> roots,
                                                       Timestamp now,
                                                       std::string_view host = fido_metadata_host);

  /// Empty when the model is unknown. The zero AAGUID is nobody's.
  const MetadataEntry* find(const Uuid& aaguid) const noexcept;
  /// By a U2F attestation certificate's key identifier.
  const MetadataEntry* find_u2f(std::string_view key_identifier) const noexcept;

  /// The serial number: a BLOB with a smaller one than the last is a replay that the caller refuses.
  std::int64_t number() const noexcept { return number_; }
  /// Midnight UTC of the day by which a newer BLOB exists.
  Timestamp next_update() const noexcept { return next_update_; }
  std::size_t size() const noexcept { return entries_.size(); }

 private:
  std::int64_t number_ = 0;
  Timestamp next_update_{};
  std::vector<MetadataEntry> entries_;
  std::map<Uuid, std::size_t> by_aaguid_;
  std::map<std::string, std::size_t, std::less<>> by_key_identifier_;
};

}  // namespace gatehouse::webauthn
