// Attestation objects through a whole registration. Roots are demanded and none is known: whatever comes is refused,
// and without the demand nothing is believed more than it should be.
#include <cstddef>
#include <cstdint>
#include <string>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/webauthn/authenticator_data.hpp>
#include <gatehouse/platform/webauthn/verify.hpp>

using namespace gatehouse;
using namespace gatehouse::webauthn;

namespace {

const RelyingParty party{
    .id = "example.org", .name = "Example", .origins = {"https://example.org"}};

const CreationOptions& options() {
  static const CreationOptions made{
      .challenge = std::string(32, 'c'),
      .user = {.id = "user", .name = "user", .display_name = "User"},
      .algorithms = {Algorithm::es256, Algorithm::es384, Algorithm::es512, Algorithm::eddsa,
                     Algorithm::ed448, Algorithm::rs256},
  };
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  RegistrationResponse response{.client_data_json = R"({"type":"webauthn.create","challenge":")" +
                                                    encode_base64url(options().challenge) +
                                                    R"(","origin":"https://example.org"})",
                                .attestation_object{reinterpret_cast<const char*>(data), size}};
  const auto object = AttestationObject::parse(response.attestation_object);
  const auto parsed = object ? AuthenticatorData::parse(object->authenticator_data)
                             : std::unexpected(Failure::attestation_object_malformed);
  if (parsed && parsed->credential) response.id = parsed->credential->id;
  const auto now = from_unix_seconds(1'900'000'000);
  const AttestationPolicy lenient{.android_key = AndroidKeyRule::unstated, .accept_sha1_tpm = true};
  auto strict = lenient;
  strict.require_trust = true;
  GH_ASSERT(!verify_registration(party, options(), strict, response, now));
  const auto result = verify_registration(party, options(), lenient, response, now);
  if (result) {
    GH_ASSERT(parsed && parsed->credential && result->id == parsed->credential->id);
    GH_ASSERT(result->attestation.trust != AttestationTrust::anchored);
    GH_ASSERT(result->attestation.trust_path.empty() ==
              (result->attestation.trust == AttestationTrust::none));
  }
  return 0;
}
