// Section 8.2, packed attestation, and section 8.6, FIDO U2F attestation.
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <gatehouse/platform/crypto/openssl.hpp>

#include "certificate_fields.hpp"
#include "signature.hpp"
#include "statement.hpp"

namespace gatehouse::webauthn {
namespace {

constexpr auto malformed = std::unexpected(Failure::attestation_statement_malformed);

// Section 8.2.1: a certificate of a manufacturer's model, and not of anything else.
bool is_packed_certificate(const Certificate& certificate) {
  const auto country = subject_attribute(certificate, NID_countryName);
  return is_version_3(certificate) && is_not_ca(certificate) && country.size() == 2 &&
         !subject_attribute(certificate, NID_organizationName).empty() &&
         subject_attribute(certificate, NID_organizationalUnitName) ==
             "Authenticator Attestation" &&
         !subject_attribute(certificate, NID_commonName).empty();
}

Outcome<Attestation> verify_self(const Statement& statement) {
  if (statement.members.find("alg")->integer() !=
      static_cast<std::int64_t>(statement.key.algorithm())) {
    return std::unexpected(Failure::attestation_algorithm_mismatch);
  }
  if (!statement.key.verify(statement.signed_data(), bytes_member(statement.members, "sig"))) {
    return std::unexpected(Failure::attestation_signature_invalid);
  }
  return Attestation{.format = AttestationFormat::packed, .type = AttestationType::self};
}

// The point of an ES256 key in the form of ANSI X9.62: 0x04, x, y.
std::string point_of(EVP_PKEY* key) {
  std::string point(65, '\0');
  std::size_t size = 0;
  const bool done =
      EVP_PKEY_get_octet_string_param(key, "pub", crypto::bytes(point), point.size(), &size) == 1 &&
      size == point.size();
  return done ? point : std::string();
}

}  // namespace

Outcome<Attestation> verify_packed(const Statement& statement) {
  if (has_members(statement.members, {"alg", "sig"})) return verify_self(statement);
  if (!has_members(statement.members, {"alg", "sig", "x5c"})) return malformed;
  auto path = x5c_of(statement.members);
  if (!path) return std::unexpected(path.error());
  const auto& leaf = path->front();
  if (const auto failed = check_signature(statement.members, leaf, statement.signed_data())) {
    return std::unexpected(*failed);
  }
  if (!is_packed_certificate(leaf)) {
    return std::unexpected(Failure::attestation_certificate_unfit);
  }
  if (const auto failed = check_aaguid_extension(leaf, statement.data.credential->aaguid)) {
    return std::unexpected(*failed);
  }
  return Attestation{.format = AttestationFormat::packed,
                     .type = AttestationType::certified,
                     .trust_path = std::move(*path)};
}

Outcome<Attestation> verify_fido_u2f(const Statement& statement) {
  if (!has_members(statement.members, {"sig", "x5c"})) return malformed;
  auto path = x5c_of(statement.members);
  if (!path || path->size() != 1) return malformed;
  auto* signer = X509_get0_pubkey(path->front().get());
  if (!is_key_for(signer, Algorithm::es256)) {
    return std::unexpected(Failure::attestation_certificate_unfit);
  }
  if (statement.key.algorithm() != Algorithm::es256) {
    return std::unexpected(Failure::attestation_algorithm_mismatch);
  }
  // The statement signs neither flags nor counter. A U2F device knows presence only, so nothing else is believed.
  const auto& data = statement.data;
  if (data.user_verified || data.backup_eligible || data.extensions || data.sign_count != 0) {
    return std::unexpected(Failure::attestation_u2f_invalid);
  }
  std::string signed_data{'\0'};
  signed_data.append(data.rp_id_hash)
      .append(statement.client_data_hash)
      .append(data.credential->id)
      .append(point_of(statement.key.get()));
  if (!is_signed_by(signer, Algorithm::es256, signed_data,
                    bytes_member(statement.members, "sig"))) {
    return std::unexpected(Failure::attestation_signature_invalid);
  }
  return Attestation{.format = AttestationFormat::fido_u2f,
                     .type = AttestationType::certified,
                     .trust_path = std::move(*path)};
}

}  // namespace gatehouse::webauthn
