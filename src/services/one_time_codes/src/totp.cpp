#include <gatehouse/services/one_time_codes/totp.hpp>

#include <algorithm>
#include <array>

#include <oath.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/services/one_time_codes/sent_code.hpp>

namespace gatehouse::services {
namespace {

using std::chrono_literals::operator""s;

int oath_flags(TotpAlgorithm algorithm) noexcept {
  switch (algorithm) {
    case TotpAlgorithm::sha1:
      return 0;
    case TotpAlgorithm::sha256:
      return OATH_TOTP_HMAC_SHA256;
    case TotpAlgorithm::sha512:
      return OATH_TOTP_HMAC_SHA512;
  }
  GH_ASSERT(false);
}

}  // namespace

bool is_valid(const TotpParameters& parameters) noexcept {
  return parameters.digits >= 6 && parameters.digits <= 8 && parameters.period >= 15s &&
         parameters.period <= 120s;
}

Secret make_totp_secret(TotpAlgorithm algorithm) {
  switch (algorithm) {
    case TotpAlgorithm::sha1:
      return Secret{random_string(20)};
    case TotpAlgorithm::sha256:
      return Secret{random_string(32)};
    case TotpAlgorithm::sha512:
      return Secret{random_string(64)};
  }
  GH_ASSERT(false);
}

std::int64_t totp_step(const TotpParameters& parameters, Timestamp now) noexcept {
  GH_ASSERT(is_valid(parameters));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  return seconds / parameters.period;
}

Secret totp_code(const Secret& secret, const TotpParameters& parameters, std::int64_t step) {
  static const int ready = oath_init();
  GH_ASSERT(ready == OATH_OK && is_valid(parameters) && step >= 0);
  GH_ASSERT(secret.size() >= min_totp_secret_bytes && secret.size() <= max_totp_secret_bytes);
  std::array<char, 9> digits{};
  const auto period = parameters.period.count();
  const int outcome = oath_totp_generate2(
      secret.reveal().data(), secret.size(), step * period, static_cast<unsigned>(period), 0,
      static_cast<unsigned>(parameters.digits), oath_flags(parameters.algorithm), digits.data());
  GH_ASSERT(outcome == OATH_OK);
  Secret code{digits.data()};
  wipe(digits.data(), digits.size());
  return code;
}

std::optional<std::int64_t> verify_totp(const Secret& secret, const TotpParameters& parameters,
                                        const Secret& code, Timestamp now, int drift_steps,
                                        std::optional<std::int64_t> last_used_step) {
  const auto digits = normalise_code(code, parameters.digits);
  if (!digits) return std::nullopt;
  const auto centre =
      totp_step(parameters, now) + std::clamp(drift_steps, -max_totp_drift, max_totp_drift);
  std::optional<std::int64_t> matched;
  // Upwards, so that of two steps with the same code the later one is used up with both.
  for (auto step = std::max<std::int64_t>(centre - 1, 0); step <= centre + 1; ++step) {
    const bool is_right =
        constant_time_equal(totp_code(secret, parameters, step).reveal(), digits->reveal());
    if (is_right && step > last_used_step.value_or(-1)) matched = step;
  }
  return matched;
}

int totp_drift(const TotpParameters& parameters, std::int64_t matched_step,
               Timestamp now) noexcept {
  return static_cast<int>(std::clamp<std::int64_t>(matched_step - totp_step(parameters, now),
                                                   -max_totp_drift, max_totp_drift));
}

}  // namespace gatehouse::services
