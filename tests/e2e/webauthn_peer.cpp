// The product's WebAuthn verifier on a command line, for the test against npm's @simplewebauthn/server
// (webauthn.test.mjs).
//
// Reads {"party": {"id", "origins", "top_origins", "roots"}, "now", "cases": [{"challenge", "response", "credential"}]}
// from standard input and prints an array with the verdict on each case: a registration where no credential is given,
// an assertion of `credential` otherwise. A verdict is {"error"} (the name of the step that failed), or what is to be
// stored. Bytes are base64url; `response` has the JSON form that browsers make.
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/webauthn/verify.hpp>

namespace {

namespace json = boost::json;
using namespace gatehouse;
using namespace gatehouse::webauthn;

std::string bytes_of(const json::value& value) {
  return decode_base64url(std::string_view(value.as_string())).value();
}

std::vector<std::string> texts_of(const json::value& value) {
  std::vector<std::string> texts;
  for (const auto& one : value.as_array()) texts.emplace_back(one.as_string());
  return texts;
}

json::object failed(Failure failure) { return {{"error", failure_name(failure)}}; }

struct Verifier {
  RelyingParty party;
  AttestationPolicy policy;
  Timestamp now;
};

Verifier make_verifier(const json::object& input) {
  const auto& party = input.at("party").as_object();
  Verifier verifier{.party = {.id = std::string(party.at("id").as_string()),
                              .name = "Test vectors",
                              .origins = texts_of(party.at("origins")),
                              .top_origins = texts_of(party.at("top_origins")),
                              .accept_unnamed_top_origin = true},
                    .policy = {.android_key = AndroidKeyRule::unstated},
                    .now = from_unix_seconds(input.at("now").to_number<std::int64_t>())};
  for (const auto& root : party.at("roots").as_array()) {
    for (const auto format :
         {AttestationFormat::packed, AttestationFormat::fido_u2f, AttestationFormat::tpm,
          AttestationFormat::android_key, AttestationFormat::apple}) {
      verifier.policy.anchors.push_back({format, Certificate::from_der(bytes_of(root)).value()});
    }
  }
  return verifier;
}

json::object register_credential(const Verifier& verifier, const json::object& one) {
  const auto response = parse_registration_response(one.at("response"));
  if (!response) return failed(response.error());
  const CreationOptions options{
      .challenge = bytes_of(one.at("challenge")),
      .user = {.id = "user", .name = "user@example.org", .display_name = "User"},
      .algorithms = {Algorithm::es256, Algorithm::es384, Algorithm::es512, Algorithm::eddsa,
                     Algorithm::ed448, Algorithm::rs256}};
  const auto result =
      verify_registration(verifier.party, options, verifier.policy, *response, verifier.now);
  if (!result) return failed(result.error());
  return {{"format", format_name(result->attestation.format)},
          {"is_anchored", result->attestation.trust == AttestationTrust::anchored},
          {"id", encode_base64url(result->id)},
          {"public_key", encode_base64url(result->public_key)},
          {"aaguid", result->aaguid.text()},
          {"sign_count", result->sign_count},
          {"user_verified", result->user_verified},
          {"backup_eligible", result->backup_eligible},
          {"backup_state", result->backup_state}};
}

json::object assert_credential(const Verifier& verifier, const json::object& one) {
  const auto response = parse_authentication_response(one.at("response"));
  if (!response) return failed(response.error());
  const auto& stored = one.at("credential").as_object();
  const StoredCredential credential{
      .id = bytes_of(stored.at("id")),
      .public_key = bytes_of(stored.at("public_key")),
      .sign_count = stored.at("sign_count").to_number<std::uint32_t>(),
      .backup_eligible = stored.at("backup_eligible").as_bool(),
      .user_handle = "user"};
  const RequestOptions options{.challenge = bytes_of(one.at("challenge")),
                               .allow_credentials = {{.id = credential.id}}};
  const auto result = verify_assertion(verifier.party, options, credential, *response);
  if (!result) return failed(result.error());
  return {{"sign_count", result->sign_count},
          {"user_verified", result->user_verified},
          {"backup_eligible", result->backup_eligible},
          {"backup_state", result->backup_state}};
}

}  // namespace

int main() {
  const auto input =
      json::parse(std::string(std::istreambuf_iterator<char>(std::cin), {})).as_object();
  const auto verifier = make_verifier(input);
  json::array verdicts;
  for (const auto& value : input.at("cases").as_array()) {
    const auto& one = value.as_object();
    verdicts.push_back(one.contains("credential") ? assert_credential(verifier, one)
                                                  : register_credential(verifier, one));
  }
  std::cout << json::serialize(verdicts) << '\n';
  return 0;
}
