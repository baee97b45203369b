#include <gatehouse/platform/mail/mailer.hpp>

#include <cstdlib>
#include <exception>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/runtime/timer.hpp>

#include "smtp_peer.hpp"

namespace gatehouse::mail {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

const Rendered words{
    .subject = "আপনার গেটহাউস নিশ্চিতকরণ কোড", .text = "hello\n.\nend\n", .html = "<p>hello</p>"};

class MailerTest : public testing::Test {
 protected:
  static MailOptions options(const test::SmtpPeer& peer) {
    return {.smtp_url = peer.url(),
            .from = "no-reply@id.example",
            .ca_file = peer.certificate(),
            .brand = "গেটহাউস"};
  }
  SendResult send(const MailOptions& options, const std::string& to = "rina@example.org") {
    boost::asio::io_context context{1};
    Mailer mailer{options, clock_};
    SendResult result{Outcome::permanent, "not ended"};
    boost::asio::co_spawn(context, mailer.send(to, words, "018f-1"),
                          [&](std::exception_ptr error, SendResult got) {
                            if (error) std::rethrow_exception(error);
                            result = std::move(got);
                          });
    context.run();
    return result;
  }

  ManualClock clock_{*parse_rfc3339("2026-01-31T09:05:06Z")};
};

TEST_F(MailerTest, AMailArrivesOverTlsWithItsHeaders) {
  const test::SmtpPeer peer;
  auto with_password = options(peer);
  with_password.user = "me";
  with_password.password = Secret{"right"};
  const auto result = send(with_password);
  ASSERT_EQ(result.outcome, Outcome::sent) << result.error;
  const auto envelope = peer.envelope(1);
  EXPECT_TRUE(envelope.at("secure").as_bool());
  EXPECT_EQ(envelope.at("user"), "me");
  EXPECT_EQ(envelope.at("from"), "no-reply@id.example");
  EXPECT_EQ(envelope.at("to").at(0), "rina@example.org");
  const auto mail = peer.mail(1);
  for (const auto* line :
       {"Date: Sat, 31 Jan 2026 09:05:06 +0000\r\n", "Message-ID: <018f-1@id.example>\r\n",
        "Auto-Submitted: auto-generated\r\n", "To: rina@example.org\r\n",
        "Content-Type: multipart/alternative; boundary=", "Subject: =?UTF-8?B?", "From: =?UTF-8?B?",
        "aGVsbG8NCi4NCmVuZA0K\r\n", "PHA+aGVsbG88L3A+\r\n"}) {
    EXPECT_NE(mail.find(line), std::string::npos) << line << mail;
  }
}

TEST_F(MailerTest, RefusalsAreToldApart) {
  const test::SmtpPeer peer;
  EXPECT_EQ(send(options(peer), "later@example.org").outcome, Outcome::temporary);
  EXPECT_EQ(send(options(peer), "gone@example.org").outcome, Outcome::permanent);
  auto wrong = options(peer);
  wrong.user = "me";
  wrong.password = Secret{"wrong"};
  EXPECT_EQ(send(wrong).outcome, Outcome::temporary);
  auto nobody = options(peer);
  nobody.smtp_url = "smtp://127.0.0.1:1";
  EXPECT_EQ(send(nobody).outcome, Outcome::temporary);
}

TEST_F(MailerTest, NothingIsSentToAServerThatIsNotTheOneItClaimsToBe) {
  const test::SmtpPeer peer;
  auto unknown_authority = options(peer);
  unknown_authority.ca_file.clear();
  EXPECT_EQ(send(unknown_authority).outcome, Outcome::temporary);
  EXPECT_THROW(peer.mail(1), std::runtime_error);
}

TEST_F(MailerTest, PlainSmtpOnlyWhereTheOperatorAllowsIt) {
  const test::SmtpPeer peer{false};
  auto plain = options(peer);
  plain.ca_file.clear();
  EXPECT_EQ(send(plain).outcome, Outcome::temporary);
  plain.starttls_required = false;
  EXPECT_EQ(send(plain).outcome, Outcome::sent);
  EXPECT_FALSE(peer.envelope(1).at("secure").as_bool());
}

TEST_F(MailerTest, MailsGoOutSideBySideAndTheEventLoopGoesOn) {
  const test::SmtpPeer peer;
  boost::asio::io_context context{1};
  Mailer mailer{options(peer), clock_};
  int left = 6;
  for (int i = 0; i < 6; ++i) {
    boost::asio::co_spawn(context, mailer.send(fmt::format("slow{}@example.org", i), words, "1"),
                          [&](const std::exception_ptr& error, const SendResult& result) {
                            EXPECT_FALSE(error);
                            EXPECT_EQ(result.outcome, Outcome::sent) << result.error;
                            --left;
                          });
  }
  auto longest = 0ns;
  const auto tick = [&]() -> Task<> {
    auto last = SteadyClock::now();
    while (left > 0) {
      co_await runtime::sleep_for(10ms);
      const auto now = SteadyClock::now();
      longest = std::max<std::chrono::nanoseconds>(longest, now - std::exchange(last, now));
    }
  };
  const auto begun = SteadyClock::now();
  boost::asio::co_spawn(context, tick(), boost::asio::detached);
  context.run();
  EXPECT_EQ(peer.mails(), 6);
  EXPECT_GE(SteadyClock::now() - begun, 3s) << "the server takes three seconds for each";
  EXPECT_LT(SteadyClock::now() - begun, 9s) << "one after another they would take eighteen";
  EXPECT_LT(longest, 1s) << "the loop stood still";
}

TEST_F(MailerTest, AMailThatIsBrokenOffIsNotDelivered) {
  const test::SmtpPeer peer;
  boost::asio::io_context context{1};
  Mailer mailer{options(peer), clock_};
  boost::asio::cancellation_signal give_up;
  std::optional<SendResult> result;
  boost::asio::co_spawn(
      context, mailer.send("stuck@example.org", words, "1"),
      boost::asio::bind_cancellation_slot(
          give_up.slot(), [&](const std::exception_ptr&, SendResult got) { result = got; }));
  const auto begun = SteadyClock::now();
  const auto later = [&]() -> Task<> {
    co_await runtime::sleep_for(1s);
    EXPECT_FALSE(result);
    give_up.emit(boost::asio::cancellation_type::terminal);
  };
  boost::asio::co_spawn(context, later(), boost::asio::detached);
  context.run();
  EXPECT_LT(SteadyClock::now() - begun, 4s);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->outcome, Outcome::temporary);
  peer.open();
  EXPECT_EQ(send(options(peer)).outcome, Outcome::sent);
  EXPECT_EQ(peer.mails(), 1);
  EXPECT_EQ(peer.envelope(1).at("to").at(0), "rina@example.org");
}

TEST_F(MailerTest, AServerThatStandsStillDoesNotHoldUpTheEnd) {
  const test::SmtpPeer peer;
  boost::asio::io_context context{1};
  auto mailer = std::make_unique<Mailer>(options(peer), clock_);
  for (int i = 0; i < 3; ++i) {
    boost::asio::co_spawn(context, mailer->send("rina@example.org", words, "1"),
                          [](const std::exception_ptr&, const SendResult& result) {
                            EXPECT_EQ(result.outcome, Outcome::sent);
                          });
  }
  context.run();
  peer.signal(SIGSTOP);
  const auto begun = SteadyClock::now();
  mailer.reset();
  EXPECT_LT(SteadyClock::now() - begun, 3s);
  peer.signal(SIGCONT);
}

TEST_F(MailerTest, AnAddressCannotCarryACommand) {
  const MailOptions offline{.smtp_url = "smtp://127.0.0.1:1", .from = "a@id.example", .brand = "G"};
  for (const auto* to :
       {"", "a", "a@", "@b", "a@b\r\nRCPT TO:<x@y>", "a b@c", "<a@b>", "a@b>", "a@b,c@d", "a@.b"}) {
    EXPECT_EQ(send(offline, to).outcome, Outcome::permanent) << to;
  }
}

TEST_F(MailerTest, ASignedMailArrivesAsItWasSigned) {
  const test::SmtpPeer peer;
  auto dkim = options(peer);
  const auto key = (peer.folder() / "dkim.pem").string();
  ASSERT_EQ(std::system(fmt::format("openssl genrsa -out {} 2048 2>/dev/null", key).c_str()), 0);
  dkim.dkim_domain = "id.example";
  dkim.dkim_selector = "s1";
  dkim.dkim_key_file = key;
  ASSERT_EQ(send(dkim).outcome, Outcome::sent);
  const auto verify = (std::filesystem::path{__FILE__}.parent_path() /
                       "../../../../tests/e2e/peers/dkim_verify.mjs")
                          .string();
  const auto mail = (peer.folder() / "1.eml").string();
  EXPECT_EQ(std::system(fmt::format("node {} {} {}", verify, mail, key).c_str()), 0)
      << peer.mail(1);
  EXPECT_EQ(std::system(fmt::format("sed -i 's/^To: rina/To: nina/' {}", mail).c_str()), 0);
  EXPECT_NE(std::system(fmt::format("node {} {} {}", verify, mail, key).c_str()), 0);
}

}  // namespace
}  // namespace gatehouse::mail
