// Attacks on the two ceremonies, one lie at a time.
#include <boost/json/serialize.hpp>

#include <gatehouse/platform/webauthn/cose_key.hpp>
#include <gatehouse/test/webauthn/authenticator.hpp>

namespace gatehouse::webauthn {
namespace {

TEST(Ceremonies, AnHonestAuthenticatorPasses) {
  for (const auto algorithm : default_algorithms) {
    Authenticator device{.key = TestKey(algorithm)};
    const auto registration =
        verify_registration(party, device.creation(), {}, device.create(), today);
    ASSERT_TRUE(registration) << failure_name(registration.error());
    EXPECT_EQ(registration->algorithm, algorithm);
    EXPECT_EQ(registration->public_key, device.key.cose());
    EXPECT_EQ(registration->sign_count, 7U);
    EXPECT_TRUE(registration->user_verified);
    EXPECT_EQ(registration->attestation.trust, AttestationTrust::none);
    device.flags = 0x01;
    const auto assertion =
        verify_assertion(party, device.request(), device.credential(), device.get());
    ASSERT_TRUE(assertion) << failure_name(assertion.error());
    EXPECT_EQ(assertion->sign_count, 7U);
    EXPECT_FALSE(assertion->user_verified);
    EXPECT_EQ(assertion->user_handle, "user-1");
  }
}

// Both ceremonies of a device that lies in the same way.
void expect_refused(const Authenticator& device, Failure failure) {
  EXPECT_EQ(refusal(device), failure);
  EXPECT_EQ(assertion_refusal(device), failure);
}

TEST(Ceremonies, RefuseAnotherOriginRelyingPartyTypeOrChallenge) {
  for (const auto* origin : {"https://login.example.org.evil.example", "http://login.example.org",
                             "https://login.example.org:443", "https://LOGIN.example.org",
                             "https://example.org", "https://login.example.org/", ""}) {
    expect_refused({.origin = origin}, Failure::origin_mismatch);
  }
  expect_refused({.rp_id = "evil.example"}, Failure::rp_id_mismatch);
  expect_refused({.rp_id = "login.example.org"}, Failure::rp_id_mismatch);
  expect_refused({.create_type = "webauthn.get", .get_type = "webauthn.create"},
                 Failure::type_mismatch);
  expect_refused({.create_type = "payment.get", .get_type = "payment.get"}, Failure::type_mismatch);
  expect_refused({.challenge = "0123456789abcdef0123456789abcdeg"}, Failure::challenge_mismatch);
  expect_refused({.challenge = ""}, Failure::challenge_mismatch);
}

TEST(Ceremonies, RefuseForeignFrames) {
  expect_refused({.more_client_data = R"(,"crossOrigin":true)"}, Failure::cross_origin_refused);
  expect_refused({.more_client_data = R"(,"crossOrigin":true,"topOrigin":"https://evil.example")"},
                 Failure::cross_origin_refused);
  expect_refused({.more_client_data = R"(,"topOrigin":"https://login.example.org")"},
                 Failure::top_origin_mismatch);
  expect_refused({.more_client_data = R"(,"crossOrigin":"false")"}, Failure::client_data_malformed);
  EXPECT_EQ(refusal({.more_client_data = R"(,"crossOrigin":false)"}), std::nullopt);

  auto framed = party;
  framed.top_origins = {"https://partner.example"};
  const auto in_frame = [&](const char* more) {
    const Authenticator device{.more_client_data = more};
    const auto result = verify_registration(framed, device.creation(), {}, device.create(), today);
    return result ? std::nullopt : std::optional(result.error());
  };
  const auto* partner = R"(,"crossOrigin":true,"topOrigin":"https://partner.example")";
  EXPECT_EQ(in_frame(partner), std::nullopt);
  EXPECT_EQ(in_frame(R"(,"crossOrigin":true,"topOrigin":"https://evil.example")"),
            Failure::top_origin_mismatch);
  EXPECT_EQ(in_frame(R"(,"crossOrigin":true)"), Failure::cross_origin_refused);
  framed.accept_unnamed_top_origin = true;
  EXPECT_EQ(in_frame(R"(,"crossOrigin":true)"), std::nullopt);
}

TEST(Ceremonies, WantPresenceAndOnDemandVerification) {
  expect_refused({.flags = 0x04}, Failure::user_not_present);
  Authenticator device{.flags = 0x01};
  auto creation = device.creation();
  creation.user_verification = UserVerification::required;
  EXPECT_EQ(verify_registration(party, creation, {}, device.create(), today).error(),
            Failure::user_not_verified);
  auto request = device.request();
  request.user_verification = UserVerification::required;
  EXPECT_EQ(verify_assertion(party, request, device.credential(), device.get()).error(),
            Failure::user_not_verified);
  device.flags = 0x00;
  creation = device.creation();
  creation.conditional = true;
  EXPECT_TRUE(verify_registration(party, creation, {}, device.create(), today));
}

TEST(Ceremonies, KeepBackupFlagsConsistent) {
  expect_refused({.flags = 0x15}, Failure::backup_state_inconsistent);
  const Authenticator synchronised{.flags = 0x1d};
  const auto registration =
      verify_registration(party, synchronised.creation(), {}, synchronised.create(), today);
  ASSERT_TRUE(registration);
  EXPECT_TRUE(registration->backup_eligible && registration->backup_state);
  EXPECT_EQ(refusal(synchronised, synchronised.create(), {.device_bound = true}),
            Failure::backup_eligible_refused);
  for (const bool was_eligible : {true, false}) {
    const Authenticator device{.flags = was_eligible ? 0x05U : 0x0dU};
    auto credential = device.credential();
    credential.backup_eligible = was_eligible;
    EXPECT_EQ(verify_assertion(party, device.request(), credential, device.get()).error(),
              Failure::backup_eligibility_changed);
  }
}

TEST(Ceremonies, RefuseReservedFlagsAndStrayBytes) {
  for (const unsigned flag : {0x02U, 0x20U}) {
    expect_refused({.flags = 0x05U | flag}, Failure::authenticator_data_malformed);
  }
  // ED without extensions, and bytes that no flag announces.
  expect_refused({.flags = 0x85}, Failure::authenticator_data_malformed);
  Authenticator device;
  auto response = device.get();
  response.authenticator_data += "x";
  response.signature =
      device.key.sign(response.authenticator_data + crypto::sha256(response.client_data_json));
  EXPECT_EQ(verify_assertion(party, device.request(), device.credential(), response).error(),
            Failure::authenticator_data_malformed);
  // Attested credential data in an assertion, rightly signed.
  response.authenticator_data = device.data(true);
  response.signature =
      device.key.sign(response.authenticator_data + crypto::sha256(response.client_data_json));
  EXPECT_EQ(verify_assertion(party, device.request(), device.credential(), response).error(),
            Failure::authenticator_data_malformed);
}

TEST(Ceremonies, ReadExtensionsStrictly) {
  const auto protect = cbor_map({{cbor_text("credProtect"), cbor(2)}});
  EXPECT_EQ(refusal({.extensions = protect}), std::nullopt);
  EXPECT_EQ(assertion_refusal({.extensions = protect}), std::nullopt);
  const auto twice = cbor_map({{cbor_text("a"), cbor(1)}, {cbor_text("a"), cbor(1)}});
  for (const auto& extensions :
       {cbor_array({}), cbor_map({{cbor(1), cbor(1)}}), twice, protect + protect,
        std::string("\xa1\x78\x01\x61\x01"), std::string("\xbf\xff"), std::string("\xa1")}) {
    expect_refused({.extensions = extensions}, Failure::authenticator_data_malformed);
  }
}

TEST(Ceremonies, BoundCredentialIds) {
  for (const std::size_t size : {1U, 1023U}) {
    EXPECT_EQ(refusal({.id = std::string(size, 'i')}), std::nullopt);
  }
  EXPECT_EQ(refusal({.id = std::string(1024, 'i')}), Failure::credential_id_too_long);
  EXPECT_EQ(refusal({.id = ""}), Failure::authenticator_data_malformed);
  const Authenticator device;
  auto response = device.create();
  response.id = "credential-of-17";
  EXPECT_EQ(refusal(device, response), Failure::credential_id_mismatch);
}

TEST(Ceremonies, RefuseExcludedAndForeignCredentials) {
  const Authenticator device;
  auto creation = device.creation();
  creation.exclude_credentials = {{.id = "another"}, {.id = device.id}};
  EXPECT_EQ(verify_registration(party, creation, {}, device.create(), today).error(),
            Failure::credential_excluded);

  auto request = device.request();
  request.allow_credentials = {{.id = "another"}};
  EXPECT_EQ(verify_assertion(party, request, device.credential(), device.get()).error(),
            Failure::credential_not_allowed);
  auto credential = device.credential();
  credential.id = "another";
  EXPECT_EQ(verify_assertion(party, device.request(), credential, device.get()).error(),
            Failure::credential_id_mismatch);
  credential = device.credential();
  credential.user_handle = "user-2";
  EXPECT_EQ(verify_assertion(party, device.request(), credential, device.get()).error(),
            Failure::user_handle_mismatch);
  auto response = device.get();
  response.user_handle.reset();
  EXPECT_EQ(verify_assertion(party, device.request(), device.credential(), response).error(),
            Failure::user_handle_missing);
  request.allow_credentials = {{.id = device.id}};
  EXPECT_TRUE(verify_assertion(party, request, device.credential(), response));
}

TEST(Ceremonies, RefuseACounterThatDoesNotGrow) {
  const auto with_counts = [](std::uint32_t stored, std::uint32_t told) -> std::optional<Failure> {
    const Authenticator device{.count = told};
    auto credential = device.credential();
    credential.sign_count = stored;
    const auto result = verify_assertion(party, device.request(), credential, device.get());
    return result ? std::nullopt : std::optional(result.error());
  };
  EXPECT_EQ(with_counts(0, 0), std::nullopt);
  EXPECT_EQ(with_counts(3, 4), std::nullopt);
  EXPECT_EQ(with_counts(0xfffffffe, 0xffffffff), std::nullopt);
  for (const auto& [stored, told] : {std::pair(3U, 3U), {3U, 2U}, {3U, 0U}, {0xffffffffU, 1U}}) {
    EXPECT_EQ(with_counts(stored, told), Failure::counter_rolled_back);
  }
}

TEST(Ceremonies, RefuseAnotherKeysSignature) {
  const Authenticator device;
  for (const auto algorithm :
       {Algorithm::es256, Algorithm::es384, Algorithm::eddsa, Algorithm::rs256}) {
    const Authenticator thief{.key = TestKey(algorithm)};
    EXPECT_EQ(verify_assertion(party, device.request(), device.credential(), thief.get()).error(),
              Failure::signature_invalid);
  }
  auto response = device.get();
  response.signature.clear();
  EXPECT_EQ(verify_assertion(party, device.request(), device.credential(), response).error(),
            Failure::signature_invalid);
}

TEST(Ceremonies, AcceptOfferedAlgorithmsOnly) {
  Authenticator device{.key = TestKey(Algorithm::es512)};
  EXPECT_EQ(refusal(device), Failure::algorithm_not_offered);
  auto creation = device.creation();
  creation.algorithms = {Algorithm::es512};
  EXPECT_TRUE(verify_registration(party, creation, {}, device.create(), today));
  // PS256 and RS1 are nobody's to offer.
  for (const int number : {-37, -65535, 0, 7}) {
    device.public_key = cbor_map({{cbor(1), cbor(2)}, {cbor(3), cbor(number)}});
    EXPECT_EQ(refusal(device), Failure::algorithm_not_offered);
  }
}

}  // namespace
}  // namespace gatehouse::webauthn
