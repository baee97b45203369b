// Right answers succeed, every time: sign-ins of several people by every second factor, mixed. GATEHOUSE_MFA_SIGN_INS
// says how many; `./dev bench mfa_success` runs 10,000.
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::verify;

constexpr int people = 8;

int wanted() {
  const char* text = std::getenv("GATEHOUSE_MFA_SIGN_INS");
  int count = 320;
  if (text != nullptr) std::from_chars(text, text + std::strlen(text), count);
  return count;
}

config::Settings settings() {
  config::Settings settings;
  settings.mfa.sms_per_account = 0;
  return settings;
}

// Somebody who has everything.
class Everyman {
 public:
  Everyman(test::Service& service, int number)
      : service_(service),
        person_(service, "person" + std::to_string(number) + "@example.com"),
        mailbox_("box" + std::to_string(number) + "@mail.example"),
        phone_("+88017123456" + std::to_string(10 + number)),
        app_(person_.add_app()) {
    person_.step_up(app_);
    person_.add_address("email", mailbox_);
    person_.add_address("sms", phone_);
    person_.add_push();
    person_.add_qr();
    key_ = person_.add_key("hardware_key");
    passkey_ = person_.add_key("biometric");
  }

  // The way of this number; they come round.
  test::Answer sign_in(int way) {
    service_.clock.advance(1s);
    switch (way % 10) {
      case 0: {
        // The session of this one answers for the others.
        auto done = verify(service_, person_.start_id(), "totp", person_.fresh_code(app_));
        if (done.status == 200) person_.go_on(done);
        return done;
      }
      case 1:
        return by_code("email", mailbox_);
      case 2:
        return by_code("sms", phone_);
      case 3:
        return by_key("hardware_key", key_);
      case 4:
        return by_key("biometric", passkey_);
      case 5:
        return without_name();
      case 6:
        return by_push();
      case 7:
        return by_scan(person_.start_id());
      case 8:
        return by_scan({});
      default:
        return by_paper();
    }
  }

 private:
  // The outbox keeps the newest thousand messages, so they are told by their time and not counted.
  std::string newest_code(const std::string& address) const {
    const auto sent = format_rfc3339(service_.clock.now());
    for (int i = 0; i < 500; ++i) {
      const auto message = service_.message_to(address);
      if (message.at("created_at").as_string() == sent)
        return std::string(message.at("code").as_string());
      std::this_thread::sleep_for(5ms);
    }
    return "none came";
  }
  test::Answer by_code(const std::string& method, const std::string& address) const {
    const auto id = person_.start_id();
    ask(service_, id, method);
    return verify(service_, id, method, newest_code(address));
  }
  test::Answer by_key(const std::string& method, webauthn::Browser& browser) const {
    const auto id = person_.start_id();
    return verify(service_, id, method,
                  browser.get(ask(service_, id, method).body.at("public_key")));
  }
  test::Answer without_name() {
    const auto begun = test::post_json(service_, "/v1/sign-ins/passkey", {});
    return verify(service_, begun.text("/id"), "passkey",
                  passkey_.get(begun.body.at("public_key")));
  }
  test::Answer finish(const std::string& id, const std::string& method) const {
    return test::post_json(service_, "/v1/sign-ins/" + id + "/verify", {{"method", method}});
  }
  test::Answer by_push() const {
    const auto id = person_.start_id();
    const auto asked = ask(service_, id, "push");
    const auto approval = person_.get("/v1/me/approvals").text("/items/0/id");
    person_.post("/v1/me/approvals/" + approval,
                 {{"decision", "approve"}, {"number", asked.body.at("number")}});
    return finish(id, "push");
  }
  // `id` empty: without name and password.
  test::Answer by_scan(std::string id) const {
    const auto asked =
        id.empty() ? test::post_json(service_, "/v1/sign-ins/qr", {}) : ask(service_, id, "qr");
    if (id.empty()) id = asked.text("/id");
    const auto uri = asked.text("/qr_uri");
    const auto scanned =
        person_.post("/v1/me/approvals/scan", {{"code", uri.substr(uri.find('#') + 1)}});
    person_.post("/v1/me/approvals/" + scanned.text("/id"), {{"decision", "approve"}});
    return finish(id, "qr");
  }
  test::Answer by_paper() {
    if (used_ == person_.backup_codes.size()) {
      const auto made = person_.post("/v1/me/mfa/backup-codes");
      for (std::size_t i = 0; i < used_; ++i)
        person_.backup_codes[i] = made.text("/codes/" + std::to_string(i));
      used_ = 0;
    }
    return verify(service_, person_.start_id(), "backup_code", person_.backup_codes[used_++]);
  }

  test::Service& service_;
  test::Person person_;
  std::string mailbox_;
  std::string phone_;
  test::App app_;
  webauthn::Browser key_;
  webauthn::Browser passkey_;
  std::size_t used_ = 0;
};

TEST(MixedSecondFactors, WithRightAnswersSucceedEveryTime) {
  test::Service service(settings());
  std::vector<Everyman> everybody;
  everybody.reserve(people);
  for (int i = 0; i < people; ++i) {
    service.clock.advance(1min);
    everybody.emplace_back(service, i);
  }
  int succeeded = 0;
  const int all = wanted();
  for (int i = 0; i < all; ++i) {
    // A round of everybody's ten ways, then the next day.
    if (i % (people * 10) == 0) service.clock.advance(24h);
    const auto done = everybody[static_cast<std::size_t>(i / 10 % people)].sign_in(i);
    succeeded += done.status == 200 ? 1 : 0;
    EXPECT_EQ(done.status, 200) << "sign-in " << i << " by way " << i % 10 << ": " << done.content;
  }
  // For bench/run, which divides it by how many were wanted.
  RecordProperty("succeeded", succeeded);
  EXPECT_EQ(succeeded, all);
  EXPECT_EQ(service.database.value("SELECT count(*) FROM login_attempts WHERE NOT is_successful"),
            "0");
}

}  // namespace
}  // namespace gatehouse
