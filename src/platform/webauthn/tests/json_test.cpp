// The JSON forms: options as browsers read them, responses as browsers write them, client data.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/platform/webauthn/client_data.hpp>
#include <gatehouse/test/webauthn/authenticator.hpp>

namespace gatehouse::webauthn {
namespace {

namespace json = boost::json;

TEST(Options, OfCreationAreThoseOfTheStandard) {
  const CreationOptions options{.challenge = std::string(16, '\xff'),
                                .user = {.id = "\x01\x02", .name = "ada", .display_name = "Ada"},
                                .algorithms = {Algorithm::es256, Algorithm::rs256},
                                .timeout = std::chrono::seconds(60),
                                .exclude_credentials = {{.id = "\x03", .transports = {"usb"}}},
                                .attachment = Attachment::cross_platform,
                                .resident_key = ResidentKey::required,
                                .user_verification = UserVerification::required,
                                .attestation = AttestationConveyance::direct,
                                .hints = {Hint::security_key}};
  EXPECT_EQ(json::value(to_json(party, options)), json::parse(R"({
    "rp": {"id": "example.org", "name": "Example"},
    "user": {"id": "AQI", "name": "ada", "displayName": "Ada"},
    "challenge": "_____________________w",
    "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}],
    "timeout": 60000,
    "excludeCredentials": [{"type": "public-key", "id": "Aw", "transports": ["usb"]}],
    "authenticatorSelection": {"residentKey": "required", "requireResidentKey": true,
      "userVerification": "required", "authenticatorAttachment": "cross-platform"},
    "hints": ["security-key"],
    "attestation": "direct",
    "extensions": {"credProps": true}})"));
}

TEST(Options, OfRequestAreThoseOfTheStandard) {
  EXPECT_EQ(json::value(to_json(party, RequestOptions{.challenge = std::string(16, '\0')})),
            json::parse(R"({
    "challenge": "AAAAAAAAAAAAAAAAAAAAAA", "timeout": 300000, "rpId": "example.org",
    "allowCredentials": [], "userVerification": "preferred", "hints": []})"));
}

TEST(Options, ChallengesAreRandom) {
  EXPECT_EQ(new_challenge().size(), 32U);
  EXPECT_NE(new_challenge(), new_challenge());
}

json::object registration_json() {
  return json::parse(R"({"id":"AQI","rawId":"AQI","type":"public-key",
    "authenticatorAttachment":"platform",
    "clientExtensionResults":{"credProps":{"rk":true}},
    "response":{"clientDataJSON":"e30","attestationObject":"oA","transports":["internal","new"],
      "publicKeyAlgorithm":-7,"authenticatorData":"x"}})")
      .as_object();
}

json::object authentication_json() {
  return json::parse(R"({"id":"AQI","rawId":"AQI","type":"public-key","clientExtensionResults":{},
    "response":{"clientDataJSON":"e30","authenticatorData":"oA","signature":"Aw",
      "userHandle":"BA"}})")
      .as_object();
}

TEST(Responses, OfRegistrationAreRead) {
  const auto response = parse_registration_response(registration_json());
  ASSERT_TRUE(response);
  EXPECT_EQ(response->id, "\x01\x02");
  EXPECT_EQ(response->client_data_json, "{}");
  EXPECT_EQ(response->attestation_object, "\xa0");
  EXPECT_EQ(response->transports, (std::vector<std::string>{"internal", "new"}));
  EXPECT_EQ(response->attachment, Attachment::platform);
  EXPECT_EQ(response->discoverable, true);
}

TEST(Responses, OfAuthenticationAreRead) {
  auto object = authentication_json();
  const auto response = parse_authentication_response(object);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->user_handle, "\x04");
  EXPECT_EQ(response->signature, "\x03");
  EXPECT_FALSE(response->attachment);
  for (const json::value& none : {json::value(nullptr), json::value("")}) {
    object["response"].as_object()["userHandle"] = none;
    EXPECT_FALSE(parse_authentication_response(object)->user_handle);
  }
  object["authenticatorAttachment"] = "from-the-future";
  EXPECT_TRUE(parse_authentication_response(object));
}

TEST(Responses, MustBeWellFormed) {
  const auto malformed = [](const json::value& value) {
    EXPECT_EQ(parse_registration_response(value).error(), Failure::response_malformed);
    EXPECT_EQ(parse_authentication_response(value).error(), Failure::response_malformed);
  };
  malformed(nullptr);
  malformed(json::array());
  malformed(json::object());
  for (const auto* member : {"id", "rawId", "type", "response"}) {
    for (const json::value& bad : {json::value(nullptr), json::value(1), json::value("!")}) {
      auto object = registration_json();
      object[member] = bad;
      EXPECT_FALSE(parse_registration_response(object)) << member;
      object = authentication_json();
      object[member] = bad;
      EXPECT_FALSE(parse_authentication_response(object)) << member;
    }
  }
  auto object = registration_json();
  object["id"] = "AQM";
  EXPECT_EQ(parse_registration_response(object).error(), Failure::credential_id_mismatch);
}

TEST(Responses, MembersAreCanonicalAndBounded) {
  const auto with = [](json::object object, const char* member, const json::value& value) {
    object["response"].as_object()[member] = value;
    return object;
  };
  for (const auto* member : {"clientDataJSON", "attestationObject"}) {
    for (const json::value& bad : {json::value(""), json::value("e30="), json::value("e3 0"),
                                   json::value("e31"), json::value(json::string(100'000, 'A'))}) {
      EXPECT_FALSE(parse_registration_response(with(registration_json(), member, bad)));
    }
  }
  for (const auto* member : {"clientDataJSON", "authenticatorData", "signature", "userHandle"}) {
    for (const json::value& bad : {json::value("e30="), json::value(json::string(100'000, 'A')),
                                   json::value(7), json::value("\xf0")}) {
      EXPECT_FALSE(parse_authentication_response(with(authentication_json(), member, bad)));
    }
  }
  EXPECT_FALSE(parse_authentication_response(with(
      authentication_json(), "userHandle", json::string(encode_base64url(std::string(65, 'u'))))));
  const json::array many(9, "usb");
  for (const json::value& bad : {json::value("usb"), json::value(many), json::value(json::array{1}),
                                 json::value(json::array{json::string(33, 'u')})}) {
    EXPECT_FALSE(parse_registration_response(with(registration_json(), "transports", bad)));
  }
  auto object = registration_json();
  object["id"] = object["rawId"] = encode_base64url(std::string(1024, 'i'));
  EXPECT_FALSE(parse_registration_response(object));
}

TEST(ClientDatas, AreStrictJson) {
  const std::string good = R"({"type":"t","challenge":"c","origin":"o","later":[1]})";
  ASSERT_TRUE(ClientData::parse(good));
  EXPECT_TRUE(ClientData::parse("\xef\xbb\xbf" + good));
  for (const auto& bad :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"), good + "x",
        good.substr(1), "\xef\xbb\xbf\xef\xbb\xbf" + good,
        std::string(R"({"type":"t","type":"t","challenge":"c","origin":"o"})"),
        std::string(R"({"type":"t","challenge":"c","origin":"o","origin":"p"})"),
        std::string(R"({"type":1,"challenge":"c","origin":"o"})"),
        std::string(R"({"type":"t","challenge":null,"origin":"o"})"),
        std::string(R"({"type":"t","challenge":"c","origin":["o"]})"),
        std::string(R"({"type":"t","challenge":"c","origin":"o","topOrigin":null})"),
        std::string(R"({"type":"t","challenge":"c","origin":"o","crossOrigin":1})"),
        std::string("{\"type\":\"t\",\"challenge\":\"c\",\"origin\":\"\xff\"}"),
        R"({"type":"t","challenge":"c","origin":"o","x":")" + std::string(9000, 'x') + "\"}",
        R"({"type":"t","challenge":"c","origin":"o","x":)" + std::string(50, '[') +
            std::string(50, ']') + "}"}) {
    EXPECT_EQ(ClientData::parse(bad).error(), Failure::client_data_malformed) << bad;
  }
}

TEST(Names, AreThereForEachFailure) {
  for (int i = 0; i <= static_cast<int>(Failure::counter_rolled_back); ++i) {
    EXPECT_FALSE(failure_name(static_cast<Failure>(i)).empty()) << i;
  }
  EXPECT_EQ(failure_name(Failure::counter_rolled_back), "counter_rolled_back");
}

}  // namespace
}  // namespace gatehouse::webauthn
