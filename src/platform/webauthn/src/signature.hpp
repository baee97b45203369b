// Signatures of credentials and of attestation keys.
#pragma once

#include <string_view>

#include <gatehouse/platform/webauthn/algorithm.hpp>

typedef struct evp_pkey_st EVP_PKEY;

namespace gatehouse::webauthn {

inline constexpr int min_rsa_bits = 2048;
inline constexpr int max_rsa_bits = 4096;

/// True when `key` is of the kind that `algorithm` is for: type, curve, and for RSA the bounds above.
bool is_key_for(EVP_PKEY* key, Algorithm algorithm) noexcept;

/// True when `signature` is right (section 6.5.5: DER for ECDSA, raw for the others). The key must be for the
/// algorithm.
bool is_signed_by(EVP_PKEY* key, Algorithm algorithm, std::string_view data,
                  std::string_view signature) noexcept;

/// RSASSA-PKCS1-v1_5 with SHA-1, which TPM statements alone may use.
bool is_signed_by_rs1(EVP_PKEY* key, std::string_view data, std::string_view signature) noexcept;

}  // namespace gatehouse::webauthn
