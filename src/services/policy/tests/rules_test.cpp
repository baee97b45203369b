#include <gatehouse/services/policy/rules.hpp>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace gatehouse::services {
namespace {

records::SecurityProfile good() {
  return {.id = {},
          .profile_name = "staff",
          .permissions = {"accounts.read"},
          .restrictions = boost::json::object{},
          .allowed_methods = {"totp", "hardware_key"},
          .minimum_acr = boost::json::object{{"password.change", "aal3"}},
          .session_timeout = 60,
          .absolute_session_timeout = 720,
          .max_sessions = 3,
          .created_at = {},
          .updated_at = {}};
}

TEST(Rules, NamesCannotBeTakenForTwo) {
  for (const auto* name : {"a", "operator", "shop.orders_read-all", "a1"})
    EXPECT_TRUE(is_rule_name(name)) << name;
  EXPECT_TRUE(is_rule_name(std::string(64, 'a')));
  for (const auto* name :
       {"", "Operator", "a,b", "a b", "1a", ".a", "-a", "a\n", "a\"", "a;b", "é"})
    EXPECT_FALSE(is_rule_name(name)) << name;
  EXPECT_FALSE(is_rule_name(std::string(65, 'a')));
  EXPECT_FALSE(is_rule_name(std::string_view("a\0b", 3)));
}

TEST(Rules, ARoleIsANameWithPermissions) {
  EXPECT_EQ(check_role({"support", {"accounts.read"}, {}}), "");
  EXPECT_EQ(check_role({"support", {}, {}}), "");
  EXPECT_NE(check_role({"Support", {}, {}}), "");
  EXPECT_NE(check_role({"support", {"accounts.read", ""}, {}}), "");
  EXPECT_NE(check_role({"support", {"a,operator"}, {}}), "");
  EXPECT_NE(check_role({"support", std::vector<std::string>(101, "a"), {}}), "");
}

TEST(Rules, AProfileIsCheckedInEveryPart) {
  EXPECT_EQ(check_profile(good()), "");
  const auto refused = [](auto change) {
    auto profile = good();
    change(profile);
    return !check_profile(profile).empty();
  };
  EXPECT_TRUE(refused([](auto& p) { p.profile_name = "the staff"; }));
  EXPECT_TRUE(refused([](auto& p) { p.permissions = {"a", "B"}; }));
  EXPECT_TRUE(refused([](auto& p) { p.restrictions = boost::json::array{}; }));
  EXPECT_TRUE(refused([](auto& p) { p.restrictions = boost::json::parse(R"({"days":[1]})"); }));
  EXPECT_TRUE(refused([](auto& p) { p.allowed_methods = {"totp", "pigeon"}; }));
  for (const auto* levels :
       {R"([])", R"({"password.change":"aal9"})", R"({"password.change":2})",
        R"({"factor.removed":"aal3"})", R"({"Password":"aal2"})", R"({"":"aal2"})"})
    EXPECT_TRUE(refused([&](auto& p) { p.minimum_acr = boost::json::parse(levels); })) << levels;
  EXPECT_TRUE(refused([](auto& p) { p.session_timeout = 0; }));
  EXPECT_TRUE(refused([](auto& p) { p.session_timeout = -1; }));
  EXPECT_TRUE(refused([](auto& p) { p.session_timeout = 721; })) << "longer than the absolute one";
  EXPECT_TRUE(refused([](auto& p) { p.absolute_session_timeout = 2'147'483'647; }))
      << "it is multiplied by sixty";
  EXPECT_TRUE(refused([](auto& p) { p.max_sessions = 0; }));
  EXPECT_TRUE(refused([](auto& p) { p.max_sessions = 1001; }));
  EXPECT_TRUE(refused([](auto& p) { p.trusted_device_days = -1; }));
  EXPECT_TRUE(refused([](auto& p) { p.enrolment_grace_days = 3661; }));
}

TEST(Rules, ALevelIsOfAnOperationThatThereIs) {
  auto profile = good();
  for (const auto operation : levelled_operations) {
    profile.minimum_acr = boost::json::object{{operation, "aal3"}};
    EXPECT_EQ(check_profile(profile), "") << operation;
  }
  profile.minimum_acr = boost::json::object{{"factor.removed", "aal3"}};
  EXPECT_EQ(check_profile(profile),
            "\"factor.removed\" is no operation with a level: factor.add, factor.remove, "
            "backup_codes.renew, device.trust, password.change");
}

TEST(Rules, TheProfileOfNewAccountsStaysActive) {
  auto profile = good();
  profile.is_active = false;
  EXPECT_EQ(check_profile(profile), "");
  profile.id = records::default_profile_id;
  EXPECT_NE(check_profile(profile), "");
}

}  // namespace
}  // namespace gatehouse::services
