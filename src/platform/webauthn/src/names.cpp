// The words of the module's enumerations.
#include <array>
#include <utility>

#include <boost/describe/enum.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <gatehouse/platform/webauthn/algorithm.hpp>
#include <gatehouse/platform/webauthn/attestation.hpp>
#include <gatehouse/platform/webauthn/failure.hpp>

namespace gatehouse::webauthn {

BOOST_DESCRIBE_ENUM(Failure, response_malformed, credential_id_mismatch, client_data_malformed,
                    type_mismatch, challenge_mismatch, origin_mismatch, cross_origin_refused,
                    top_origin_mismatch, attestation_object_malformed, authenticator_data_malformed,
                    public_key_malformed, rp_id_mismatch, user_not_present, user_not_verified,
                    backup_state_inconsistent, backup_eligible_refused, algorithm_not_offered,
                    attestation_format_unsupported, attestation_statement_malformed,
                    attestation_algorithm_mismatch, attestation_signature_invalid,
                    attestation_certificate_unfit, attestation_aaguid_mismatch,
                    attestation_key_mismatch, attestation_nonce_mismatch, attestation_tpm_invalid,
                    attestation_android_key_unprotected, attestation_u2f_invalid,
                    attestation_anchor_unknown, attestation_untrusted, attestation_required,
                    attachment_mismatch, authenticator_not_allowed, authenticator_compromised,
                    credential_id_too_long, credential_excluded, credential_not_allowed,
                    user_handle_missing, user_handle_mismatch, backup_eligibility_changed,
                    signature_invalid, counter_rolled_back)

namespace {

constexpr std::array<std::pair<Algorithm, std::string_view>, 6> algorithms{{
    {Algorithm::es256, "ES256"},
    {Algorithm::eddsa, "EdDSA"},
    {Algorithm::es384, "ES384"},
    {Algorithm::es512, "ES512"},
    {Algorithm::ed448, "Ed448"},
    {Algorithm::rs256, "RS256"},
}};

constexpr std::array<std::pair<AttestationFormat, std::string_view>, 6> formats{{
    {AttestationFormat::none, "none"},
    {AttestationFormat::packed, "packed"},
    {AttestationFormat::fido_u2f, "fido-u2f"},
    {AttestationFormat::tpm, "tpm"},
    {AttestationFormat::android_key, "android-key"},
    {AttestationFormat::apple, "apple"},
}};

}  // namespace

std::string_view failure_name(Failure failure) noexcept {
  return boost::describe::enum_to_string(failure, "");
}

std::optional<Algorithm> find_algorithm(std::int64_t number) noexcept {
  for (const auto& [algorithm, name] : algorithms) {
    if (static_cast<std::int64_t>(algorithm) == number) return algorithm;
  }
  return std::nullopt;
}

std::string_view algorithm_name(Algorithm algorithm) noexcept {
  for (const auto& [known, name] : algorithms) {
    if (known == algorithm) return name;
  }
  return {};
}

std::string_view format_name(AttestationFormat format) noexcept {
  for (const auto& [known, name] : formats) {
    if (known == format) return name;
  }
  return {};
}

std::optional<AttestationFormat> find_format(std::string_view name) noexcept {
  for (const auto& [format, known] : formats) {
    if (known == name) return format;
  }
  return std::nullopt;
}

}  // namespace gatehouse::webauthn
