// Keys of JOSE (RFC 7517, 7518, 8037): each is for one algorithm, which a token's header cannot change.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include <gatehouse/base/secret.hpp>

typedef struct evp_pkey_st EVP_PKEY;

namespace gatehouse::crypto {

enum class Algorithm { es256, eddsa, rs256, ps256 };

/// "ES256", "EdDSA", "RS256", "PS256".
std::string_view algorithm_name(Algorithm algorithm) noexcept;
std::optional<Algorithm> parse_algorithm(std::string_view name) noexcept;

/// A public key, or a key pair. Cheap to copy; safe to use from several threads.
class Key {
 public:
  /// A new key pair: P-256, Ed25519 or RSA with 3072 bits.
  static Key generate(Algorithm algorithm);
  /// From a JWK, with its private part when it has one (RSA: with the CRT members). Empty when it is not for signatures
  /// of this algorithm (alg, use, key_ops, kty, crv), when public and private part do not belong together, for
  /// non-canonical base64url, a point off the curve, an RSA modulus under 2048 bits, over 8192 bits or with the
  /// fingerprint of the ROCA weakness (CVE-2017-15361), and an RSA exponent that is even, 1, or over 64 bits.
  static std::optional<Key> from_jwk(const boost::json::object& jwk, Algorithm algorithm);
  /// From an unencrypted private key in PEM: PKCS #8 (RFC 7468 section 10) or the older form of its kind. Empty for
  /// anything else, a key that is not for `algorithm`, and one that from_jwk() would not take.
  static std::optional<Key> from_pem(const Secret& pem, Algorithm algorithm);

  Algorithm algorithm() const noexcept { return algorithm_; }
  bool can_sign() const noexcept { return has_private_; }
  /// With kid, alg and use.
  boost::json::object public_jwk() const;
  /// The key pair as JSON text.
  Secret private_jwk() const;
  /// RFC 7638 thumbprint in base64url.
  const std::string& thumbprint() const noexcept { return thumbprint_; }

  /// The raw signature: r‖s for ES256. Asserts can_sign().
  std::string sign(std::string_view data) const;
  /// False for any signature of another form or length.
  bool verify(std::string_view data, std::string_view signature) const;

 private:
  Key(std::shared_ptr<EVP_PKEY> key, Algorithm algorithm, bool has_private);
  boost::json::object public_members() const;

  std::shared_ptr<EVP_PKEY> key_;
  Algorithm algorithm_;
  bool has_private_;
  std::string thumbprint_;
};

}  // namespace gatehouse::crypto
