// What attestation formats read of a certificate besides its key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/webauthn/certificate.hpp>
#include <gatehouse/platform/webauthn/failure.hpp>

namespace gatehouse::webauthn {

struct CertificateExtension {
  bool critical = false;
  std::string_view value;  ///< DER; lies in the certificate
};

bool is_version_3(const Certificate& certificate);
/// True when basic constraints stand in it, once, and say that it is no CA.
bool is_not_ca(const Certificate& certificate);
bool has_empty_subject(const Certificate& certificate);
/// The one subject attribute of that NID in UTF-8; empty when there is none or more than one.
std::string subject_attribute(const Certificate& certificate, int nid);
/// True when the extended key usage names `oid`.
bool has_key_usage(const Certificate& certificate, const char* oid);
/// The extension with the dotted `oid`: empty when there is none. Failure: attestation_certificate_unfit when it stands
/// there twice.
Outcome<std::optional<CertificateExtension>> extension_of(const Certificate& certificate,
                                                          const char* oid);
/// id-fido-gen-ce-aaguid (8.2.1): it is optional, not critical, and equals `aaguid`. Failure:
/// attestation_certificate_unfit or attestation_aaguid_mismatch.
Check check_aaguid_extension(const Certificate& certificate, const Uuid& aaguid);

}  // namespace gatehouse::webauthn
