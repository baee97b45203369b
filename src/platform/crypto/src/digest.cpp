#include <gatehouse/platform/crypto/digest.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

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

// Looking the algorithms up costs more than the MAC of a short text: a thread does it once.
EVP_MAC_CTX* hmac_context() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  thread_local const auto context = [] {
    Handle<EVP_MAC_CTX, EVP_MAC_CTX_free> made(EVP_MAC_CTX_new(algorithm));
    std::string digest = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    GH_ASSERT(made && EVP_MAC_CTX_set_params(made.get(), parameters) == 1);
    return made;
  }();
  return context.get();
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
  auto* const context = hmac_context();
  std::string out(32, '\0');
  std::size_t size = 0;
  // OpenSSL takes a null key for the one before.
  const std::string_view text = key.empty() ? std::string_view{""} : key.reveal();
  const bool done = EVP_MAC_init(context, bytes(text), text.size(), nullptr) == 1 &&
                    EVP_MAC_update(context, bytes(data), data.size()) == 1 &&
                    EVP_MAC_final(context, bytes(out), &size, out.size()) == 1;
  GH_ASSERT(done && size == out.size());
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
