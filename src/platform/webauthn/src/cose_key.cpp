#include <gatehouse/platform/webauthn/cose_key.hpp>

#include <array>
#include <string>

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <gatehouse/platform/crypto/openssl.hpp>
#include <gatehouse/platform/crypto/roca.hpp>
#include <gatehouse/platform/webauthn/cbor.hpp>

#include "signature.hpp"

namespace gatehouse::webauthn {
namespace {

using crypto::bytes;
using crypto::Handle;
using BigNumber = Handle<BIGNUM, BN_free>;
using KeyPointer = std::shared_ptr<EVP_PKEY>;

// Labels of COSE_Key (RFC 9052 table 4) and of the parameters by key type, whose -1 to -3 mean different things.
constexpr int label_type = 1;
constexpr int label_algorithm = 3;
constexpr int type_okp = 1;
constexpr int type_ec2 = 2;
constexpr int type_rsa = 3;

struct Curve {
  Algorithm algorithm;
  int number;  // in IANA's registry of COSE elliptic curves
  const char* name;
  std::size_t size;  // bytes of a coordinate, or of a whole OKP key
  bool is_edwards;
};
constexpr std::array<Curve, 5> curves{{
    {Algorithm::es256, 1, "P-256", 32, false},
    {Algorithm::es384, 2, "P-384", 48, false},
    {Algorithm::es512, 3, "P-521", 66, false},
    {Algorithm::eddsa, 6, "ED25519", 32, true},
    {Algorithm::ed448, 7, "ED448", 57, true},
}};

bool has_integer(const CborValue& map, int label, int expected) {
  const auto* value = map.find(label);
  return value != nullptr && value->integer() == expected;
}

std::string_view bytes_of(const CborValue& map, int label) {
  const auto* value = map.find(label);
  return value != nullptr ? value->bytes().value_or("") : "";
}

KeyPointer from_parameters(const char* type, int selection, OSSL_PARAM* parameters) {
  const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, parameters) != 1) {
    return nullptr;
  }
  return {key, EVP_PKEY_free};
}

// A key of that curve without a point. To copy it and set the point takes a quarter of the time that a key from its
// parameters takes, and verifies faster.
EVP_PKEY* empty_key(const Curve& curve) {
  static const auto keys = [] {
    std::array<KeyPointer, curves.size()> made;
    for (std::size_t i = 0; i < made.size(); ++i) {
      std::string name = curves[i].name;
      std::array parameters{
          OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name.data(), 0),
          OSSL_PARAM_construct_end()};
      if (!curves[i].is_edwards) {
        made[i] = from_parameters("EC", EVP_PKEY_KEY_PARAMETERS, parameters.data());
      }
    }
    return made;
  }();
  return keys[static_cast<std::size_t>(&curve - curves.data())].get();
}

// OpenSSL refuses a point off the curve when it decodes it; these curves have no small subgroups.
KeyPointer ec_key(const CborValue& map, const Curve& curve) {
  const auto x = bytes_of(map, -2);
  const auto y = bytes_of(map, -3);
  if (map.map_size() != 5 || !has_integer(map, label_type, type_ec2) ||
      !has_integer(map, -1, curve.number) || x.size() != curve.size || y.size() != curve.size) {
    return nullptr;
  }
  std::string point{'\x04'};
  point.append(x).append(y);
  KeyPointer key(EVP_PKEY_dup(empty_key(curve)), EVP_PKEY_free);
  const bool is_on_curve =
      EVP_PKEY_set1_encoded_public_key(key.get(), bytes(point), point.size()) == 1;
  return is_on_curve ? key : nullptr;
}

KeyPointer edwards_key(const CborValue& map, const Curve& curve) {
  const auto x = bytes_of(map, -2);
  if (map.map_size() != 4 || !has_integer(map, label_type, type_okp) ||
      !has_integer(map, -1, curve.number) || x.size() != curve.size) {
    return nullptr;
  }
  return {EVP_PKEY_new_raw_public_key_ex(nullptr, curve.name, nullptr, bytes(x), x.size()),
          EVP_PKEY_free};
}

KeyPointer rsa_key(const CborValue& map) {
  const auto n = bytes_of(map, -1);
  const auto e = bytes_of(map, -2);
  if (map.map_size() != 4 || !has_integer(map, label_type, type_rsa) || n.empty() || e.empty() ||
      n.size() > max_rsa_bits / 8 || e.size() > 8 || n[0] == 0 || e[0] == 0) {
    return nullptr;
  }
  const BigNumber modulus(BN_bin2bn(bytes(n), static_cast<int>(n.size()), nullptr));
  const BigNumber exponent(BN_bin2bn(bytes(e), static_cast<int>(e.size()), nullptr));
  if (BN_num_bits(modulus.get()) < min_rsa_bits || BN_is_odd(modulus.get()) == 0 ||
      BN_is_odd(exponent.get()) == 0 || BN_is_one(exponent.get()) != 0 ||
      crypto::has_roca_fingerprint(modulus.get())) {
    return nullptr;
  }
  const Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  const Handle<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return from_parameters("RSA", EVP_PKEY_PUBLIC_KEY, parameters.get());
}

KeyPointer key_of(const CborValue& map, Algorithm algorithm) {
  for (const auto& curve : curves) {
    if (curve.algorithm != algorithm) continue;
    return curve.is_edwards ? edwards_key(map, curve) : ec_key(map, curve);
  }
  return rsa_key(map);
}

}  // namespace

Outcome<CoseKey> CoseKey::parse(std::string_view text) {
  const auto map = CborValue::parse(text, CborForm::canonical);
  const auto* number = map ? map->find(label_algorithm) : nullptr;
  if (number == nullptr || !number->integer())
    return std::unexpected(Failure::public_key_malformed);
  const auto algorithm = find_algorithm(*number->integer());
  if (!algorithm) return std::unexpected(Failure::algorithm_not_offered);
  const crypto::ErrorQueueGuard guard;
  auto key = key_of(*map, *algorithm);
  if (!key) return std::unexpected(Failure::public_key_malformed);
  return CoseKey{*algorithm, std::move(key)};
}

bool CoseKey::verify(std::string_view data, std::string_view signature) const {
  return is_signed_by(key_.get(), algorithm_, data, signature);
}

}  // namespace gatehouse::webauthn
