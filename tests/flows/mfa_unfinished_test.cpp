// Sign-ins that stop before their second factor: somebody knows the password, and the owner hears of it.
#include <gtest/gtest.h>

#include <gatehouse/app/keys.hpp>
#include <gatehouse/flows/maintenance.hpp>
#include <gatehouse/test/database_loop.hpp>
#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

config::Settings settings() {
  config::Settings settings;
  settings.keys.encryption_keys = {"test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="};
  return settings;
}

class Unfinished : public testing::Test {
 protected:
  // What the service does once a minute.
  void sweep() {
    test::run_on(service.database, [&](pg::Database& db) -> Task<> {
      const auto ring = app::load_key_ring(settings());
      flows::Maintenance maintenance(db, ring, {}, {}, service.clock);
      co_await maintenance.run_once();
    });
  }
  Lines failures(const test::Person& person) const {
    auto lines = person.events();
    std::erase_if(lines, [](const auto& line) { return !line.starts_with("sign_in.failed"); });
    return lines;
  }

  std::string recorded() const {
    return *service.database.value(
        "SELECT count(*) FROM login_attempts WHERE failure_reason = 'second_factor_missing'");
  }

  test::Service service{settings()};
};

TEST_F(Unfinished, IsRecordedAsAFailedAttemptOnceItHasExpired) {
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto begun = service.clock.now();
  rahim.start({.from = "203.0.113.5", .user_agent = "Burglar/1.0"});
  service.clock.advance(15min);
  sweep();
  EXPECT_EQ(recorded(), "0") << "clocks may be a little apart";
  service.clock.advance(1min + 1s);
  sweep();
  sweep();
  rahim.sign_in(app);
  EXPECT_EQ(rahim.attempts(), (Lines{"signed_in", "second_factor_missing", "signed_in"}));
  EXPECT_EQ(failures(rahim), Lines{"sign_in.failed medium second_factor_missing"});
  const auto attempt = rahim.get("/v1/me/sign-in-history?limit=2").body.at("items").at(1);
  EXPECT_EQ(attempt.at("ip_address").as_string(), "203.0.113.5");
  EXPECT_EQ(attempt.at("user_agent").as_string(), "Burglar/1.0");
  EXPECT_EQ(attempt.at("attempted_at").as_string(), format_rfc3339(begun));
  const auto event = rahim.get("/v1/me/security-events").content;
  EXPECT_NE(event.find("203.0.113.5"), std::string::npos) << event;
}

TEST_F(Unfinished, IsNoneThatWasFinishedDeniedOrBegunWithoutAPassword) {
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_key("biometric");
  rahim.sign_in(app);
  rahim.post("/v1/step-ups");
  test::post_json(service, "/v1/sign-ins/passkey", {});
  const auto before = rahim.attempts();
  service.clock.advance(17min);
  sweep();
  EXPECT_EQ(service.database.value("SELECT count(*) FROM sign_ins"), "0");
  rahim.sign_in(app);
  auto after = rahim.attempts();
  after.erase(after.begin());
  EXPECT_EQ(after, before);
  EXPECT_EQ(failures(rahim), Lines{});
}

TEST_F(Unfinished, IsOneThatStopsBeforeTheFactorThatHasToBeAdded) {
  test::Person rahim(service, "rahim@example.com");
  service.database.execute("UPDATE security_profiles SET mfa_required = true");
  EXPECT_EQ(rahim.start().text("/status"), "enrolment_required");
  service.clock.advance(17min);
  sweep();
  EXPECT_EQ(recorded(), "1");
}

}  // namespace
}  // namespace gatehouse
