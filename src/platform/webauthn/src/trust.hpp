// Steps 23 and 24 of section 7.1: which roots are known for a model, and whether a statement leads to one of them.
#pragma once

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/webauthn/attestation.hpp>
#include <gatehouse/platform/webauthn/failure.hpp>

namespace gatehouse::webauthn {

/// How far the attestation is trusted. Failure: authenticator_compromised, attestation_required,
/// attestation_anchor_unknown, attestation_untrusted or authenticator_not_allowed.
Outcome<AttestationTrust> assess_trust(const Attestation& attestation, const Uuid& aaguid,
                                       const AttestationPolicy& policy, Timestamp now);

}  // namespace gatehouse::webauthn
