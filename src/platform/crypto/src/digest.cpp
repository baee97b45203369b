#include <gatehouse/platform/crypto/digest.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>

namespace gatehouse::crypto {
namespace {

const EVP_MD* fetched(const char* name) noexcept {
  const EVP_MD* digest = EVP_MD_fetch(nullptr, name, nullptr);
  GH_ASSERT(digest != nullptr);
  return digest;
}

std::string digest(const EVP_MD* algorithm, std::string_view data) {
  std::string out(static_cast<std::size_t>(EVP_MD_get_size(algorithm)), '\0');
  unsigned int size = 0;
  GH_ASSERT(EVP_Digest(data.data(), data.size(), bytes(out), &size, algorithm, nullptr) == 1);
  return out;
}

}  // namespace

const EVP_MD* sha256_digest() noexcept {
  static const EVP_MD* const algorithm = fetched("SHA256");
  return algorithm;
}

std::string sha256(std::string_view data) { return digest(sha256_digest(), data); }

std::string sha1(std::string_view data) {
  static const EVP_MD* const algorithm = fetched("SHA1");
  return digest(algorithm, data);
}

std::string hmac_sha256(const Secret& key, std::string_view data) {
  std::string out(32, '\0');
  unsigned int size = 0;
  const auto* result = HMAC(sha256_digest(), key.reveal().data(), static_cast<int>(key.size()),
                            bytes(data), data.size(), bytes(out), &size);
  GH_ASSERT(result != nullptr && size == out.size());
  return out;
}

Secret hkdf_sha256(const Secret& key, std::string_view purpose, std::size_t size) {
  return hkdf_sha256(key, {}, purpose, size);
}

Secret hkdf_sha256(const Secret& key, std::string_view salt, std::string_view info,
                   std::size_t size) {
  const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr));
  std::string out(size, '\0');
  std::size_t written = size;
  const bool done =
      context && EVP_PKEY_derive_init(context.get()) == 1 &&
      EVP_PKEY_CTX_set_hkdf_md(context.get(), sha256_digest()) == 1 &&
      EVP_PKEY_CTX_set1_hkdf_key(context.get(), bytes(key.reveal()),
                                 static_cast<int>(key.size())) == 1 &&
      (salt.empty() || EVP_PKEY_CTX_set1_hkdf_salt(context.get(), bytes(salt),
                                                   static_cast<int>(salt.size())) == 1) &&
      EVP_PKEY_CTX_add1_hkdf_info(context.get(), bytes(info), static_cast<int>(info.size())) == 1 &&
      EVP_PKEY_derive(context.get(), bytes(out), &written) == 1;
  GH_ASSERT(done && written == size);
  return Secret{std::move(out)};
}

}  // namespace gatehouse::crypto
