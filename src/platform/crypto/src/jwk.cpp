#include <gatehouse/platform/crypto/jwk.hpp>

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>
#include <gatehouse/platform/crypto/roca.hpp>

namespace gatehouse::crypto {
namespace {

namespace json = boost::json;

using BigNumber = Handle<BIGNUM, BN_clear_free>;
using KeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

constexpr std::size_t coordinate_size = 32;
constexpr int min_rsa_bits = 2048;
constexpr int max_rsa_bits = 8192;

std::shared_ptr<EVP_PKEY> own(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

// The decoded member; empty when it is missing or not canonical.
std::optional<std::string> bytes_of(const json::object& jwk, std::string_view name) {
  const auto* value = jwk.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return decode_base64url(std::string_view(value->get_string()));
}

bool has_text(const json::object& jwk, std::string_view name, std::string_view expected) {
  const auto* value = jwk.if_contains(name);
  return value != nullptr && value->is_string() && value->get_string() == expected;
}

// True unless the JWK says that it is for something other than signatures of `algorithm` (RFC 7517 section 4).
bool is_for(const json::object& jwk, Algorithm algorithm) {
  if (jwk.contains("alg") && !has_text(jwk, "alg", algorithm_name(algorithm))) return false;
  if (jwk.contains("use") && !has_text(jwk, "use", "sig")) return false;
  const auto* operations = jwk.if_contains("key_ops");
  if (operations == nullptr) return true;
  return operations->is_array() &&
         std::ranges::any_of(operations->get_array(), [](const json::value& one) {
           return one.is_string() && (one.get_string() == "sign" || one.get_string() == "verify");
         });
}

std::string number_text(EVP_PKEY* key, const char* name, std::size_t size = 0) {
  BIGNUM* raw = nullptr;
  GH_ASSERT(EVP_PKEY_get_bn_param(key, name, &raw) == 1);
  const BigNumber number(raw);
  std::string out(size != 0 ? size : static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
  GH_ASSERT(BN_bn2binpad(raw, bytes(out), static_cast<int>(out.size())) >= 0);
  return encode_base64url(out);
}

std::shared_ptr<EVP_PKEY> from_parameters(const char* type, OSSL_PARAM_BLD* builder,
                                          bool has_private) {
  const Handle<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, has_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                        parameters.get()) != 1) {
    return nullptr;
  }
  auto owned = own(key);
  const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  const bool valid = EVP_PKEY_public_check(check.get()) == 1 &&
                     (!has_private || EVP_PKEY_pairwise_check(check.get()) == 1);
  return valid ? owned : nullptr;
}

std::shared_ptr<EVP_PKEY> ec_key(const json::object& jwk, bool has_private) {
  const auto x = bytes_of(jwk, "x");
  const auto y = bytes_of(jwk, "y");
  if (!has_text(jwk, "kty", "EC") || !has_text(jwk, "crv", "P-256") || !x || !y ||
      x->size() != coordinate_size || y->size() != coordinate_size) {
    return nullptr;
  }
  const std::string point = '\x04' + *x + *y;
  const Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  BigNumber d;
  if (has_private) {
    const auto text = bytes_of(jwk, "d");
    if (!text || text->size() != coordinate_size) return nullptr;
    d.reset(BN_bin2bn(bytes(*text), static_cast<int>(text->size()), nullptr));
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, d.get());
  }
  return from_parameters("EC", builder.get(), has_private);
}

std::shared_ptr<EVP_PKEY> ed25519_key(const json::object& jwk, bool has_private) {
  const auto x = bytes_of(jwk, "x");
  if (!has_text(jwk, "kty", "OKP") || !has_text(jwk, "crv", "Ed25519") || !x || x->size() != 32) {
    return nullptr;
  }
  if (!has_private) {
    return own(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(*x), x->size()));
  }
  const auto d = bytes_of(jwk, "d");
  if (!d || d->size() != 32) return nullptr;
  auto key = own(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes(*d), d->size()));
  std::string derived(32, '\0');
  std::size_t size = derived.size();
  EVP_PKEY_get_raw_public_key(key.get(), bytes(derived), &size);
  return derived == *x ? key : nullptr;
}

constexpr std::array<std::pair<const char*, const char*>, 8> rsa_members{{
    {"n", OSSL_PKEY_PARAM_RSA_N},
    {"e", OSSL_PKEY_PARAM_RSA_E},
    {"d", OSSL_PKEY_PARAM_RSA_D},
    {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
    {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},
    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
    {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2},
    {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
}};

std::shared_ptr<EVP_PKEY> rsa_key(const json::object& jwk, bool has_private) {
  if (!has_text(jwk, "kty", "RSA")) return nullptr;
  const Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  std::array<BigNumber, rsa_members.size()> numbers;
  const std::size_t count = has_private ? rsa_members.size() : 2;
  for (std::size_t i = 0; i < count; ++i) {
    const auto text = bytes_of(jwk, rsa_members[i].first);
    if (!text || text->empty()) return nullptr;
    numbers[i].reset(BN_bin2bn(bytes(*text), static_cast<int>(text->size()), nullptr));
    OSSL_PARAM_BLD_push_BN(builder.get(), rsa_members[i].second, numbers[i].get());
  }
  const int bits = BN_num_bits(numbers[0].get());
  if (bits < min_rsa_bits || bits > max_rsa_bits || BN_is_odd(numbers[1].get()) == 0 ||
      BN_num_bits(numbers[1].get()) < 2 || BN_num_bits(numbers[1].get()) > 64 ||
      has_roca_fingerprint(numbers[0].get())) {
    return nullptr;
  }
  return from_parameters("RSA", builder.get(), has_private);
}

}  // namespace

std::string_view algorithm_name(Algorithm algorithm) noexcept {
  switch (algorithm) {
    case Algorithm::es256:
      return "ES256";
    case Algorithm::eddsa:
      return "EdDSA";
    case Algorithm::rs256:
      return "RS256";
    case Algorithm::ps256:
      return "PS256";
  }
  return {};
}

std::optional<Algorithm> parse_algorithm(std::string_view name) noexcept {
  for (const auto algorithm :
       {Algorithm::es256, Algorithm::eddsa, Algorithm::rs256, Algorithm::ps256}) {
    if (algorithm_name(algorithm) == name) return algorithm;
  }
  return std::nullopt;
}

Key::Key(std::shared_ptr<EVP_PKEY> key, Algorithm algorithm, bool has_private)
    : key_(std::move(key)), algorithm_(algorithm), has_private_(has_private) {
  // RFC 7638: the required members in lexicographic order, no white space.
  thumbprint_ = encode_base64url(sha256(json::serialize(public_members())));
}

Key Key::generate(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::es256:
      return {own(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")), algorithm, true};
    case Algorithm::eddsa:
      return {own(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")), algorithm, true};
    case Algorithm::rs256:
    case Algorithm::ps256:
      break;
  }
  return {own(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{3072})), algorithm, true};
}

std::optional<Key> Key::from_jwk(const json::object& jwk, Algorithm algorithm) {
  if (!is_for(jwk, algorithm)) return std::nullopt;
  const ErrorQueueGuard guard;
  const bool has_private = jwk.contains("d");
  std::shared_ptr<EVP_PKEY> key;
  if (algorithm == Algorithm::es256) {
    key = ec_key(jwk, has_private);
  } else if (algorithm == Algorithm::eddsa) {
    key = ed25519_key(jwk, has_private);
  } else {
    key = rsa_key(jwk, has_private);
  }
  if (!key) return std::nullopt;
  return Key{std::move(key), algorithm, has_private};
}

json::object Key::public_members() const {
  if (algorithm_ == Algorithm::eddsa) {
    std::string x(32, '\0');
    std::size_t size = x.size();
    GH_ASSERT(EVP_PKEY_get_raw_public_key(key_.get(), bytes(x), &size) == 1);
    return {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", encode_base64url(x)}};
  }
  if (algorithm_ == Algorithm::es256) {
    return {{"crv", "P-256"},
            {"kty", "EC"},
            {"x", number_text(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, coordinate_size)},
            {"y", number_text(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, coordinate_size)}};
  }
  return {{"e", number_text(key_.get(), OSSL_PKEY_PARAM_RSA_E)},
          {"kty", "RSA"},
          {"n", number_text(key_.get(), OSSL_PKEY_PARAM_RSA_N)}};
}

json::object Key::public_jwk() const {
  auto jwk = public_members();
  jwk["kid"] = thumbprint_;
  jwk["alg"] = algorithm_name(algorithm_);
  jwk["use"] = "sig";
  return jwk;
}

Secret Key::private_jwk() const {
  GH_ASSERT(has_private_);
  auto jwk = public_members();
  if (algorithm_ == Algorithm::eddsa) {
    std::string d(32, '\0');
    std::size_t size = d.size();
    GH_ASSERT(EVP_PKEY_get_raw_private_key(key_.get(), bytes(d), &size) == 1);
    jwk["d"] = encode_base64url(d);
  } else if (algorithm_ == Algorithm::es256) {
    jwk["d"] = number_text(key_.get(), OSSL_PKEY_PARAM_PRIV_KEY, coordinate_size);
  } else {
    for (std::size_t i = 2; i < rsa_members.size(); ++i) {
      jwk[rsa_members[i].first] = number_text(key_.get(), rsa_members[i].second);
    }
  }
  return Secret{json::serialize(jwk)};
}

}  // namespace gatehouse::crypto
