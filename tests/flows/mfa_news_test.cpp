// News of factors reach every channel that could be somebody else's: the account's own, and those of its factors.
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

const std::string phone = "+8801712345678";

int count_of(const test::Service& service, const std::string& address, std::string_view words) {
  const auto to = address.starts_with('+') ? "%2B" + address.substr(1) : address;
  const auto answer = service.get("/dev/outbox?to=" + to);
  int count = 0;
  for (const auto& one : answer.body.at("items").as_array())
    count += one.at("text").as_string().find(words) != std::string::npos ? 1 : 0;
  return count;
}

// Waits until `count` messages with these words came to an address, but for no longer than five seconds.
void await(const test::Service& service, const std::string& address, std::string_view words,
           int count) {
  for (int i = 0; i < 500 && count_of(service, address, words) < count; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
}

// How many messages that a factor was removed came to an address; waits for the first.
int removals_told(const test::Service& service, const std::string& address) {
  await(service, address, "no longer confirms", 1);
  return count_of(service, address, "no longer confirms");
}

TEST(News, OfARemovedFactorReachEveryAddressOnce) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_address("sms", phone);
  rahim.add_address("email", "rahim@mail.example");
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("totp")).status, 204);
  EXPECT_EQ(removals_told(service, "rahim@example.com"), 1);
  EXPECT_EQ(removals_told(service, "rahim@mail.example"), 1);
  EXPECT_EQ(removals_told(service, phone), 1);
}

TEST(News, ReachTheAddressThatIsRemovedItself) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_address("sms", phone);
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("sms")).status, 204);
  EXPECT_EQ(removals_told(service, phone), 1);
}

TEST(News, GoToAnAddressOnceThatIsBothTheAccountsAndAFactors) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  service.database.execute(
      "INSERT INTO account_identifiers "
      "(account_id, id, kind, canonical, display, verified_at, created_at) "
      "SELECT id, gen_random_uuid(), 'phone', '" +
      phone + "', '" + phone + "', now(), now() FROM accounts");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_address("sms", phone);
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("totp")).status, 204);
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("sms")).status, 204);
  // What comes after them is queued behind all of them.
  rahim.add_app();
  await(service, phone, "now confirms", 3);
  await(service, phone, "no longer confirms", 2);
  EXPECT_EQ(removals_told(service, phone), 2);
}

}  // namespace
}  // namespace gatehouse
