// Public keys of credentials in COSE_Key form (RFC 9052 section 7, RFC 9053 section 7, RFC 8230 section 4).
#pragma once

#include <memory>
#include <string_view>

#include <gatehouse/platform/webauthn/algorithm.hpp>
#include <gatehouse/platform/webauthn/failure.hpp>

typedef struct evp_pkey_st EVP_PKEY;

namespace gatehouse::webauthn {

/// Cheap to copy; safe to use from several threads.
class CoseKey {
 public:
  /// Exactly the required members of the algorithm in canonical CBOR, nothing behind them: for ECDSA an uncompressed
  /// point on the algorithm's own curve, for RSA an odd exponent of at most 64 bits and a modulus of 2048 to 4096 bits
  /// without leading zeros and without the ROCA weakness. Failure: algorithm_not_offered for an unknown algorithm, else
  /// public_key_malformed.
  static Outcome<CoseKey> parse(std::string_view bytes);

  Algorithm algorithm() const noexcept { return algorithm_; }
  EVP_PKEY* get() const noexcept { return key_.get(); }
  /// `signature` as section 6.5.5 has it: DER for ECDSA, raw for the others.
  bool verify(std::string_view data, std::string_view signature) const;

 private:
  CoseKey(Algorithm algorithm, std::shared_ptr<EVP_PKEY> key)
      : algorithm_(algorithm), key_(std::move(key)) {}
  Algorithm algorithm_;
  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace gatehouse::webauthn
