#include <gatehouse/platform/crypto/key_agreement.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>

namespace gatehouse::crypto {
namespace {

using Context = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using BigNumber = Handle<BIGNUM, BN_clear_free>;

constexpr std::size_t number_size = 32;

std::shared_ptr<EVP_PKEY> own(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

// Null for anything but a valid key. `number` is null for a public key.
std::shared_ptr<EVP_PKEY> import_key(std::string_view point, const BIGNUM* number) {
  // OpenSSL would take compressed and hybrid forms as well.
  if (point.size() != p256_point_size || point[0] != '\x04') return nullptr;
  const Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  if (number != nullptr) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number);
  const Handle<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* raw = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &raw,
                        number != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                        parameters.get()) != 1) {
    return nullptr;
  }
  auto key = own(raw);
  const Context check(EVP_PKEY_CTX_new_from_pkey(nullptr, raw, nullptr));
  const bool valid = EVP_PKEY_public_check(check.get()) == 1 &&
                     (number == nullptr || EVP_PKEY_pairwise_check(check.get()) == 1);
  return valid ? key : nullptr;
}

}  // namespace

bool is_p256_point(std::string_view point) {
  const ErrorQueueGuard guard;
  return import_key(point, nullptr) != nullptr;
}

AgreementKey::AgreementKey(std::shared_ptr<EVP_PKEY> key, std::string point)
    : key_(std::move(key)), point_(std::move(point)) {}

AgreementKey AgreementKey::generate() {
  auto key = own(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  GH_ASSERT(key != nullptr);
  std::string point(p256_point_size, '\0');
  std::size_t size = 0;
  GH_ASSERT(EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, bytes(point),
                                            point.size(), &size) == 1 &&
            size == point.size());
  return {std::move(key), std::move(point)};
}

std::optional<AgreementKey> AgreementKey::from_raw(const Secret& number, std::string_view point) {
  if (number.size() != number_size) return std::nullopt;
  const ErrorQueueGuard guard;
  const BigNumber value(BN_bin2bn(bytes(number.reveal()), number_size, nullptr));
  auto key = import_key(point, value.get());
  if (!key) return std::nullopt;
  return AgreementKey{std::move(key), std::string(point)};
}

std::optional<Secret> AgreementKey::agree(std::string_view point) const {
  const ErrorQueueGuard guard;
  const auto peer = import_key(point, nullptr);
  if (!peer) return std::nullopt;
  const Context context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr));
  std::string shared(number_size, '\0');
  std::size_t size = shared.size();
  const bool done = EVP_PKEY_derive_init(context.get()) == 1 &&
                    EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1 &&
                    EVP_PKEY_derive(context.get(), bytes(shared), &size) == 1;
  GH_ASSERT(done && size == shared.size());
  return Secret{std::move(shared)};
}

}  // namespace gatehouse::crypto
