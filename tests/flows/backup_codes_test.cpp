// Backup codes: shown once, each good for one sign-in, renewed by a fresh proof.
#include <set>

#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::verify;

std::int64_t remaining(const test::Person& person) {
  return person.get("/v1/me/mfa").body.at_pointer("/backup_codes/remaining").as_int64();
}

TEST(BackupCodes, ComeWithTheFirstFactorAndAreShownOnce) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  EXPECT_EQ(remaining(rahim), 0);
  const auto app = rahim.add_app();
  EXPECT_EQ(std::set(rahim.backup_codes.begin(), rahim.backup_codes.end()).size(), 10U);
  EXPECT_EQ(remaining(rahim), 10);
  EXPECT_EQ(rahim.get("/v1/me/mfa").content.find(rahim.backup_codes[0]), std::string::npos);
  rahim.step_up(app);
  const auto begun = rahim.begin("totp");
  const test::App second(begun.text("/secret"));
  const auto added = rahim.confirm("totp", {{"code", second.code(service.clock.now())}});
  EXPECT_EQ(added.status, 201);
  EXPECT_FALSE(added.body.as_object().contains("backup_codes"));
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", rahim.backup_codes[0]).status, 200);
}

TEST(BackupCodes, SignInOnceEach) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  const auto started = rahim.start();
  EXPECT_EQ(test::methods_of(started), "totp backup_code");
  const auto done = verify(service, started.text("/id"), "backup_code", rahim.backup_codes[0]);
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(test::claims_of(done.text("/tokens/access_token")).at("acr").as_string(), "aal2");
  rahim.go_on(done);
  EXPECT_EQ(remaining(rahim), 9);
  EXPECT_TRUE(test::contains(rahim.events(), "backup_code.used medium"));
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", rahim.backup_codes[0]).code(),
            "code_invalid");
  EXPECT_EQ(remaining(rahim), 9);
}

TEST(BackupCodes, AreReadAsPeopleTypeThem) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  auto typed = ascii_lower(rahim.backup_codes[0]);
  std::erase(typed, '-');
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", "  " + typed + " ").status, 200);
  auto letters = rahim.backup_codes[1];
  for (auto& c : letters) c = c == '0' ? 'o' : c == '1' ? 'l' : c;
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", letters).status, 200);
}

TEST(BackupCodes, ThatAreWrongAreCountedAndRecorded) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  const auto id = rahim.start_id();
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(verify(service, id, "backup_code", "AAAAA-AAAAA").code(), "code_invalid");
  EXPECT_EQ(verify(service, id, "backup_code", "not a code").code(), "code_invalid");
  EXPECT_EQ(verify(service, id, "backup_code", rahim.backup_codes[0]).code(), "too_many_tries");
  EXPECT_EQ(std::ranges::count(rahim.attempts(), "wrong_code"), 5);
  EXPECT_EQ(std::ranges::count(rahim.events(), "sign_in.failed medium wrong_code"), 5);
  EXPECT_EQ(remaining(rahim), 10);
}

TEST(BackupCodes, OfAnotherAccountAreWorthNothing) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  rahim.add_app();
  karim.add_app();
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", karim.backup_codes[0]).code(),
            "code_invalid");
  EXPECT_EQ(verify(service, karim.start_id(), "backup_code", karim.backup_codes[0]).status, 200);
}

TEST(BackupCodes, OfAnAccountWithoutFactorsDoNotExist) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  EXPECT_EQ(rahim.post("/v1/me/mfa/backup-codes").code(), "conflict");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("totp")).status, 204);
  EXPECT_EQ(remaining(rahim), 0);
  EXPECT_EQ(rahim.start().text("/status"), "complete");
  const auto old = rahim.backup_codes;
  rahim.go_on(rahim.start());
  rahim.add_app();
  EXPECT_NE(old, rahim.backup_codes);
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", old[0]).code(), "code_invalid");
}

TEST(BackupCodes, AreRenewedByAFreshProofOnly) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto refused = rahim.post("/v1/me/mfa/backup-codes");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.code(), "insufficient_user_authentication");
  rahim.step_up(app);
  const auto made = rahim.post("/v1/me/mfa/backup-codes");
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.body.at("codes").as_array().size(), 10U);
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", rahim.backup_codes[0]).code(),
            "code_invalid")
      << "the old ones are over";
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", made.text("/codes/9")).status, 200);
  EXPECT_TRUE(test::contains(rahim.events(), "backup_codes.renewed medium"));
  service.clock.advance(10min + 1s);
  EXPECT_EQ(rahim.post("/v1/me/mfa/backup-codes").code(), "insufficient_user_authentication");
}

TEST(BackupCodes, WarnWhenThreeAreLeft) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  const auto warnings = [&] {
    return service.database
        .value("SELECT count(*) FROM deliveries WHERE message = 'backup_codes_low'")
        .value();
  };
  for (int left = 9; left >= 0; --left) {
    const auto& code = rahim.backup_codes[static_cast<std::size_t>(9 - left)];
    rahim.go_on(verify(service, rahim.start_id(), "backup_code", code));
    EXPECT_EQ(remaining(rahim), left);
    EXPECT_EQ(warnings(), std::to_string(std::max(0, 4 - left))) << left;
  }
  EXPECT_EQ(test::methods_of(rahim.start()), "totp") << "none is left to offer";
}

TEST(BackupCodes, LieInTheDatabaseAsKeyedHashes) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  EXPECT_EQ(service.database.value("SELECT count(*) FROM backup_codes WHERE length(code_mac) = 32"),
            "10");
  for (const auto& code : rahim.backup_codes) {
    auto bare = code;
    std::erase(bare, '-');
    EXPECT_EQ(service.database.value("SELECT count(*) FROM backup_codes WHERE "
                                     "encode(code_mac, 'escape') ~* $1 OR code_mac IN "
                                     "(sha256($2::bytea), sha256($1::bytea))",
                                     {bare, code}),
              "0")
        << "nor as a hash that anybody could compute";
  }
}

}  // namespace
}  // namespace gatehouse
