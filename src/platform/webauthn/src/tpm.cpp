// Section 8.3, TPM attestation. Structures are those of the TPM 2.0 library, part 2.
#include <array>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <gatehouse/platform/crypto/openssl.hpp>

#include "big_endian.hpp"
#include "certificate_fields.hpp"
#include "signature.hpp"
#include "statement.hpp"

namespace gatehouse::webauthn {
namespace {

using crypto::bytes;
using crypto::Handle;
using BigNumber = Handle<BIGNUM, BN_free>;

constexpr std::uint64_t generated_value = 0xff544347;  // TPM_GENERATED_VALUE
constexpr std::uint64_t attest_certify = 0x8017;       // TPM_ST_ATTEST_CERTIFY
constexpr std::uint64_t algorithm_rsa = 0x0001;        // TPM_ALG_…
constexpr std::uint64_t algorithm_null = 0x0010;
constexpr std::uint64_t algorithm_rsassa = 0x0014;
constexpr std::uint64_t algorithm_ecdsa = 0x0018;
constexpr std::uint64_t algorithm_ecc = 0x0023;
constexpr std::int64_t rs1 = -65535;

constexpr const char* oid_aik_certificate = "2.23.133.8.3";
constexpr std::array<const char*, 3> oids_of_device{"2.23.133.2.1", "2.23.133.2.2", "2.23.133.2.3"};

constexpr auto malformed = std::unexpected(Failure::attestation_statement_malformed);

std::string hash(const char* algorithm, std::string_view data) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, algorithm, nullptr, data.data(), data.size(), bytes(out), &size) != 1) {
    return {};
  }
  out.resize(size);
  return out;
}

// OpenSSL's name of a TPM_ALG_ID of a hash; null for others.
const char* hash_name(std::uint64_t id) {
  switch (id) {
    case 0x0004:
      return "SHA1";
    case 0x000b:
      return "SHA256";
    case 0x000c:
      return "SHA384";
    case 0x000d:
      return "SHA512";
    default:
      return nullptr;
  }
}

// The hash that goes with a COSE algorithm.
const char* hash_of(std::int64_t algorithm) {
  switch (algorithm) {
    case rs1:
      return "SHA1";
    case static_cast<std::int64_t>(Algorithm::es256):
    case static_cast<std::int64_t>(Algorithm::rs256):
      return "SHA256";
    case static_cast<std::int64_t>(Algorithm::es384):
      return "SHA384";
    case static_cast<std::int64_t>(Algorithm::es512):
      return "SHA512";
    default:
      return nullptr;
  }
}

bool has_number(EVP_PKEY* key, const char* name, std::string_view expected) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return false;
  const BigNumber number(raw);
  const BigNumber wanted(BN_bin2bn(bytes(expected), static_cast<int>(expected.size()), nullptr));
  return BN_cmp(number.get(), wanted.get()) == 0;
}

// TPMT_RSA_SCHEME, TPMT_ECC_SCHEME: none, or `signing` with its hash. False for others.
bool skip_scheme(BigEndianReader& reader, std::uint64_t signing) {
  const auto scheme = reader.number(2);
  return scheme == algorithm_null || (scheme == signing && reader.number(2));
}

// TPMS_RSA_PARMS and the modulus.
bool is_rsa_key(BigEndianReader& reader, const CoseKey& key) {
  if (reader.number(2) != algorithm_null || !skip_scheme(reader, algorithm_rsassa)) return false;
  const auto bits = reader.number(2);
  const auto exponent = reader.take(4);
  const auto modulus = reader.sized();
  if (!modulus || key.algorithm() != Algorithm::rs256) return false;
  using namespace std::string_view_literals;
  const auto e = *exponent == "\0\0\0\0"sv ? "\1\0\1"sv : *exponent;
  return static_cast<int>(*bits) == EVP_PKEY_get_bits(key.get()) &&
         has_number(key.get(), OSSL_PKEY_PARAM_RSA_N, *modulus) &&
         has_number(key.get(), OSSL_PKEY_PARAM_RSA_E, e);
}

// TPMS_ECC_PARMS and the point. TPM_ECC_CURVE counts P-256, P-384 and P-521 from 3 on.
bool is_ecc_key(BigEndianReader& reader, const CoseKey& key) {
  constexpr std::array<std::pair<std::uint64_t, Algorithm>, 3> curves{
      {{3, Algorithm::es256}, {4, Algorithm::es384}, {5, Algorithm::es512}}};
  if (reader.number(2) != algorithm_null || !skip_scheme(reader, algorithm_ecdsa)) return false;
  const auto curve = reader.number(2);
  const auto derivation = reader.number(2);
  const auto x = reader.sized();
  const auto y = reader.sized();
  if (!y || derivation != algorithm_null) return false;
  for (const auto& [number, algorithm] : curves) {
    if (number == *curve && algorithm == key.algorithm()) {
      return has_number(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, *x) &&
             has_number(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, *y);
    }
  }
  return false;
}

// TPMT_PUBLIC of the credential's key; gives its name (part 1 section 16): the hash algorithm and the hash.
Outcome<std::string> name_of(std::string_view area, const CoseKey& key) {
  BigEndianReader reader(area);
  const auto type = reader.number(2);
  const auto name_algorithm = reader.take(2);
  reader.take(4);  // objectAttributes
  if (!reader.sized()) return malformed;
  const bool is_same = (type == algorithm_rsa && is_rsa_key(reader, key)) ||
                       (type == algorithm_ecc && is_ecc_key(reader, key));
  if (!is_same || !reader.rest().empty()) {
    return std::unexpected(Failure::attestation_key_mismatch);
  }
  const auto* algorithm = hash_name(*BigEndianReader(*name_algorithm).number(2));
  if (algorithm == nullptr) return std::unexpected(Failure::attestation_tpm_invalid);
  return std::string(*name_algorithm).append(hash(algorithm, area));
}

// TPMS_ATTEST with TPMS_CERTIFY_INFO.
Check check_certified(std::string_view info, std::string_view name, std::string_view nonce) {
  BigEndianReader reader(info);
  const auto magic = reader.number(4);
  const auto type = reader.number(2);
  reader.sized();  // qualifiedSigner
  const auto extra_data = reader.sized();
  reader.take(8 + 4 + 4 + 1);  // clockInfo
  reader.take(8);              // firmwareVersion
  const auto certified_name = reader.sized();
  if (!reader.sized() || !reader.rest().empty()) return Failure::attestation_tpm_invalid;
  if (magic != generated_value || type != attest_certify) return Failure::attestation_tpm_invalid;
  if (*extra_data != nonce) return Failure::attestation_nonce_mismatch;
  if (*certified_name != name) return Failure::attestation_tpm_invalid;
  return std::nullopt;
}

bool has_attribute(const X509_NAME* name, const char* oid) {
  const Handle<ASN1_OBJECT, ASN1_OBJECT_free> object(OBJ_txt2obj(oid, 1));
  return X509_NAME_get_index_by_OBJ(name, object.get(), -1) >= 0;
}

// The TPM's maker, model and version as a directory name (TCG EK credential profile section 3.2.9).
bool names_device(const Certificate& certificate) {
  const Handle<GENERAL_NAMES, GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* one = sk_GENERAL_NAME_value(names.get(), i);
    if (one->type != GEN_DIRNAME) continue;
    bool has_all = true;
    for (const auto* oid : oids_of_device) has_all &= has_attribute(one->d.directoryName, oid);
    if (has_all) return true;
  }
  return false;
}

// Section 8.3.1
bool is_aik_certificate(const Certificate& certificate) {
  const crypto::ErrorQueueGuard guard;
  return is_version_3(certificate) && has_empty_subject(certificate) && names_device(certificate) &&
         has_key_usage(certificate, oid_aik_certificate) && is_not_ca(certificate);
}

Check check_tpm_signature(const Statement& statement, const Certificate& leaf) {
  const auto& members = statement.members;
  const auto info = bytes_member(members, "certInfo");
  if (members.find("alg")->integer() != rs1) return check_signature(members, leaf, info);
  if (!statement.policy.accept_sha1_tpm) {
    return Failure::attestation_algorithm_mismatch;
  }
  if (!is_signed_by_rs1(X509_get0_pubkey(leaf.get()), info, bytes_member(members, "sig"))) {
    return Failure::attestation_signature_invalid;
  }
  return std::nullopt;
}

}  // namespace

Outcome<Attestation> verify_tpm(const Statement& statement) {
  const auto& members = statement.members;
  if (!has_members(members, {"ver", "alg", "x5c", "sig", "certInfo", "pubArea"}) ||
      members.find("ver")->text() != "2.0") {
    return malformed;
  }
  const auto* digest = hash_of(members.find("alg")->integer().value_or(0));
  if (digest == nullptr) return std::unexpected(Failure::attestation_algorithm_mismatch);
  auto path = x5c_of(members);
  if (!path) return std::unexpected(path.error());
  const auto& leaf = path->front();
  const auto name = name_of(bytes_member(members, "pubArea"), statement.key);
  if (!name) return std::unexpected(name.error());
  const auto nonce = hash(digest, statement.signed_data());
  if (const auto failed = check_certified(bytes_member(members, "certInfo"), *name, nonce)) {
    return std::unexpected(*failed);
  }
  if (const auto failed = check_tpm_signature(statement, leaf)) return std::unexpected(*failed);
  if (!is_aik_certificate(leaf)) return std::unexpected(Failure::attestation_certificate_unfit);
  if (const auto failed = check_aaguid_extension(leaf, statement.data.credential->aaguid)) {
    return std::unexpected(*failed);
  }
  return Attestation{.format = AttestationFormat::tpm,
                     .type = AttestationType::certified,
                     .trust_path = std::move(*path)};
}

}  // namespace gatehouse::webauthn
