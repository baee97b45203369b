// Diffie-Hellman on P-256 (NIST SP 800-56A; RFC 5903 section 8.1): two sides that know each other's public point get
// the same secret. Points are uncompressed (SEC 1 section 2.3.3): 04 ‖ x 32 ‖ y 32.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/secret.hpp>

typedef struct evp_pkey_st EVP_PKEY;

namespace gatehouse::crypto {

inline constexpr std::size_t p256_point_size = 65;

/// True for an uncompressed point on the curve; the point at infinity is none.
bool is_p256_point(std::string_view point);

/// A key pair for agreements only. Cheap to copy; safe to use from several threads.
class AgreementKey {
 public:
  static AgreementKey generate();
  /// `number`: the private key, 32 bytes big-endian. Empty when `point` does not belong to it or is none.
  static std::optional<AgreementKey> from_raw(const Secret& number, std::string_view point);

  /// The public point, 65 bytes.
  const std::string& point() const noexcept { return point_; }
  /// The x coordinate of the shared point, 32 bytes: not uniform, so only for a key derivation function. Empty when
  /// `point` is not on the curve.
  std::optional<Secret> agree(std::string_view point) const;

 private:
  AgreementKey(std::shared_ptr<EVP_PKEY> key, std::string point);

  std::shared_ptr<EVP_PKEY> key_;
  std::string point_;
};

}  // namespace gatehouse::crypto
