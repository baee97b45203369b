// What roles and security profiles permit, seen through the gateway.
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";
constexpr auto email = "rahim@example.com";

std::string permissions(const test::Service& service, const std::string& token) {
  const auto answer = service.get("/v1/gateway/verify", token);
  EXPECT_EQ(answer.status, 204);
  return answer.header("X-Gatehouse-Permissions");
}

bool becomes(const test::Service& service, const std::string& token, const std::string& expected) {
  for (int i = 0; i < 500; ++i) {
    if (permissions(service, token) == expected) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

boost::json::object claims_of(const std::string& token) {
  return boost::json::parse(*decode_base64url(split(token, '.')[1])).as_object();
}

test::Answer refreshed(const test::Service& service, const test::Answer& signed_in) {
  return service.post("/v1/tokens/refresh",
                      R"({"refresh_token":")" + signed_in.text("/tokens/refresh_token") + "\"}");
}

TEST(Access, OfARoleIsInTheNextTokenByNameAlone) {
  const test::Service service;
  const auto before = service.sign_up(email, password);
  EXPECT_EQ(permissions(service, before.text("/tokens/access_token")), "");
  EXPECT_FALSE(claims_of(before.text("/tokens/access_token")).contains("roles"));

  service.database.execute("UPDATE accounts SET roles = '{support,operator,unheard.of}'");
  EXPECT_EQ(permissions(service, before.text("/tokens/access_token")), "")
      << "a token is as it was";
  for (const auto& token : {service.sign_in(email, password).text("/tokens/access_token"),
                            refreshed(service, before).text("/access_token")}) {
    EXPECT_EQ(permissions(service, token), "accounts.read,accounts.write,operator,sessions.revoke");
    EXPECT_EQ(claims_of(token).at("roles"),
              (boost::json::array{"support", "operator", "unheard.of"}));
    EXPECT_FALSE(claims_of(token).contains("permissions"));
    EXPECT_FALSE(claims_of(token).contains("security_profile"));
  }
}

TEST(Access, ChangesWithTheRoleAtOnce) {
  const test::Service service;
  service.sign_up(email, password);
  service.database.execute("UPDATE accounts SET roles = '{support}'");
  const auto token = service.sign_in(email, password).text("/tokens/access_token");
  EXPECT_EQ(permissions(service, token), "accounts.read");
  service.database.execute(
      "UPDATE roles SET permissions = '{orders.read,orders.write}' WHERE name = 'support'");
  EXPECT_TRUE(becomes(service, token, "orders.read,orders.write"));
  service.database.execute("DELETE FROM roles");
  EXPECT_TRUE(becomes(service, token, ""));
}

TEST(Access, ThatWasNotAnnouncedChangesInHalfAMinute) {
  test::Service service;
  service.sign_up(email, password);
  service.database.execute("UPDATE accounts SET roles = '{support}'");
  const auto token = service.sign_in(email, password).text("/tokens/access_token");
  EXPECT_EQ(permissions(service, token), "accounts.read");
  service.database.execute("ALTER TABLE roles DISABLE TRIGGER announce_access_rules");
  service.database.execute("DELETE FROM roles");
  service.clock.advance(35s);
  EXPECT_TRUE(becomes(service, token, ""));
}

TEST(Access, OfAProfileComesWithTheNextToken) {
  const test::Service service;
  const auto before = service.sign_up(email, password);
  service.database.execute(
      "UPDATE accounts SET roles = '{support}', security_profile_id = p.id FROM security_profiles "
      "p "
      "WHERE p.profile_name = 'operator'");
  const auto token = refreshed(service, before).text("/access_token");
  EXPECT_EQ(permissions(service, token), "accounts.read,accounts.write,sessions.revoke");
  EXPECT_TRUE(claims_of(token).contains("security_profile"));
  service.database.execute(
      "UPDATE security_profiles SET is_active = false WHERE profile_name = 'operator'");
  EXPECT_TRUE(becomes(service, token, "accounts.read")) << "that of the role is left";
}

TEST(Access, OfTheProfileOfNewAccountsIsEverybodys) {
  const test::Service service;
  const auto token = service.sign_up(email, password).text("/tokens/access_token");
  service.database.execute(
      "UPDATE security_profiles SET permissions = '{orders.write}' WHERE profile_name = 'default'");
  EXPECT_TRUE(becomes(service, token, "orders.write"));
}

TEST(Access, OfATokenIsWhatItsSignatureCovers) {
  const test::Service service;
  const auto token = service.sign_up(email, password).text("/tokens/access_token");
  auto claims = claims_of(token);
  claims["roles"] = boost::json::array{"operator"};
  const auto parts = split(token, '.');
  const auto forged = std::string(parts[0]) + "." +
                      encode_base64url(boost::json::serialize(claims)) + "." +
                      std::string(parts[2]);
  EXPECT_EQ(service.get("/v1/gateway/verify", forged).status, 401);
}

TEST(Access, AsksNoDatabase) {
  test::Service service;
  service.sign_up(email, password);
  service.database.execute("UPDATE accounts SET roles = '{operator}'");
  const auto token = service.sign_in(email, password).text("/tokens/access_token");
  for (int i = 0; i < 50; ++i) EXPECT_NE(permissions(service, token), "");
  const auto metrics = service.get("/metrics").content;
  EXPECT_NE(
      metrics.find("gatehouse_request_round_trips_count{operation=\"verifyForGateway\"} 50\n"),
      std::string::npos);
  EXPECT_NE(metrics.find("gatehouse_request_round_trips_sum{operation=\"verifyForGateway\"} 0\n"),
            std::string::npos);
}

}  // namespace
}  // namespace gatehouse
