#include <gatehouse/services/proofs/totp_factor.hpp>

#include <algorithm>

namespace gatehouse::services {
namespace {

std::string seal_context(FactorId factor) { return "user_mfa.secret " + factor.text(); }

}  // namespace

pg::Bytes seal_totp(const crypto::DataKey& key, FactorId factor, const OtpauthKey& totp) {
  return {key.seal(format_otpauth_uri(totp).reveal(), seal_context(factor))};
}

std::optional<OtpauthKey> open_totp(const crypto::DataKey& key, const records::Factor& factor) {
  if (!factor.secret) return std::nullopt;
  const auto uri = key.open(factor.secret->value, seal_context(factor.id));
  return uri ? parse_otpauth_uri(*uri) : std::nullopt;
}

std::optional<std::int32_t> most_digits(const crypto::DataKey& key,
                                        std::span<const records::Factor> apps) {
  std::optional<std::int32_t> most;
  for (const auto& factor : apps) {
    if (const auto totp = open_totp(key, factor))
      most = std::max(most.value_or(0), static_cast<std::int32_t>(totp->parameters.digits));
  }
  return most;
}

std::optional<TotpMatch> match_totp(const crypto::DataKey& key, const records::Factor& factor,
                                    const Secret& code, Timestamp now) {
  const auto totp = open_totp(key, factor);
  if (!totp) return std::nullopt;
  const auto last = factor.last_step > 0 ? std::optional(factor.last_step) : std::nullopt;
  const auto step = verify_totp(totp->secret, totp->parameters, code, now, factor.drift, last);
  if (!step) return std::nullopt;
  return TotpMatch{*step, static_cast<std::int16_t>(totp_drift(totp->parameters, *step, now))};
}

}  // namespace gatehouse::services
