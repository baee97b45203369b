#include <csignal>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "../../src/platform/mail/tests/smtp_peer.hpp"
#include "program.hpp"

namespace gatehouse::fault {
namespace {

using namespace std::chrono_literals;

Program::Settings mail_to(const test::SmtpPeer& peer) {
  return {{"GATEHOUSE_MAIL_SMTP_URL", peer.url()}, {"GATEHOUSE_MAIL_STARTTLS_REQUIRED", "false"}};
}

// How many mails each address has got.
std::map<std::string, int> mails_of(const test::SmtpPeer& peer) {
  std::map<std::string, int> counts;
  for (int n = 1; n <= peer.mails(); ++n)
    ++counts[std::string(peer.envelope(n).at("to").as_array().at(0).as_string())];
  return counts;
}

bool becomes(const std::function<bool()>& holds, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

TEST(Delivery, AStopWithASlowMailServerTakesNotLongAndEveryMailArrivesOnce) {
  const test::SmtpPeer peer(false);
  Program program(mail_to(peer));
  const auto count = [&](const std::string& condition) {
    return ask(program.private_database(), "SELECT count(*) FROM deliveries WHERE " + condition);
  };
  std::map<std::string, int> all;
  const auto registered = [&](const std::string& name, int number) {
    const auto email = fmt::format("{}{}@example.com", name, number);
    const auto answer = program.start_registration(email, static_cast<int>(all.size()));
    ASSERT_TRUE(answer && answer->status == 202);
    all[email] = 1;
  };
  for (int i = 0; i < 12; ++i) registered("stuck", i);
  ASSERT_TRUE(becomes([&] { return count("leased_until IS NOT NULL") == "12"; }, 10s));
  for (int i = 0; i < 4; ++i) registered("slow", i);
  ASSERT_TRUE(becomes([&] { return count("leased_until IS NOT NULL") == "16"; }, 10s));
  for (int i = 0; i < 8; ++i) registered("waiting", i);
  ASSERT_TRUE(becomes([&] { return count("status = 'pending'") == "24"; }, 1s))
      << "the slow ones are under way";

  const auto begun = std::chrono::steady_clock::now();
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait_for(10s), 0) << program.log();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
  EXPECT_EQ(peer.mails(), 4) << "what could finish has finished, and nothing was begun";

  peer.open();
  program.start();
  EXPECT_TRUE(becomes([&] { return count("status = 'sent'") == "24"; }, 20s))
      << "nobody waits for a lease of the instance that was stopped, which is two minutes\n"
      << program.log();
  EXPECT_EQ(mails_of(peer), all);
  EXPECT_EQ(count("message = 'registration_code' AND recipient LIKE 'slow%' AND attempts = 1"),
            "4");
  EXPECT_EQ(count("recipient LIKE 'waiting%' AND attempts = 1"), "8");
  EXPECT_EQ(count("recipient LIKE 'stuck%' AND attempts = 2"), "12");
}

TEST(Delivery, WhatIsRefusedForGoodIsListedForOperators) {
  const test::SmtpPeer peer(false);
  Program program(mail_to(peer));
  for (const auto* name : {"gone", "later", "rahim"}) {
    const auto answer = program.start_registration(std::string(name) + "@example.com", 1);
    ASSERT_TRUE(answer && answer->status == 202);
  }
  const auto database = program.private_database();
  ASSERT_TRUE(becomes(
      [&] {
        return ask(database,
                   "SELECT string_agg(status, ' ' ORDER BY recipient) FROM deliveries WHERE "
                   "attempts "
                   "= 1 AND leased_until IS NULL") == "dead pending sent";
      },
      10s));
  const auto listed = program.command({"deliveries", "dead"});
  EXPECT_TRUE(listed.starts_with("dlv_")) << listed;
  EXPECT_TRUE(listed.ends_with("\n") && listed.find('\n') == listed.size() - 1) << listed;
  EXPECT_TRUE(listed.contains("\temail\tregistration_code\t1\tsmtp 550")) << listed;
  EXPECT_FALSE(listed.contains("example.com")) << "addresses are not for everybody's terminal";
  EXPECT_EQ(
      ask(database, "SELECT count(*) FROM deliveries WHERE status = 'dead' AND payload IS NULL"),
      "1");
}

}  // namespace
}  // namespace gatehouse::fault
