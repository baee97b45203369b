// What the browser answers: PublicKeyCredential.toJSON(), decoded (Level 3 section 5.1, RegistrationResponseJSON and
// AuthenticationResponseJSON). Nothing in it is trusted before verify_registration() or verify_assertion().
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <gatehouse/platform/webauthn/failure.hpp>
#include <gatehouse/platform/webauthn/options.hpp>

namespace gatehouse::webauthn {

// Bounds of decoded members, in bytes; real ones are far below.
inline constexpr std::size_t max_credential_id_bytes = 1023;  // 7.1.25
inline constexpr std::size_t max_client_data_bytes = 8 * 1024;
inline constexpr std::size_t max_attestation_object_bytes = 64 * 1024;
inline constexpr std::size_t max_authenticator_data_bytes = 16 * 1024;
inline constexpr std::size_t max_signature_bytes = 1024;
inline constexpr std::size_t max_user_handle_bytes = 64;

struct RegistrationResponse {
  std::string id;                // raw bytes of rawId, which `id` must equal
  std::string client_data_json;  // the very bytes that were hashed
  std::string attestation_object;
  std::vector<std::string> transports{};   ///< as the client says; at most 8, each at most 32 bytes
  std::optional<Attachment> attachment{};  ///< as the client says
  std::optional<bool> discoverable{};      ///< credProps.rk, as the client says
};

struct AuthenticationResponse {
  std::string id;
  std::string client_data_json;
  std::string authenticator_data;
  std::string signature;
  std::optional<std::string> user_handle{};
  std::optional<Attachment> attachment{};
};

/// Reads the JSON form: type "public-key", id equal to rawId, canonical base64url without padding, each member within
/// its bounds. Members that repeat what the attestation object holds (publicKey, authenticatorData) are not read. An
/// unknown attachment or transport is no error (5.4.5): the first is dropped, the second kept. Failure:
/// response_malformed, or credential_id_mismatch.
Outcome<RegistrationResponse> parse_registration_response(const boost::json::value& json);

/// The same for an assertion. An empty or null userHandle counts as none.
Outcome<AuthenticationResponse> parse_authentication_response(const boost::json::value& json);

}  // namespace gatehouse::webauthn
