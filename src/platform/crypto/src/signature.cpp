#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/crypto/jwk.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>

namespace gatehouse::crypto {
namespace {

using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using EcdsaSignature = Handle<ECDSA_SIG, ECDSA_SIG_free>;

constexpr int half = 32;  // of an ES256 signature

// JWS writes r‖s (RFC 7518 section 3.4), OpenSSL reads and writes DER.
std::string to_raw(const std::string& der) {
  const auto* begin = bytes(std::string_view(der));
  const EcdsaSignature signature(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())));
  GH_ASSERT(signature != nullptr);
  std::string raw(2 * half, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes(raw), half);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes(raw) + half, half);
  return raw;
}

std::string to_der(std::string_view raw) {
  const EcdsaSignature signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes(raw), half, nullptr),
                 BN_bin2bn(bytes(raw) + half, half, nullptr));
  unsigned char* out = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &out);
  std::string der(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

const EVP_MD* digest_of(Algorithm algorithm) {
  return algorithm == Algorithm::eddsa ? nullptr : sha256_digest();
}

bool set_padding(Algorithm algorithm, EVP_PKEY_CTX* context) {
  if (algorithm != Algorithm::ps256) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

}  // namespace

std::string Key::sign(std::string_view data) const {
  GH_ASSERT(has_private_);
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
  std::string signature(size, '\0');
  const bool done =
      EVP_DigestSignInit(context.get(), &key_context, digest_of(algorithm_), nullptr, key_.get()) ==
          1 &&
      set_padding(algorithm_, key_context) &&
      EVP_DigestSign(context.get(), bytes(signature), &size, bytes(data), data.size()) == 1;
  GH_ASSERT(done);
  signature.resize(size);
  return algorithm_ == Algorithm::es256 ? to_raw(signature) : signature;
}

bool Key::verify(std::string_view data, std::string_view signature) const {
  const ErrorQueueGuard guard;
  std::string der;
  if (algorithm_ == Algorithm::es256) {
    if (signature.size() != 2 * half) return false;
    der = to_der(signature);
    signature = der;
  } else if (signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()))) {
    return false;
  }
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  return EVP_DigestVerifyInit(context.get(), &key_context, digest_of(algorithm_), nullptr,
                              key_.get()) == 1 &&
         set_padding(algorithm_, key_context) &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(data),
                          data.size()) == 1;
}

}  // namespace gatehouse::crypto
