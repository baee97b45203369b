#include <gatehouse/platform/webauthn/options.hpp>

#include <boost/json/array.hpp>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>

namespace gatehouse::webauthn {
namespace {

namespace json = boost::json;

constexpr std::size_t challenge_bytes = 32;
constexpr std::size_t min_challenge_bytes = 16;  // section 13.4.3
constexpr std::size_t max_user_id_bytes = 64;

std::string_view text_of(UserVerification value) {
  switch (value) {
    case UserVerification::required:
      return "required";
    case UserVerification::preferred:
      return "preferred";
    case UserVerification::discouraged:
      break;
  }
  return "discouraged";
}

std::string_view text_of(ResidentKey value) {
  switch (value) {
    case ResidentKey::required:
      return "required";
    case ResidentKey::preferred:
      return "preferred";
    case ResidentKey::discouraged:
      break;
  }
  return "discouraged";
}

std::string_view text_of(AttestationConveyance value) {
  switch (value) {
    case AttestationConveyance::none:
      return "none";
    case AttestationConveyance::indirect:
      return "indirect";
    case AttestationConveyance::direct:
      return "direct";
    case AttestationConveyance::enterprise:
      break;
  }
  return "enterprise";
}

std::string_view text_of(Hint value) {
  switch (value) {
    case Hint::security_key:
      return "security-key";
    case Hint::client_device:
      return "client-device";
    case Hint::hybrid:
      break;
  }
  return "hybrid";
}

json::array to_json(const std::vector<Hint>& hints) {
  json::array array;
  for (const auto hint : hints) array.emplace_back(text_of(hint));
  return array;
}

json::array to_json(const std::vector<CredentialDescriptor>& credentials) {
  json::array array;
  for (const auto& credential : credentials) {
    json::object one{{"type", "public-key"}, {"id", encode_base64url(credential.id)}};
    if (!credential.transports.empty()) {
      one["transports"] = json::array(credential.transports.begin(), credential.transports.end());
    }
    array.push_back(std::move(one));
  }
  return array;
}

}  // namespace

std::string new_challenge() { return random_string(challenge_bytes); }

json::object to_json(const RelyingParty& relying_party, const CreationOptions& options) {
  GH_ASSERT(options.challenge.size() >= min_challenge_bytes);
  GH_ASSERT(!options.user.id.empty() && options.user.id.size() <= max_user_id_bytes);
  json::array parameters;
  for (const auto algorithm : options.algorithms) {
    parameters.push_back(
        json::object{{"type", "public-key"}, {"alg", static_cast<std::int32_t>(algorithm)}});
  }
  json::object selection{
      {"residentKey", text_of(options.resident_key)},
      {"requireResidentKey", options.resident_key == ResidentKey::required},
      {"userVerification", text_of(options.user_verification)},
  };
  if (options.attachment) {
    selection["authenticatorAttachment"] =
        *options.attachment == Attachment::platform ? "platform" : "cross-platform";
  }
  return {
      {"rp", {{"id", relying_party.id}, {"name", relying_party.name}}},
      {"user",
       {{"id", encode_base64url(options.user.id)},
        {"name", options.user.name},
        {"displayName", options.user.display_name}}},
      {"challenge", encode_base64url(options.challenge)},
      {"pubKeyCredParams", std::move(parameters)},
      {"timeout", options.timeout.count()},
      {"excludeCredentials", to_json(options.exclude_credentials)},
      {"authenticatorSelection", std::move(selection)},
      {"hints", to_json(options.hints)},
      {"attestation", text_of(options.attestation)},
      {"extensions", {{"credProps", true}}},
  };
}

json::object to_json(const RelyingParty& relying_party, const RequestOptions& options) {
  GH_ASSERT(options.challenge.size() >= min_challenge_bytes);
  return {
      {"challenge", encode_base64url(options.challenge)},
      {"timeout", options.timeout.count()},
      {"rpId", relying_party.id},
      {"allowCredentials", to_json(options.allow_credentials)},
      {"userVerification", text_of(options.user_verification)},
      {"hints", to_json(options.hints)},
  };
}

}  // namespace gatehouse::webauthn
