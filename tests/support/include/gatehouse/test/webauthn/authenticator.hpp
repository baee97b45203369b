// An authenticator with its browser in software: honest, until a test changes one of its members.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/webauthn/verify.hpp>
#include <gatehouse/test/webauthn/authority.hpp>
#include <gatehouse/test/webauthn/printing.hpp>

namespace gatehouse::webauthn {

inline const Timestamp today = from_unix_seconds(1'900'000'000);
inline const RelyingParty party{
    .id = "example.org", .name = "Example", .origins = {"https://login.example.org"}};

struct Authenticator {
  TestKey key{Algorithm::es256};
  std::string id = "credential-of-16";
  Uuid aaguid = Uuid::from_bytes("model-with-16-by");
  std::string rp_id = party.id;
  unsigned flags = 0x05;  ///< UP, UV
  std::uint32_t count = 7;
  std::string extensions{};  ///< CBOR; sets ED
  std::string public_key{};  ///< instead of the key's own
  std::string challenge{"0123456789abcdef0123456789abcdef"};
  std::string origin = party.origins[0];
  std::string more_client_data{};  ///< members with a comma before them
  std::string create_type = "webauthn.create";
  std::string get_type = "webauthn.get";

  std::string client_data(const std::string& type) const {
    return R"({"type":")" + type + R"(","challenge":")" + encode_base64url(challenge) +
           R"(","origin":")" + origin + '"' + more_client_data + "}";
  }
  std::string data(bool is_attested) const {
    const auto all = flags | (is_attested ? 0x40U : 0U) | (extensions.empty() ? 0U : 0x80U);
    auto out = crypto::sha256(rp_id) + big_endian(all, 1) + big_endian(count, 4);
    if (is_attested) {
      out.append(aaguid.view()).append(big_endian(id.size(), 2)).append(id);
      out += public_key.empty() ? key.cose() : public_key;
    }
    return out + extensions;
  }
  /// What attestation and assertions sign.
  std::string to_sign(bool is_attested) const {
    return data(is_attested) + crypto::sha256(client_data(is_attested ? create_type : get_type));
  }

  RegistrationResponse create(std::string_view format = "none",
                              const std::string& statement = cbor_map({})) const {
    return {.id = id,
            .client_data_json = client_data(create_type),
            .attestation_object = cbor_map({{cbor_text("fmt"), cbor_text(format)},
                                            {cbor_text("attStmt"), statement},
                                            {cbor_text("authData"), cbor_bytes(data(true))}})};
  }
  AuthenticationResponse get() const {
    return {.id = id,
            .client_data_json = client_data(get_type),
            .authenticator_data = data(false),
            .signature = key.sign(to_sign(false)),
            .user_handle = "user-1"};
  }

  CreationOptions creation() const {
    return {.challenge = "0123456789abcdef0123456789abcdef",
            .user = {.id = "user-1", .name = "user@example.org", .display_name = "User"},
            .algorithms = {Algorithm::es256, Algorithm::eddsa, Algorithm::es384, Algorithm::rs256}};
  }
  RequestOptions request() const { return {.challenge = "0123456789abcdef0123456789abcdef"}; }
  StoredCredential credential() const {
    return {.id = "credential-of-16",
            .public_key = key.cose(),
            .sign_count = 3,
            .backup_eligible = (flags & 0x08U) != 0,
            .user_handle = "user-1"};
  }
};

/// The failure of a registration; empty when it passes.
inline std::optional<Failure> refusal(const Authenticator& device,
                                      const RegistrationResponse& response,
                                      const AttestationPolicy& policy = {}) {
  const auto result = verify_registration(party, device.creation(), policy, response, today);
  return result ? std::nullopt : std::optional(result.error());
}
inline std::optional<Failure> refusal(const Authenticator& device) {
  return refusal(device, device.create());
}
inline std::optional<Failure> assertion_refusal(const Authenticator& device) {
  const auto result = verify_assertion(party, device.request(), device.credential(), device.get());
  return result ? std::nullopt : std::optional(result.error());
}

}  // namespace gatehouse::webauthn
