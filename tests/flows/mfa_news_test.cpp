// News of factors reach every channel that could be somebody else's: the account's own, and those of its factors.
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

const std::string phone = "+8801712345678";

// How many messages that a factor was removed came to an address; waits until there is one.
int removals_told(const test::Service& service, const std::string& address) {
  const auto to = address.starts_with('+') ? "%2B" + address.substr(1) : address;
  for (int i = 0; i < 500; ++i) {
    int count = 0;
    const auto answer = service.get("/dev/outbox?to=" + to);
    for (const auto& one : answer.body.at("items").as_array())
      count += one.at("text").as_string().find("no longer confirms") != std::string::npos ? 1 : 0;
    if (count > 0) return count;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return 0;
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
  // The messages of the second removal are queued behind all of the first.
  while (removals_told(service, "rahim@example.com") < 2)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  EXPECT_EQ(removals_told(service, phone), 2);
}

}  // namespace
}  // namespace gatehouse
