#include "signature.hpp"

#include <string>

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <gatehouse/platform/crypto/openssl.hpp>

namespace gatehouse::webauthn {
namespace {

using crypto::bytes;

// Fetched once: OpenSSL 3 looks an unfetched digest up by name, under a lock, at every use.
const EVP_MD* digest_of(Algorithm algorithm) noexcept {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  static const EVP_MD* const sha384 = EVP_MD_fetch(nullptr, "SHA384", nullptr);
  static const EVP_MD* const sha512 = EVP_MD_fetch(nullptr, "SHA512", nullptr);
  switch (algorithm) {
    case Algorithm::es256:
    case Algorithm::rs256:
      return sha256;
    case Algorithm::es384:
      return sha384;
    case Algorithm::es512:
      return sha512;
    case Algorithm::eddsa:
    case Algorithm::ed448:
      return nullptr;
  }
  return nullptr;
}

bool verifies(EVP_PKEY* key, const EVP_MD* digest, std::string_view data,
              std::string_view signature) noexcept {
  const crypto::ErrorQueueGuard guard;
  const crypto::Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(data),
                          data.size()) == 1;
}

bool is_on_curve(EVP_PKEY* key, std::string_view curve) noexcept {
  char name[32]{};
  std::size_t size = 0;
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof(name),
                                        &size) == 1 &&
         std::string_view(name, size) == curve;
}

bool is_good_rsa(EVP_PKEY* key) noexcept {
  const int bits = EVP_PKEY_get_bits(key);
  return EVP_PKEY_is_a(key, "RSA") == 1 && bits >= min_rsa_bits && bits <= max_rsa_bits;
}

}  // namespace

bool is_key_for(EVP_PKEY* key, Algorithm algorithm) noexcept {
  if (key == nullptr) return false;
  const crypto::ErrorQueueGuard guard;
  switch (algorithm) {
    case Algorithm::es256:
      return is_on_curve(key, "prime256v1");
    case Algorithm::es384:
      return is_on_curve(key, "secp384r1");
    case Algorithm::es512:
      return is_on_curve(key, "secp521r1");
    case Algorithm::eddsa:
      return EVP_PKEY_is_a(key, "ED25519") == 1;
    case Algorithm::ed448:
      return EVP_PKEY_is_a(key, "ED448") == 1;
    case Algorithm::rs256:
      return is_good_rsa(key);
  }
  return false;
}

bool is_signed_by(EVP_PKEY* key, Algorithm algorithm, std::string_view data,
                  std::string_view signature) noexcept {
  return verifies(key, digest_of(algorithm), data, signature);
}

bool is_signed_by_rs1(EVP_PKEY* key, std::string_view data, std::string_view signature) noexcept {
  return is_good_rsa(key) && verifies(key, EVP_sha1(), data, signature);
}

}  // namespace gatehouse::webauthn
