// A browser with an authenticator in software: takes the options of a ceremony as JSON and answers with what
// PublicKeyCredential.toJSON() gives.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/test/webauthn/authenticator.hpp>

namespace gatehouse::webauthn {

/// A member of options or of a response, decoded; asserts that it is there.
inline std::string decoded(const boost::json::value& json, std::string_view pointer) {
  return decode_base64url(json.at_pointer(pointer).as_string()).value();
}

inline boost::json::object to_json(const RegistrationResponse& response) {
  const auto id = encode_base64url(response.id);
  return {{"id", id},
          {"rawId", id},
          {"type", "public-key"},
          {"response",
           {{"clientDataJSON", encode_base64url(response.client_data_json)},
            {"attestationObject", encode_base64url(response.attestation_object)},
            {"transports", {"usb", "nfc"}}}},
          {"clientExtensionResults", {{"credProps", {{"rk", true}}}}}};
}

inline boost::json::object to_json(const AuthenticationResponse& response) {
  const auto id = encode_base64url(response.id);
  boost::json::object parts{{"clientDataJSON", encode_base64url(response.client_data_json)},
                            {"authenticatorData", encode_base64url(response.authenticator_data)},
                            {"signature", encode_base64url(response.signature)}};
  if (response.user_handle) parts["userHandle"] = encode_base64url(*response.user_handle);
  return {{"id", id},
          {"rawId", id},
          {"type", "public-key"},
          {"response", std::move(parts)},
          {"clientExtensionResults", boost::json::object{}}};
}

/// Holds one credential, of the site at http://localhost. Honest, until a test changes a member of `device`.
struct Browser {
  static constexpr unsigned synchronised = 0x18;  ///< BE, BS: for device.flags

  Authenticator device{.id = random_string(32), .rp_id = "localhost", .origin = "http://localhost"};
  std::string user_handle{};

  boost::json::object create(const boost::json::value& options) {
    device.challenge = decoded(options, "/challenge");
    user_handle = decoded(options, "/user/id");
    auto response = to_json(device.create());
    response["authenticatorAttachment"] =
        options.at_pointer("/authenticatorSelection/authenticatorAttachment");
    return response;
  }

  boost::json::object get(const boost::json::value& options) {
    device.challenge = decoded(options, "/challenge");
    ++device.count;
    auto response = device.get();
    response.user_handle = user_handle;
    return to_json(response);
  }

  /// As get(), with `data` in the place of the authenticator data and a signature that is right for it.
  boost::json::object get_with(const boost::json::value& options, const std::string& data) {
    device.challenge = decoded(options, "/challenge");
    auto response = device.get();
    response.user_handle = user_handle;
    response.authenticator_data = data;
    response.signature = device.key.sign(data + crypto::sha256(response.client_data_json));
    return to_json(response);
  }
};

}  // namespace gatehouse::webauthn
