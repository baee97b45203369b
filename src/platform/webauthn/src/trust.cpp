#include "trust.hpp"

#include <algorithm>

#include <gatehouse/platform/webauthn/metadata.hpp>

namespace gatehouse::webauthn {
namespace {

const MetadataEntry* entry_of(const Attestation& attestation, const Uuid& aaguid,
                              const Metadata* metadata) {
  if (metadata == nullptr) return nullptr;
  return attestation.format == AttestationFormat::fido_u2f
             ? metadata->find_u2f(attestation.trust_path.front().key_identifier())
             : metadata->find(aaguid);
}

// What metadata know of a model goes before the roots of its format: one maker does not vouch for another's models.
std::vector<Certificate> anchors_of(const MetadataEntry* entry, const AttestationPolicy& policy,
                                    AttestationFormat format) {
  if (entry != nullptr) return entry->roots;
  std::vector<Certificate> anchors;
  for (const auto& anchor : policy.anchors) {
    if (anchor.format == format) anchors.push_back(anchor.certificate);
  }
  return anchors;
}

}  // namespace

Outcome<AttestationTrust> assess_trust(const Attestation& attestation, const Uuid& aaguid,
                                       const AttestationPolicy& policy, Timestamp now) {
  const auto* entry = entry_of(attestation, aaguid, policy.metadata);
  if (entry != nullptr && entry->compromised(now)) {
    return std::unexpected(Failure::authenticator_compromised);
  }
  const bool is_demanded = policy.require_trust || !policy.allowed_aaguids.empty();
  if (attestation.trust_path.empty()) {
    if (is_demanded) return std::unexpected(Failure::attestation_required);
    return AttestationTrust::none;
  }
  const auto anchors = anchors_of(entry, policy, attestation.format);
  if (anchors.empty()) {
    if (is_demanded) return std::unexpected(Failure::attestation_anchor_unknown);
    return AttestationTrust::unknown;
  }
  if (!leads_to_anchor(attestation.trust_path, anchors, now)) {
    return std::unexpected(Failure::attestation_untrusted);
  }
  const auto& allowed = policy.allowed_aaguids;
  if (!allowed.empty() && std::ranges::find(allowed, aaguid) == allowed.end()) {
    return std::unexpected(Failure::authenticator_not_allowed);
  }
  return AttestationTrust::anchored;
}

}  // namespace gatehouse::webauthn
