#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <gatehouse/app/keys.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/test/database_loop.hpp>
#include <gatehouse/test/service.hpp>

#include "../../src/platform/mail/tests/smtp_peer.hpp"

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using records::DeliveryChannel;

config::Settings settings_for(const test::SmtpPeer& peer) {
  config::Settings settings;
  settings.keys.encryption_keys = {"test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="};
  settings.mail.smtp_url = peer.url();
  settings.mail.starttls_required = false;
  return settings;
}

class DeliveryFlow : public testing::Test {
 protected:
  void queue(DeliveryChannel channel, std::string name, std::string to,
             boost::json::object values = {
                 {"code", "123456"}, {"minutes", 10}, {"host", "id.example"}}) {
    test::run_on(service.database, [&](pg::Database& db) -> Task<> {
      pg::Transaction tx{db};
      services::Notify{tx, ring}.queue({.name = name,
                                        .channel = channel,
                                        .recipient = to,
                                        .locale = "en",
                                        .values = std::move(values),
                                        .lifetime = 3600s},
                                       service.clock.now());
      co_await tx.commit();
    });
  }
  bool becomes(const std::string& condition, const std::string& count,
               std::chrono::milliseconds limit = 10s) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < end) {
      if (service.database.value("SELECT count(*) FROM deliveries WHERE " + condition) == count)
        return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }

  test::SmtpPeer peer{false};
  test::Service service{settings_for(peer)};
  crypto::KeyRing ring = app::load_key_ring(settings_for(peer));
};

TEST_F(DeliveryFlow, AMailServerThatAnswersNothingStopsNoTextMessage) {
  for (int i = 0; i < 40; ++i)
    queue(DeliveryChannel::email, "registration_code", fmt::format("stuck{}@example.com", i));
  ASSERT_TRUE(becomes("channel = 'email' AND leased_until IS NOT NULL", "16"));
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i)
    queue(DeliveryChannel::sms, "registration_code", fmt::format("+88017123456{:02}", i));
  EXPECT_TRUE(becomes("channel = 'sms' AND status = 'sent' AND attempts = 1", "20"));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  EXPECT_EQ(service.message_to("%2B8801712345600").at("code").as_string(), "123456");
  EXPECT_EQ(peer.mails(), 0);
  peer.open();
  EXPECT_TRUE(becomes("channel = 'email' AND status = 'sent' AND attempts = 1", "40"));
  EXPECT_EQ(peer.mails(), 40);
}

TEST_F(DeliveryFlow, AFewSlowMailsAreNotWaitedForByOthers) {
  for (int i = 0; i < 8; ++i)
    queue(DeliveryChannel::email, "registration_code", fmt::format("stuck{}@example.com", i));
  ASSERT_TRUE(becomes("leased_until IS NOT NULL", "8"));
  for (int i = 0; i < 30; ++i)
    queue(DeliveryChannel::email, "registration_code", fmt::format("rahim{}@example.com", i));
  EXPECT_TRUE(becomes("status = 'sent'", "30", 5s));
  peer.open();
  EXPECT_TRUE(becomes("status = 'sent'", "38"));
}

TEST_F(DeliveryFlow, WhatCannotBePutIntoWordsWaitsAndStopsNoOther) {
  for (int i = 0; i < 20; ++i) {
    queue(DeliveryChannel::email, "of_a_later_version", "rahim@example.com");
    queue(DeliveryChannel::sms, "registration_code", "+8801712345678", {{"minutes", 10}});
  }
  queue(DeliveryChannel::email, "registration_code", "karim@example.com");
  queue(DeliveryChannel::sms, "registration_code", "+8801712345679");
  EXPECT_TRUE(becomes("status = 'sent'", "2"));
  EXPECT_TRUE(
      becomes("status = 'pending' AND attempts = 1 AND leased_until IS NULL AND last_error = "
              "'no message ''of_a_later_version'''",
              "20"));
  EXPECT_TRUE(
      becomes("status = 'pending' AND attempts = 1 AND leased_until IS NULL AND last_error = "
              "'no value ''code'''",
              "20"));
  EXPECT_EQ(peer.mails(), 1);
}

TEST_F(DeliveryFlow, EachTryCarriesTheMessagesOwnId) {
  queue(DeliveryChannel::email, "registration_code", "rahim@example.com");
  EXPECT_TRUE(becomes("status = 'sent'", "1"));
  const auto id = service.database.value("SELECT id FROM deliveries");
  const auto message_id = DeliveryId{*Uuid::parse(*id)}.text();
  EXPECT_TRUE(peer.mail(1).contains("Message-ID: <" + message_id + "@")) << peer.mail(1);
}

TEST_F(DeliveryFlow, ACodeReachesADomainInAnyScript) {
  const auto registration = [this](const std::string& email) {
    return service.post("/v1/registrations",
                        R"({"email":")" + email + R"(","password":"correct horse battery 9"})");
  };
  const auto started = registration("a@bücher.example");
  ASSERT_EQ(started.status, 202) << started.content;
  EXPECT_EQ(started.text("/sent_to"), "a•••@bücher.example") << "as the person wrote it";
  ASSERT_TRUE(becomes("status = 'sent' AND attempts = 1", "1"));
  EXPECT_EQ(peer.envelope(1).at("to").at(0), "a@bücher.example") << "as this server reads it";
  EXPECT_TRUE(peer.mail(1).contains("To: a@xn--bcher-kva.example\r\n")) << peer.mail(1);

  const auto refused = registration("josé@example.com");
  EXPECT_EQ(refused.status, 422) << "no code would arrive";
  EXPECT_EQ(refused.text("/violations/0/pointer"), "/email");
  EXPECT_EQ(refused.text("/violations/0/rule"), "characters");
}

TEST_F(DeliveryFlow, AnAddressThatIsRefusedIsDeadAtOnceAndABusyServerIsAskedAgain) {
  queue(DeliveryChannel::email, "registration_code", "gone@example.com");
  queue(DeliveryChannel::email, "registration_code", "later@example.com");
  EXPECT_TRUE(becomes(
      "status = 'dead' AND attempts = 1 AND payload IS NULL AND last_error LIKE '%550%'", "1"));
  EXPECT_TRUE(
      becomes("status = 'pending' AND attempts = 1 AND leased_until IS NULL AND last_error LIKE "
              "'%451%'",
              "1"));
  service.clock.advance(7s);
  EXPECT_TRUE(becomes("status = 'pending' AND attempts = 2 AND leased_until IS NULL", "1"));
  service.clock.advance(1h);
  EXPECT_TRUE(becomes("status = 'dead' AND attempts = 3 AND last_error LIKE 'expired%'", "1"))
      << "a code that comes late helps nobody";
  EXPECT_EQ(peer.mails(), 0);
}

}  // namespace
}  // namespace gatehouse
