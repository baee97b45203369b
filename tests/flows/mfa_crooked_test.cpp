// Damaged, misdirected and malformed WebAuthn answers.
#include <set>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>

#include "attack_kit.hpp"

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::verify;
using webauthn::Browser;

// Answers a question of a sign-in with something crooked.
class CrookedAssertion : public testing::Test {
 protected:
  CrookedAssertion() : rahim(service, "rahim@example.com"), key(rahim.add_key("hardware_key")) {
    renew();
  }
  // Five tries are judged in each sign-in.
  void renew() { id = rahim.start_id(); }
  test::Answer send(const boost::json::object& credential) {
    return verify(service, id, "hardware_key", credential);
  }
  boost::json::value question() { return options_of(ask(service, id, "hardware_key")); }
  void expect_refused(const boost::json::object& credential, const std::string& what) {
    const auto answer = send(credential);
    EXPECT_TRUE(answer.code() == "credential_refused" || answer.code() == "validation_failed")
        << what << ": " << answer.status << " " << answer.code();
    renew();
  }

  test::Service service;
  test::Person rahim;
  Browser key;
  std::string id;
};

TEST_F(CrookedAssertion, OfAnotherPlaceKindOrMomentIsRefused) {
  const auto honest = key;
  const std::vector<std::pair<std::string, std::function<void(Browser&)>>> lies{
      {"origin", [](auto& b) { b.device.origin = "https://localhost.evil.example"; }},
      {"scheme", [](auto& b) { b.device.origin = "https://localhost"; }},
      {"port", [](auto& b) { b.device.origin = "http://localhost:81"; }},
      {"relying party", [](auto& b) { b.device.rp_id = "evil.example"; }},
      {"type", [](auto& b) { b.device.get_type = "webauthn.create"; }},
      {"foreign frame", [](auto& b) { b.device.more_client_data = R"(,"crossOrigin":true)"; }},
      {"nobody there", [](auto& b) { b.device.flags = 0x04; }},
      {"backup state", [](auto& b) { b.device.flags |= 0x10; }},
      {"backup eligibility", [](auto& b) { b.device.flags |= 0x18; }},
      {"another key",
       [](auto& b) { b.device.key = webauthn::TestKey(webauthn::Algorithm::es256); }},
      {"another algorithm",
       [](auto& b) { b.device.key = webauthn::TestKey(webauthn::Algorithm::eddsa); }},
      {"count", [](auto& b) { b.device.count = 0; }},
      {"unknown id", [](auto& b) { b.device.id = std::string(32, 'x'); }},
      {"other handle", [](auto& b) { b.user_handle = "somebody"; }}};
  for (const auto& [what, lie] : lies) {
    auto crooked = honest;
    lie(crooked);
    expect_refused(crooked.get(question()), what);
  }
  auto stale = honest;
  const auto first = question();
  question();
  expect_refused(stale.get(first), "challenge");
  auto good = honest;
  EXPECT_EQ(send(good.get(question())).status, 200);
}

TEST_F(CrookedAssertion, WithDamagedBytesIsRefusedEvenWhenTheyAreSigned) {
  const auto data = [&] {
    auto next = key.device;
    next.count += 100;
    return next.data(false);
  }();
  const auto with_extension = [&](const std::string& extension) {
    auto bytes = data;
    bytes[32] = static_cast<char>(bytes[32] | '\x80');
    return bytes + extension;
  };
  const std::vector<std::pair<std::string, std::string>> damaged{
      {"empty", std::string(1, '\0')},
      {"truncated", data.substr(0, data.size() - 1)},
      {"hash only", data.substr(0, 32)},
      {"trailing byte", data + '\0'},
      {"trailing map", data + '\xa0'},
      {"extensions announced and missing", with_extension("")},
      {"extensions truncated", with_extension("\xa1\x63")},
      {"extensions and more", with_extension("\xa0\xa0")},
      {"huge map", with_extension("\xbb\xff\xff\xff\xff\xff\xff\xff\xff")},
      {"huge text", with_extension("\x7b\x7f\xff\xff\xff\xff\xff\xff\xff")},
      {"endless map", with_extension("\xbf")},
      {"no map", with_extension("\x01")},
      {"deep", with_extension(std::string(4000, '\x81') + "\x01")},
      {"attested credential in an assertion", key.device.data(true)},
      {"long", data + std::string(20'000, '\0')}};
  for (const auto& [what, bytes] : damaged) expect_refused(key.get_with(question(), bytes), what);
  EXPECT_EQ(send(key.get_with(question(), data)).status, 200) << "undamaged it passes";
}

TEST_F(CrookedAssertion, InACrookedEnvelopeIsRefused) {
  // Right for the question of this moment, but for one thing.
  const auto changed = [&](const std::function<void(boost::json::object&)>& change) {
    auto credential = key.get(question());
    change(credential);
    return credential;
  };
  const auto in_response = [&](const std::string& member, std::string_view value) {
    return changed([&](auto& c) { c["response"].as_object()[member] = value; });
  };
  expect_refused({}, "empty");
  expect_refused(changed([](auto& c) { c["type"] = "password"; }), "type");
  expect_refused(changed([](auto& c) { c["id"] = "AAAA"; }), "two ids");
  expect_refused(changed([](auto& c) { c.erase("response"); }), "no response");
  expect_refused(changed([](auto& c) { c["response"] = 1; }), "a number");
  expect_refused(in_response("signature", ""), "no signature");
  expect_refused(in_response("signature", "AA=="), "padding");
  expect_refused(in_response("signature", "*"), "no base64");
  expect_refused(in_response("signature", std::string(8000, 'A')), "a long signature");
  expect_refused(in_response("clientDataJSON", encode_base64url("{}")), "empty client data");
  expect_refused(in_response("clientDataJSON", encode_base64url("nonsense")), "no client data");
  expect_refused(in_response("clientDataJSON", std::string(40'000, 'A')), "long client data");
  expect_refused(in_response("userHandle", std::string(200, 'A')), "a long handle");
  expect_refused(in_response("authenticatorData", ""), "no data");
  question();
  const auto text = test::post_json(service, "/v1/sign-ins/" + id + "/verify",
                                    {{"method", "hardware_key"}, {"credential", "text"}});
  EXPECT_EQ(text.code(), "credential_refused");
  const auto none =
      test::post_json(service, "/v1/sign-ins/" + id + "/verify", {{"method", "hardware_key"}});
  EXPECT_EQ(none.code(), "credential_refused");
  EXPECT_EQ(send(key.get(question())).status, 200);
}

TEST(CrookedRegistration, IsRefused) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  const auto try_with =
      [&](const std::function<boost::json::object(Browser&, const boost::json::value&)>& create) {
        service.clock.advance(10s);
        const auto begun = rahim.begin("hardware_key");
        Browser browser;
        return rahim.confirm("hardware_key", {{"credential", create(browser, options_of(begun))},
                                              {"id", begun.text("/id")}});
      };
  const auto lie = [&](const std::function<void(Browser&)>& change) {
    return try_with([&](auto& browser, const auto& options) {
      change(browser);
      return browser.create(options);
    });
  };
  const auto object = [&](const std::function<std::string(const std::string&)>& damage) {
    return try_with([&](auto& browser, const auto& options) {
      auto credential = browser.create(options);
      auto& member = credential["response"].as_object()["attestationObject"];
      member = encode_base64url(damage(decode_base64url(member.as_string()).value()));
      return credential;
    });
  };
  const std::vector<std::pair<std::string, test::Answer>> answers{
      {"origin", lie([](auto& b) { b.device.origin = "https://evil.example"; })},
      {"relying party", lie([](auto& b) { b.device.rp_id = "evil.example"; })},
      {"type", lie([](auto& b) { b.device.create_type = "webauthn.get"; })},
      {"nobody there", lie([](auto& b) { b.device.flags = 0x04; })},
      {"long id", lie([](auto& b) { b.device.id = std::string(1024, 'x'); })},
      {"key", lie([](auto& b) { b.device.public_key = "\xa0"; })},
      {"weak key",
       lie([](auto& b) { b.device.key = webauthn::TestKey(webauthn::Algorithm::rs256, 1024); })},
      {"algorithm",
       lie([](auto& b) { b.device.key = webauthn::TestKey(webauthn::Algorithm::es512); })},
      {"other challenge", try_with([](auto& b, const auto& options) {
         b.create(options);
         b.device.challenge = std::string(32, 'x');
         return webauthn::to_json(b.device.create());
       })},
      {"format", try_with([](auto& b, const auto& options) {
         b.create(options);
         return webauthn::to_json(b.device.create("unheard-of"));
       })},
      {"forged statement", try_with([](auto& b, const auto& options) {
         b.create(options);
         return webauthn::to_json(b.device.create(
             "packed", webauthn::cbor_map({{webauthn::cbor_text("alg"), webauthn::cbor(-7)},
                                           {webauthn::cbor_text("sig"),
                                            webauthn::cbor_bytes(std::string(70, 'x'))}})));
       })},
      {"truncated", object([](const auto& o) { return o.substr(0, o.size() - 1); })},
      {"half", object([](const auto& o) { return o.substr(0, o.size() / 2); })},
      {"trailing", object([](const auto& o) { return o + '\0'; })},
      {"twice", object([](const auto& o) { return o + o; })},
      {"huge", object([](const auto&) {
         return std::string("\xa1\x68") + "authData" + "\x5b\xff\xff\xff\xff\xff\xff\xff\xff";
       })},
      {"endless", object([](const auto&) { return std::string(5000, '\x9f'); })},
      {"nothing", object([](const auto&) { return std::string("\xa0"); })}};
  for (const auto& [what, answer] : answers)
    EXPECT_EQ(answer.code(), "credential_refused") << what << ": " << answer.status;
  EXPECT_EQ(rahim.get("/v1/me/mfa").body.at("items").as_array().size(), 0U);
  EXPECT_EQ(try_with([](auto& b, const auto& options) { return b.create(options); }).status, 201);
}

}  // namespace
}  // namespace gatehouse
