#include "certificate_fields.hpp"

#include <openssl/x509v3.h>

#include <gatehouse/platform/crypto/openssl.hpp>

#include "der.hpp"

namespace gatehouse::webauthn {
namespace {

using crypto::Handle;
using Object = Handle<ASN1_OBJECT, ASN1_OBJECT_free>;

constexpr const char* oid_fido_aaguid = "1.3.6.1.4.1.45724.1.1.4";

}  // namespace

bool is_version_3(const Certificate& certificate) {
  return X509_get_version(certificate.get()) == X509_VERSION_3;
}

bool is_not_ca(const Certificate& certificate) {
  const crypto::ErrorQueueGuard guard;
  const Handle<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> constraints(
      static_cast<BASIC_CONSTRAINTS*>(
          X509_get_ext_d2i(certificate.get(), NID_basic_constraints, nullptr, nullptr)));
  return constraints && constraints->ca == 0;
}

bool has_empty_subject(const Certificate& certificate) {
  return X509_NAME_entry_count(X509_get_subject_name(certificate.get())) == 0;
}

std::string subject_attribute(const Certificate& certificate, int nid) {
  const auto* name = X509_get_subject_name(certificate.get());
  const int at = X509_NAME_get_index_by_NID(name, nid, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(name, nid, at) >= 0) return {};
  const auto* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, value);
  const Handle<unsigned char, [](void* memory) { OPENSSL_free(memory); }> owned(text);
  return size > 0 ? std::string(reinterpret_cast<char*>(text), static_cast<std::size_t>(size))
                  : std::string();
}

bool has_key_usage(const Certificate& certificate, const char* oid) {
  const crypto::ErrorQueueGuard guard;
  const Handle<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> usages(static_cast<EXTENDED_KEY_USAGE*>(
      X509_get_ext_d2i(certificate.get(), NID_ext_key_usage, nullptr, nullptr)));
  const Object wanted(OBJ_txt2obj(oid, 1));
  for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    if (OBJ_cmp(sk_ASN1_OBJECT_value(usages.get(), i), wanted.get()) == 0) return true;
  }
  return false;
}

Outcome<std::optional<CertificateExtension>> extension_of(const Certificate& certificate,
                                                          const char* oid) {
  const Object object(OBJ_txt2obj(oid, 1));
  const int at = X509_get_ext_by_OBJ(certificate.get(), object.get(), -1);
  if (at < 0) return std::nullopt;
  if (X509_get_ext_by_OBJ(certificate.get(), object.get(), at) >= 0)
    return std::unexpected(Failure::attestation_certificate_unfit);
  auto* extension = X509_get_ext(certificate.get(), at);
  const auto* value = X509_EXTENSION_get_data(extension);
  return CertificateExtension{.critical = X509_EXTENSION_get_critical(extension) != 0,
                              .value = {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                        static_cast<std::size_t>(ASN1_STRING_length(value))}};
}

Check check_aaguid_extension(const Certificate& certificate, const Uuid& aaguid) {
  const auto extension = extension_of(certificate, oid_fido_aaguid);
  if (!extension) return extension.error();
  if (!*extension) return std::nullopt;
  DerReader reader((*extension)->value);
  const auto value = reader.next(der_octet_string);
  if ((*extension)->critical || !value || !reader.at_end()) {
    return Failure::attestation_certificate_unfit;
  }
  if (value->contents != aaguid.view()) return Failure::attestation_aaguid_mismatch;
  return std::nullopt;
}

}  // namespace gatehouse::webauthn
