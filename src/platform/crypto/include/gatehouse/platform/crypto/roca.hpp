// The weak RSA keys of Infineon's chips (CVE-2017-15361): TPMs, smart cards and security keys of 2012 to 2017.
#pragma once

typedef struct bignum_st BIGNUM;

namespace gatehouse::crypto {

/// True when `modulus` could have come from the weak generator: modulo each small prime it is a power of 65537, which
/// happens by chance once in 2^27 moduli or less. Such a key's private part can be computed from its modulus.
bool has_roca_fingerprint(const BIGNUM* modulus) noexcept;

}  // namespace gatehouse::crypto
