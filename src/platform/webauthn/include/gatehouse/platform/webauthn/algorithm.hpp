// Signature algorithms of credentials, by their number in IANA's registry of COSE algorithms.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::webauthn {

enum class Algorithm : std::int32_t {
  es256 = -7,    ///< ECDSA on P-256 with SHA-256
  eddsa = -8,    ///< Ed25519
  es384 = -35,   ///< ECDSA on P-384 with SHA-384
  es512 = -36,   ///< ECDSA on P-521 with SHA-512
  ed448 = -53,   ///< Ed448
  rs256 = -257,  ///< RSASSA-PKCS1-v1_5 with SHA-256; modulus 2048 to 4096 bits
};

/// What a relying party offers unless told otherwise, most wanted first. Every authenticator in use knows one of them.
inline constexpr std::array default_algorithms{Algorithm::es256, Algorithm::eddsa, Algorithm::es384,
                                               Algorithm::rs256};

/// The algorithm of that number; empty for one that this verifier does not know.
std::optional<Algorithm> find_algorithm(std::int64_t number) noexcept;

/// "ES256", "EdDSA", "ES384", "ES512", "Ed448", "RS256".
std::string_view algorithm_name(Algorithm algorithm) noexcept;

}  // namespace gatehouse::webauthn
