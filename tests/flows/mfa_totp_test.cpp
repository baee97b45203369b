// Authenticator apps as second factors, from the QR code to the sign-in.
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::verify;

// How many rows of the whole database hold these bytes: as text, or in a column of bytes.
std::string rows_with(const test::Service& service, const std::string& bytes) {
  service.database.execute(R"(
    CREATE OR REPLACE FUNCTION rows_with(text text, bytes text) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE t regclass; n bigint; total bigint := 0;
    BEGIN
      FOR t IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
               AND c.relkind IN ('r', 'p') AND NOT c.relispartition LOOP
        EXECUTE format('SELECT count(*) FROM %s x WHERE x::text ILIKE $1 OR x::text ILIKE $2', t)
          INTO n USING '%' || text || '%', '%' || bytes || '%';
        total := total + n;
      END LOOP;
      RETURN total;
    END $$)");
  return service.database
      .value("SELECT rows_with($1, $2)",
             {is_utf8(bytes) ? bytes : encode_hex(bytes), encode_hex(bytes)})
      .value();
}

TEST(Totp, IsAddedByItsFirstCodeAndAskedForFromThenOn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  EXPECT_EQ(rahim.start().text("/account/email"), "rahim@example.com") << "a password is enough";

  const auto begun = rahim.begin("totp", {{"name", "My phone"}});
  ASSERT_EQ(begun.status, 201);
  EXPECT_TRUE(begun.text("/uri").starts_with("otpauth://totp/Gatehouse:rahim%40example.com?"));
  EXPECT_NE(begun.text("/uri").find("secret=" + begun.text("/secret")), std::string::npos);
  EXPECT_TRUE(begun.text("/qr_svg").starts_with("<svg"));
  EXPECT_TRUE(decode_base64(begun.text("/qr_png")).value().starts_with("\x89PNG"));
  const test::App app(begun.text("/secret"));
  const auto wrong = rahim.confirm("totp", {{"code", app.wrong_code(service.clock.now())}});
  EXPECT_EQ(wrong.code(), "code_invalid");
  const auto added = rahim.confirm("totp", {{"code", app.code(service.clock.now())}});
  ASSERT_EQ(added.status, 201);
  EXPECT_EQ(added.text("/factor/name"), "My phone");
  EXPECT_EQ(added.text("/factor/strength"), "strong");
  EXPECT_EQ(added.body.at("backup_codes").as_array().size(), 10U);

  const auto started = rahim.start();
  ASSERT_EQ(started.status, 200);
  EXPECT_EQ(started.text("/status"), "challenge_required");
  EXPECT_EQ(test::methods_of(started), "totp backup_code");
  EXPECT_EQ(started.body.as_object().contains("tokens"), false);
  EXPECT_EQ(verify(service, started.text("/id"), "totp", app.code(service.clock.now())).code(),
            "code_invalid")
      << "the code of the confirmation was used up there";
  const auto code = rahim.fresh_code(app);
  const auto done = verify(service, started.text("/id"), "totp", code, {.from = "203.0.113.9"});
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(done.text("/status"), "complete");
  rahim.go_on(done);
  const auto claims = test::claims_of(rahim.token);
  EXPECT_EQ(claims.at("acr").as_string(), "aal2");
  EXPECT_EQ(boost::json::serialize(claims.at("amr")), R"(["pwd","otp","mfa"])");
  const auto list = rahim.get("/v1/me/mfa");
  EXPECT_EQ(list.text("/items/0/last_used_ip"), "203.0.113.9");
  EXPECT_EQ(list.text("/items/0/last_used"), format_rfc3339(service.clock.now()));
  EXPECT_EQ(rahim.attempts().front(), "signed_in");
  const auto mail = service.message_to("rahim@example.com", 2);
  EXPECT_NE(mail.at("text").as_string().find("My phone"), std::string::npos);
}

TEST(Totp, ThatNobodyConfirmedIsNeverAskedFor) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  const auto begun = rahim.begin("totp");
  EXPECT_EQ(rahim.start().text("/status"), "complete");
  EXPECT_EQ(rahim.get("/v1/me/mfa").body.at("items").as_array().size(), 0U);
  const test::App app(begun.text("/secret"));
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + begun.text("/id")).status, 404);
  service.clock.advance(15min);
  auto later = rahim;
  later.go_on(rahim.start());
  EXPECT_EQ(later.confirm("totp", {{"code", app.code(service.clock.now())}}).code(),
            "code_expired");
  EXPECT_EQ(rahim.start().text("/status"), "complete");
}

TEST(Totp, HasFiveTriesToBeConfirmed) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  const test::App app(rahim.begin("totp").text("/secret"));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(rahim.confirm("totp", {{"code", app.wrong_code(service.clock.now())}}).code(),
              "code_invalid");
  }
  EXPECT_EQ(rahim.confirm("totp", {{"code", app.code(service.clock.now())}}).code(),
            "too_many_tries");
  const test::App other(rahim.begin("totp").text("/secret"));
  EXPECT_EQ(rahim.confirm("totp", {{"code", other.code(service.clock.now())}}).status, 201);
}

TEST(Totp, ImportsKeysOfOtherAppsWithTheirParameters) {
  test::Service service;
  struct Import {
    std::string secret;
    std::string base32;
    services::TotpParameters parameters;
  };
  // The keys of RFC 6238's test vectors.
  const std::string sha1 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  const std::string sha256 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";
  const std::string sha512 =
      "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3T"
      "Q"
      "OJQGEZDGNA";
  const std::vector<Import> imports{
      {sha1, sha1, {}},
      {"gezd gnbv gy3t qojq gezd gnbv gy3t qojq", sha1, {}},
      {"otpauth://totp/Old:me?secret=" + sha256 + "&algorithm=SHA256&digits=8&period=60",
       sha256,
       {services::TotpAlgorithm::sha256, 8, 60s}},
      {"otpauth://totp/me?secret=" + sha512 + "&algorithm=SHA512",
       sha512,
       {services::TotpAlgorithm::sha512, 6, 30s}}};
  int number = 0;
  for (const auto& one : imports) {
    const test::Person person(service, "person" + std::to_string(++number) + "@example.com");
    const auto begun = person.begin("totp", {{"secret", one.secret}});
    ASSERT_EQ(begun.status, 201) << one.secret;
    EXPECT_EQ(begun.text("/secret"), one.base32);
    const test::App app(one.base32, one.parameters);
    EXPECT_EQ(person.confirm("totp", {{"code", app.code(service.clock.now())}}).status, 201);
    service.clock.advance(60s);
    const auto started = person.start();
    EXPECT_EQ(started.body.at("methods").at(0).at("digits").as_int64(), one.parameters.digits);
    EXPECT_FALSE(started.body.at("methods").at(1).as_object().contains("digits"));
    EXPECT_EQ(verify(service, started.text("/id"), "totp", app.code(service.clock.now())).status,
              200);
  }
  // A second app, of fewer digits: whoever types has room for those of the first.
  test::Person both(service, "both@example.com");
  EXPECT_EQ(both.begin("totp", {{"secret", imports[2].secret}}).status, 201);
  const test::App longer(imports[2].base32, imports[2].parameters);
  EXPECT_EQ(both.confirm("totp", {{"code", longer.code(service.clock.now())}}).status, 201);
  service.clock.advance(60s);
  both.go_on(verify(service, both.start_id(), "totp", longer.code(service.clock.now())));
  both.add_app();
  EXPECT_EQ(both.post("/v1/step-ups").body.at("methods").at(0).at("digits").as_int64(), 8);
  const test::Person person(service, "other@example.com");
  for (const auto& bad : std::vector<std::string>{
           "short", "GEZDGNBVGY3TQ0JQ1", "otpauth://hotp/me?secret=" + sha1 + "&counter=1",
           "otpauth://totp/me", "otpauth://totp/me?secret=" + sha1 + "&digits=4"}) {
    const auto refused = person.begin("totp", {{"secret", bad}});
    EXPECT_EQ(refused.code(), "validation_failed") << bad;
    EXPECT_EQ(refused.text("/violations/0/pointer"), "/secret");
  }
}

TEST(Totp, TakesTheStepBesideAndRemembersAClockThatIsOff) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto sign_in_at = [&](int steps) {
    service.clock.advance(5min);
    return verify(service, rahim.start_id(), "totp", app.code(service.clock.now(), steps)).status;
  };
  EXPECT_EQ(sign_in_at(-1), 200);
  EXPECT_EQ(sign_in_at(1), 422) << "two steps from where the app was the last time";
  EXPECT_EQ(sign_in_at(0), 200);
  EXPECT_EQ(sign_in_at(1), 200);
  EXPECT_EQ(sign_in_at(3), 422);
  EXPECT_EQ(sign_in_at(2), 200) << "one beside the drift that the last code had";
  EXPECT_EQ(sign_in_at(3), 422) << "farther than two steps off no clock is followed";
  EXPECT_EQ(sign_in_at(2), 200);
  EXPECT_EQ(sign_in_at(0), 200) << "a clock that is put right is right at once";
}

TEST(Totp, CodesWorkOnceEvenInAnotherSignInAndOlderOnesNeverAfterThem) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  service.clock.advance(5min);
  const auto now = service.clock.now();
  const auto first = rahim.start_id();
  const auto second = rahim.start_id();
  EXPECT_EQ(verify(service, first, "totp", app.code(now)).status, 200);
  EXPECT_EQ(verify(service, first, "totp", app.code(now)).code(), "sign_in_over");
  EXPECT_EQ(verify(service, second, "totp", app.code(now)).code(), "code_invalid");
  EXPECT_EQ(verify(service, second, "totp", app.code(now, -1)).code(), "code_invalid");
  EXPECT_EQ(verify(service, second, "totp", app.code(now, 1)).status, 200);
}

TEST(Totp, IsTypedAsPeopleType) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  auto code = rahim.fresh_code(app);
  EXPECT_EQ(verify(service, rahim.start_id(), "totp",
                   " " + code.substr(0, 3) + " " + code.substr(3) + " ")
                .status,
            200);
  code = rahim.fresh_code(app);
  const auto id = rahim.start_id();
  for (const auto& bad : {code.substr(1), code + "0", "x" + code, std::string(64, '1')})
    EXPECT_EQ(verify(service, id, "totp", bad).code(), "code_invalid") << bad;
  EXPECT_EQ(verify(service, rahim.start_id(), "totp", std::string(65, '1')).code(),
            "validation_failed");
}

TEST(Totp, SecretsLieSealedInTheDatabase) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto begun = rahim.begin("totp", {{"name", "Unmistakable"}});
  const auto secret = begun.text("/secret");
  const test::App app(secret);
  EXPECT_EQ(rahim.confirm("totp", {{"code", app.code(service.clock.now())}}).status, 201);
  service.message_to("rahim@example.com", 2);
  EXPECT_NE(rows_with(service, "Unmistakable"), "0") << "the search finds what is there";
  EXPECT_EQ(rows_with(service, secret), "0");
  EXPECT_EQ(rows_with(service, services::parse_totp_secret(Secret{secret})->reveal()), "0");
  EXPECT_EQ(rows_with(service, "otpauth"), "0");
  // Sealed to its own row: put into another factor's row it opens nothing.
  test::Person karim(service, "karim@example.com");
  const auto own = karim.add_app();
  service.database.execute(
      "UPDATE user_mfa SET secret = (SELECT secret FROM user_mfa WHERE name = 'Unmistakable') "
      "WHERE name <> 'Unmistakable'");
  service.clock.advance(30s);
  const auto id = karim.start_id();
  EXPECT_EQ(verify(service, id, "totp", app.code(service.clock.now())).code(), "code_invalid");
  EXPECT_EQ(verify(service, id, "totp", own.code(service.clock.now())).code(), "code_invalid");
}

TEST(Totp, ThatAThiefBeganIsNotConfirmedBesideAFactorThatCameMeanwhile) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto stolen = rahim;
  stolen.go_on(rahim.start());
  const auto begun = stolen.begin("totp");
  const test::App thiefs(begun.text("/secret"));
  rahim.add_app();
  const auto refused =
      stolen.confirm("totp", {{"code", rahim.fresh_code(thiefs)}, {"id", begun.text("/id")}});
  EXPECT_EQ(refused.code(), "insufficient_user_authentication");
  EXPECT_NE(refused.header("WWW-Authenticate").find(R"(acr_values="aal2")"), std::string::npos);
  EXPECT_EQ(service.database.value("SELECT count(*) FROM user_mfa WHERE is_enabled"), "1");
}

TEST(Totp, OfTwoAppsBothWorkAndEachIsNamedAndRemoved) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto first = rahim.add_app();
  rahim.step_up(first);
  const auto second = rahim.add_app();
  EXPECT_EQ(verify(service, rahim.start_id(), "totp", rahim.fresh_code(first)).status, 200);
  EXPECT_EQ(verify(service, rahim.start_id(), "totp", rahim.fresh_code(second)).status, 200);
  const auto id = rahim.factor("totp");
  const auto renamed =
      service.send("PATCH", "/v1/me/mfa/" + id, R"({"name":"Tablet"})", {.token = rahim.token});
  EXPECT_EQ(renamed.text("/name"), "Tablet");
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + id).status, 204);
  EXPECT_EQ(verify(service, rahim.start_id(), "totp", rahim.fresh_code(second)).code(),
            "code_invalid");
  EXPECT_EQ(verify(service, rahim.start_id(), "totp", rahim.fresh_code(first)).status, 200);
  const auto events = rahim.events();
  EXPECT_TRUE(test::contains(events, "factor.removed high"));
  EXPECT_TRUE(test::contains(events, "factor.renamed low"));
  EXPECT_EQ(std::ranges::count(events, "factor.added medium"), 2);
}

}  // namespace
}  // namespace gatehouse
