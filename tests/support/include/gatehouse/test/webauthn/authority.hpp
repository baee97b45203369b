// Keys and certificates of a test's own manufacturers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>
#include <gatehouse/platform/webauthn/algorithm.hpp>
#include <gatehouse/platform/webauthn/certificate.hpp>
#include <gatehouse/test/webauthn/encode.hpp>

namespace gatehouse::webauthn {

/// A key pair that signs in WebAuthn's forms.
class TestKey {
 public:
  explicit TestKey(Algorithm algorithm, std::size_t rsa_bits = 2048)
      : algorithm_(algorithm), key_(generate(algorithm, rsa_bits), EVP_PKEY_free) {
    GH_ASSERT(key_ != nullptr);
  }

  Algorithm algorithm() const { return algorithm_; }
  EVP_PKEY* get() const { return key_.get(); }

  const EVP_MD* digest() const {
    switch (algorithm_) {
      case Algorithm::eddsa:
      case Algorithm::ed448:
        return nullptr;
      case Algorithm::es384:
        return EVP_sha384();
      case Algorithm::es512:
        return EVP_sha512();
      default:
        return EVP_sha256();
    }
  }
  std::string sign(std::string_view data) const { return sign(data, digest()); }
  std::string sign(std::string_view data, const EVP_MD* digest) const {
    const crypto::Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    std::string signature(1024, '\0');
    auto size = signature.size();
    GH_ASSERT(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, get()) == 1);
    GH_ASSERT(EVP_DigestSign(context.get(), crypto::bytes(signature), &size, crypto::bytes(data),
                             data.size()) == 1);
    signature.resize(size);
    return signature;
  }

  /// A number of the key in `size` bytes (0: as few as it takes).
  std::string number(const char* name, std::size_t size = 0) const {
    BIGNUM* raw = nullptr;
    GH_ASSERT(EVP_PKEY_get_bn_param(get(), name, &raw) == 1);
    const crypto::Handle<BIGNUM, BN_free> number(raw);
    std::string out(size != 0 ? size : static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
    GH_ASSERT(BN_bn2binpad(raw, crypto::bytes(out), static_cast<int>(out.size())) >= 0);
    return out;
  }
  std::string raw() const {
    std::string out(64, '\0');
    auto size = out.size();
    GH_ASSERT(EVP_PKEY_get_raw_public_key(get(), crypto::bytes(out), &size) == 1);
    out.resize(size);
    return out;
  }
  std::size_t coordinate_size() const {
    return algorithm_ == Algorithm::es256 ? 32 : algorithm_ == Algorithm::es384 ? 48 : 66;
  }
  std::string x() const { return number(OSSL_PKEY_PARAM_EC_PUB_X, coordinate_size()); }
  std::string y() const { return number(OSSL_PKEY_PARAM_EC_PUB_Y, coordinate_size()); }

  std::string cose() const {
    const auto algorithm = cbor(static_cast<std::int64_t>(algorithm_));
    switch (algorithm_) {
      case Algorithm::eddsa:
      case Algorithm::ed448:
        return cbor_map({{cbor(1), cbor(1)},
                         {cbor(3), algorithm},
                         {cbor(-1), cbor(algorithm_ == Algorithm::eddsa ? 6 : 7)},
                         {cbor(-2), cbor_bytes(raw())}});
      case Algorithm::rs256:
        return cbor_map({{cbor(1), cbor(3)},
                         {cbor(3), algorithm},
                         {cbor(-1), cbor_bytes(number(OSSL_PKEY_PARAM_RSA_N))},
                         {cbor(-2), cbor_bytes(number(OSSL_PKEY_PARAM_RSA_E))}});
      default:
        break;
    }
    const int curve = algorithm_ == Algorithm::es256 ? 1 : algorithm_ == Algorithm::es384 ? 2 : 3;
    return cbor_map({{cbor(1), cbor(2)},
                     {cbor(3), algorithm},
                     {cbor(-1), cbor(curve)},
                     {cbor(-2), cbor_bytes(x())},
                     {cbor(-3), cbor_bytes(y())}});
  }

 private:
  static EVP_PKEY* generate(Algorithm algorithm, std::size_t rsa_bits) {
    switch (algorithm) {
      case Algorithm::es256:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
      case Algorithm::es384:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
      case Algorithm::es512:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521");
      case Algorithm::eddsa:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      case Algorithm::ed448:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448");
      case Algorithm::rs256:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", rsa_bits);
    }
    return nullptr;
  }

  Algorithm algorithm_;
  std::shared_ptr<EVP_PKEY> key_;
};

struct TestExtension {
  const char* oid;
  std::string der;
  bool critical = false;
};

/// A certificate and its key.
struct TestIdentity {
  Certificate certificate;
  TestKey key;
};

struct TestCertificate {
  /// Section 8.2.1's: a model of authenticators.
  std::vector<std::pair<std::string, std::string>> subject{
      {"C", "SE"}, {"O", "Maker"}, {"OU", "Authenticator Attestation"}, {"CN", "Model 1"}};
  TestKey key{Algorithm::es256};
  const TestIdentity* issuer = nullptr;  ///< none: signs itself
  std::optional<bool> ca = false;        ///< empty: without basic constraints
  std::vector<TestExtension> extensions{};
  std::time_t not_before = 1'500'000'000;
  std::time_t not_after = 4'000'000'000;
  long version = X509_VERSION_3;
  const EVP_MD* digest = EVP_sha256();
};

inline TestIdentity issue(const TestCertificate& wanted) {
  const crypto::Handle<X509, X509_free> owned(X509_new());
  auto* x509 = owned.get();
  static long serial = 1;
  X509_set_version(x509, wanted.version);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(x509), wanted.not_before);
  ASN1_TIME_set(X509_getm_notAfter(x509), wanted.not_after);
  auto* subject = X509_get_subject_name(x509);
  for (const auto& [name, value] : wanted.subject) {
    X509_NAME_add_entry_by_txt(subject, name.c_str(), MBSTRING_UTF8,
                               crypto::bytes(std::string_view(value)),
                               static_cast<int>(value.size()), -1, 0);
  }
  X509_set_issuer_name(x509, wanted.issuer != nullptr
                                 ? X509_get_subject_name(wanted.issuer->certificate.get())
                                 : subject);
  X509_set_pubkey(x509, wanted.key.get());
  auto extensions = wanted.extensions;
  if (wanted.ca) {
    extensions.push_back(
        {"2.5.29.19", *wanted.ca ? der("\x30", "\x01\x01\xff") : der("\x30", ""), true});
  }
  for (const auto& one : extensions) {
    const crypto::Handle<ASN1_OBJECT, ASN1_OBJECT_free> oid(OBJ_txt2obj(one.oid, 1));
    const crypto::Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> value(ASN1_OCTET_STRING_new());
    ASN1_OCTET_STRING_set(value.get(), crypto::bytes(std::string_view(one.der)),
                          static_cast<int>(one.der.size()));
    const crypto::Handle<X509_EXTENSION, X509_EXTENSION_free> extension(
        X509_EXTENSION_create_by_OBJ(nullptr, oid.get(), one.critical ? 1 : 0, value.get()));
    X509_add_ext(x509, extension.get(), -1);
  }
  const auto& signer = wanted.issuer != nullptr ? wanted.issuer->key : wanted.key;
  GH_ASSERT(X509_sign(x509, signer.get(), wanted.digest) > 0);
  unsigned char* out = nullptr;
  const int size = i2d_X509(x509, &out);
  const std::string bytes(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return {Certificate::from_der(bytes).value(), wanted.key};
}

inline TestIdentity make_authority(const std::string& name, const TestIdentity* issuer = nullptr) {
  return issue({.subject = {{"CN", name}}, .issuer = issuer, .ca = true});
}

}  // namespace gatehouse::webauthn
