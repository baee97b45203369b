// Time-based one-time passwords (RFC 6238 over RFC 4226): the codes of authenticator apps. Pure functions; the row of
// the factor holds the sealed secret, the parameters, the last step used and the drift of the app's clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/secret.hpp>

namespace gatehouse::services {

enum class TotpAlgorithm : std::uint8_t { sha1, sha256, sha512 };

/// The defaults are what every app understands; some ignore all others.
struct TotpParameters {
  TotpAlgorithm algorithm = TotpAlgorithm::sha1;
  int digits = 6;                   ///< 6 to 8
  std::chrono::seconds period{30};  ///< of a step; 15 to 120

  bool operator==(const TotpParameters&) const = default;
};

/// True when digits and period are within their bounds. All functions below assert it.
bool is_valid(const TotpParameters& parameters) noexcept;

/// Secrets that are imported may be shorter than the 16 bytes of RFC 4226 section 4: many services hand out 10.
inline constexpr std::size_t min_totp_secret_bytes = 10;
inline constexpr std::size_t max_totp_secret_bytes = 128;

/// A new secret as raw bytes, as long as the hash's output (RFC 6238 section 3): 20, 32 or 64.
Secret make_totp_secret(TotpAlgorithm algorithm);

/// Base32 without padding (RFC 4648 section 6), for typing into an app.
Secret format_totp_secret(const Secret& secret);
/// The bytes of base32 as people type it: any case, with spaces, padding complete or absent. Empty for anything else,
/// and unless it has min_totp_secret_bytes to max_totp_secret_bytes.
std::optional<Secret> parse_totp_secret(const Secret& text);

/// The number of the step that `now` lies in, counted from 1970.
std::int64_t totp_step(const TotpParameters& parameters, Timestamp now) noexcept;

/// The code of a step, which is not negative. `secret` has min_totp_secret_bytes to max_totp_secret_bytes (asserted).
Secret totp_code(const Secret& secret, const TotpParameters& parameters, std::int64_t step);

/// By how many steps the window that is looked at moves with an app's clock: with the step beside it, a clock may be
/// off by two. The step of the right time is always within, so that a clock that is put right works at once.
inline constexpr int max_totp_drift = 1;

/// The step whose code `code` is, looked for in three: the one of `now` moved by `drift_steps` (cut to ±max_totp_drift)
/// and its neighbours (RFC 6238 section 5.2). Steps up to `last_used_step` never match: a code works once. `code` is
/// taken as normalise_code takes it. All three are computed and compared in constant time.
///
/// The caller stores the step as the last one used, by a statement that changes nothing when the stored step is not
/// smaller, so that of two requests with one code one fails; and totp_drift of it.
std::optional<std::int64_t> verify_totp(const Secret& secret, const TotpParameters& parameters,
                                        const Secret& code, Timestamp now, int drift_steps,
                                        std::optional<std::int64_t> last_used_step);

/// What to remember as drift after `matched_step`: its distance from the step of `now`, cut to ±max_totp_drift, so that
/// repeated use cannot drag the window farther and farther away.
int totp_drift(const TotpParameters& parameters, std::int64_t matched_step, Timestamp now) noexcept;

}  // namespace gatehouse::services
