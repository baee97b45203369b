// Where addresses are, wherever the owner of an account is shown one.
#include <filesystem>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "approval_kit.hpp"

namespace gatehouse {
namespace {

const std::string in_london = "81.2.69.142";
const boost::json::value london{{"country", "GB"}, {"region", "England"}, {"city", "London"}};

config::Settings with_places() {
  config::Settings settings;
  settings.geo.city_database = GH_ROOT "/tests/data/geo/GeoIP2-City-Test.mmdb";
  return settings;
}

// The place of the first item of a list that shows `address`.
boost::json::value place_of(const test::Answer& list, const std::string& address,
                            const char* member = "place", const char* named = "ip_address") {
  for (const auto& one : list.body.at("items").as_array()) {
    const auto& item = one.as_object();
    const auto* shown = item.if_contains(named);
    if (shown == nullptr || shown->as_string() != address) continue;
    const auto* place = item.if_contains(member);
    return place != nullptr ? *place : boost::json::value{};
  }
  ADD_FAILURE() << "no item with " << address << ": " << list.content;
  return {};
}

TEST(Place, StandsBesideEveryAddressThatIsShown) {
  test::Service service(with_places());
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const test::Extras away{.from = in_london, .user_agent = "Mozilla/5.0 Firefox"};
  const auto id = rahim.start_id(away);
  const auto done = verify(service, id, "totp", rahim.fresh_code(app), away);
  ASSERT_EQ(done.status, 200);

  EXPECT_EQ(place_of(rahim.get("/v1/me/sessions"), in_london), london);
  EXPECT_EQ(place_of(rahim.get("/v1/me/devices"), in_london), london);
  EXPECT_EQ(place_of(rahim.get("/v1/me/security-events"), in_london), london);
  EXPECT_EQ(place_of(rahim.get("/v1/me/sign-in-history"), in_london), london);
  EXPECT_EQ(place_of(rahim.get("/v1/me/mfa"), in_london, "last_used_place", "last_used_ip"),
            london);
}

TEST(Place, OfAnotherScreenIsShownToWhoeverAnswersForIt) {
  test::Service service(with_places());
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const test::Extras screen{.from = in_london, .user_agent = "Mozilla/5.0 Firefox"};
  ask(service, rahim.start({.from = in_london}).text("/id"), "push", screen);
  EXPECT_EQ(place_of(rahim.get("/v1/me/approvals"), in_london), london);
  const auto shown = rahim.get("/v1/me/approvals/" + first_pending(rahim));
  EXPECT_EQ(shown.body.at("place"), london);
}

TEST(Place, IsLeftOutWhereNothingIsKnown) {
  test::Service service(with_places());
  const test::Person rahim(service, "rahim@example.com");
  rahim.start({.from = "203.0.113.9"});
  for (const auto* list : {"/v1/me/sessions", "/v1/me/devices", "/v1/me/sign-in-history"}) {
    const auto answer = rahim.get(list);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content.find("place"), std::string::npos) << answer.content;
  }
  test::Service without;
  const test::Person karim(without, "karim@example.com");
  karim.start({.from = in_london});
  EXPECT_EQ(karim.get("/v1/me/sign-in-history").content.find("place"), std::string::npos);
}

}  // namespace
}  // namespace gatehouse
