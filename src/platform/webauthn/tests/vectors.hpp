// The W3C's test vectors as ceremonies of this module.
#pragma once

#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/webauthn/verify.hpp>
#include <gatehouse/test/temp_dir.hpp>
#include <gatehouse/test/webauthn/printing.hpp>

namespace gatehouse::webauthn {

/// A day on which the vectors' certificates are valid.
inline const Timestamp vector_day = from_unix_seconds(1'790'000'000);

struct Vector {
  std::string name;
  CreationOptions creation{};
  RegistrationResponse registration{};
  RequestOptions request{};
  AuthenticationResponse authentication{};
  Uuid aaguid{};
};

struct Vectors {
  RelyingParty relying_party;
  AttestationPolicy policy{};  ///< trusts the vectors' one CA for every format
  std::vector<Vector> all{};

  const Vector& named(std::string_view name) const {
    for (const auto& vector : all) {
      if (vector.name == name) return vector;
    }
    throw std::runtime_error("no such vector");
  }
};

inline std::string hex_of(const boost::json::object& object, std::string_view name) {
  return decode_hex(std::string_view(object.at(name).as_string())).value();
}

inline Vector read_vector(const boost::json::object& object) {
  const auto& registration = object.at("registration").as_object();
  const auto& authentication = object.at("authentication").as_object();
  Vector vector{.name = std::string(object.at("name").as_string())};
  vector.creation = {.challenge = hex_of(registration, "challenge"),
                     .user = {.id = "user", .name = "user@example.org", .display_name = "User"},
                     .algorithms = {Algorithm::es256, Algorithm::es384, Algorithm::es512,
                                    Algorithm::eddsa, Algorithm::ed448, Algorithm::rs256}};
  const auto id = hex_of(registration, "credential_id");
  vector.registration = {.id = id,
                         .client_data_json = hex_of(registration, "clientDataJSON"),
                         .attestation_object = hex_of(registration, "attestationObject")};
  vector.request = {.challenge = hex_of(authentication, "challenge"),
                    .allow_credentials = {{.id = id}}};
  vector.authentication = {.id = id,
                           .client_data_json = hex_of(authentication, "clientDataJSON"),
                           .authenticator_data = hex_of(authentication, "authenticatorData"),
                           .signature = hex_of(authentication, "signature")};
  vector.aaguid = Uuid::from_bytes(hex_of(registration, "aaguid"));
  return vector;
}

inline const Vectors& vectors() {
  static const Vectors loaded = [] {
    const auto value =
        boost::json::parse(test::read_file(GH_TEST_DATA "/webauthn/w3c-level3-vectors.json"));
    const auto& file = value.as_object();
    Vectors result{
        .relying_party = {.id = std::string(file.at("rp_id").as_string()),
                          .name = "Test vectors",
                          .origins = {std::string(file.at("origin").as_string())},
                          .top_origins = {std::string(file.at("top_origin").as_string())},
                          .accept_unnamed_top_origin = true}};
    const auto root = Certificate::from_der(hex_of(file, "attestation_ca_cert")).value();
    for (const auto format :
         {AttestationFormat::packed, AttestationFormat::fido_u2f, AttestationFormat::tpm,
          AttestationFormat::android_key, AttestationFormat::apple}) {
      result.policy.anchors.push_back({format, root});
    }
    // The vectors' Android certificate states neither origin nor purpose.
    result.policy.android_key = AndroidKeyRule::unstated;
    for (const auto& one : file.at("vectors").as_array()) {
      result.all.push_back(read_vector(one.as_object()));
    }
    return result;
  }();
  return loaded;
}

inline Outcome<Registration> register_vector(const Vector& vector,
                                             const RegistrationResponse& response) {
  return verify_registration(vectors().relying_party, vector.creation, vectors().policy, response,
                             vector_day);
}

/// For suites with a vector each.
inline std::string test_name_of(const testing::TestParamInfo<Vector>& info) {
  auto name = info.param.name;
  std::erase(name, '-');
  return name;
}

inline StoredCredential stored(const Registration& registration) {
  return {.id = registration.id,
          .public_key = registration.public_key,
          .sign_count = registration.sign_count,
          .backup_eligible = registration.backup_eligible,
          .user_handle = "user"};
}

}  // namespace gatehouse::webauthn
