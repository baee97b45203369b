#include <boost/json/parse.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <gatehouse/platform/crypto/jwk.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>

namespace gatehouse::crypto {
namespace {

// OpenSSL would ask for it on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

bool is_of(EVP_PKEY* key, Algorithm algorithm) {
  if (algorithm == Algorithm::eddsa) return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
  if (algorithm != Algorithm::es256) return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
  std::string curve(32, '\0');
  std::size_t size = 0;
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
      EVP_PKEY_get_group_name(key, curve.data(), curve.size(), &size) != 1) {
    return false;
  }
  return std::string_view(curve).substr(0, size) == "prime256v1";
}

}  // namespace

std::optional<Key> Key::from_pem(const Secret& pem, Algorithm algorithm) {
  const ErrorQueueGuard guard;
  const Handle<BIO, BIO_free_all> text(
      BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.size())));
  std::shared_ptr<EVP_PKEY> key{
      PEM_read_bio_PrivateKey(text.get(), nullptr, &no_passphrase, nullptr), EVP_PKEY_free};
  if (!key || !is_of(key.get(), algorithm)) return std::nullopt;
  const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> check(
      EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (EVP_PKEY_public_check(check.get()) != 1 || EVP_PKEY_pairwise_check(check.get()) != 1)
    return std::nullopt;
  // The way through the JWK passes every check of sizes and weaknesses there.
  const Key unchecked{std::move(key), algorithm, true};
  const auto jwk = boost::json::parse(unchecked.private_jwk().reveal());
  return from_jwk(jwk.as_object(), algorithm);
}

}  // namespace gatehouse::crypto
