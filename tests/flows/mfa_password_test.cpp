// What a second factor changes about the password.
#include <gtest/gtest.h>

#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

constexpr auto shorter = "x7#kQ!vb";

test::Answer change(const test::Person& person, const std::string& to) {
  return person.post("/v1/me/password",
                     {{"current_password", test::good_password}, {"new_password", to}});
}

TEST(Password, MayBeShorterBesideASecondFactor) {
  test::Service service;
  test::Person person(service, "rahim@example.com");
  const auto alone = change(person, shorter);
  EXPECT_EQ(alone.status, 422);
  EXPECT_EQ(alone.text("/violations/0/pointer"), "/new_password");
  EXPECT_EQ(alone.text("/violations/0/rule"), "length");

  const auto app = person.add_app();
  person.step_up(app);
  EXPECT_EQ(change(person, std::string(shorter).substr(1)).text("/violations/0/rule"), "length");
  EXPECT_EQ(change(person, shorter).status, 204);
  EXPECT_EQ(service.sign_in("rahim@example.com", shorter).text("/status"), "challenge_required");
}

TEST(Password, MayBeShorterWhereASecondFactorIsRequired) {
  test::Service service;
  test::Person person(service, "rahim@example.com");
  service.database.execute(
      "UPDATE security_profiles SET mfa_required = true, enrolment_grace_days = 30");
  EXPECT_EQ(change(person, std::string(shorter).substr(1)).text("/violations/0/rule"), "length");
  EXPECT_EQ(change(person, shorter).status, 204);
}

TEST(Password, IsHashedAgainBeforeASecondFactorToo) {
  test::Service service;
  test::Person person(service, "rahim@example.com");
  person.add_app();
  const auto old =
      crypto::hash_password(Secret{test::good_password}, {.memory_kib = 32, .iterations = 1});
  service.database.execute("UPDATE passwords SET hash = '" + old + "'");
  EXPECT_EQ(person.start().text("/status"), "challenge_required");
  EXPECT_NE(service.database.value("SELECT hash FROM passwords"), old);
  EXPECT_EQ(person.start().text("/status"), "challenge_required");
}

}  // namespace
}  // namespace gatehouse
