#include <gatehouse/platform/crypto/roca.hpp>

#include <algorithm>
#include <array>

#include <openssl/bn.h>

namespace gatehouse::crypto {

bool has_roca_fingerprint(const BIGNUM* modulus) noexcept {
  constexpr std::array<unsigned, 17> primes{11, 13, 17,  19,  37,  53,  61,  71, 73,
                                            79, 97, 103, 107, 109, 127, 151, 157};
  return std::ranges::all_of(primes, [&](unsigned prime) {
    const auto residue = BN_mod_word(modulus, prime);
    unsigned power = 1;
    for (unsigned i = 0; i < prime; ++i) {
      if (power == residue) return true;
      power = power * 65537U % prime;
    }
    return false;
  });
}

}  // namespace gatehouse::crypto
