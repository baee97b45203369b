// Authenticator apps as factors: the key is sealed in the factor's row as its otpauth address.
#pragma once

#include <optional>
#include <span>

#include <gatehouse/platform/crypto/envelope.hpp>
#include <gatehouse/records/authenticators/factors.hpp>
#include <gatehouse/services/one_time_codes/otpauth.hpp>

namespace gatehouse::services {

/// What records::Factor::secret of a factor of the method totp holds.
pg::Bytes seal_totp(const crypto::DataKey& key, FactorId factor, const OtpauthKey& totp);
/// Empty when it was sealed under another key or for another factor.
std::optional<OtpauthKey> open_totp(const crypto::DataKey& key, const records::Factor& factor);

/// How many digits the codes of these factors have, the most if they differ; empty when none can be opened.
std::optional<std::int32_t> most_digits(const crypto::DataKey& key,
                                        std::span<const records::Factor> apps);

/// A right code, and what must be stored with it.
struct TotpMatch {
  std::int64_t step = 0;
  std::int16_t drift = 0;
};

/// Empty when the code is wrong, or its step or a later one was used before.
std::optional<TotpMatch> match_totp(const crypto::DataKey& key, const records::Factor& factor,
                                    const Secret& code, Timestamp now);

}  // namespace gatehouse::services
